"""The effects of merging a change: on the page, on every channel, and its problems."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from outspoken.derive.current import Situation, situation
from outspoken.derive.facts import HistoryFacts
from outspoken.errors import Problem
from outspoken.model.settings import Settings
from outspoken.render.shared import shared_for
from outspoken.review.both_sides import both_sides
from outspoken.review.change_problems import ChangeReview, review
from outspoken.review.messages_to_come import MessageToCome, guards, messages_for, news_of, silence
from outspoken.review.outcomes import OutcomeCourse, Shift, courses, shifts
from outspoken.source.site_on_disk import SiteOnDisk


class Preview(Struct, frozen=True, kw_only=True):
    """What merging at `at` (UTC) would do.

    What the page says `before` and `after` is None, and all else empty, where it cannot be read. `silence` is
    why nothing is sent; `guards` are what an announcement would stop at.
    """

    review: ChangeReview
    at: datetime
    settings: Settings | None = None
    before: Situation | None = None
    after: Situation | None = None
    shifts: tuple[Shift, ...] = ()
    courses: tuple[OutcomeCourse, ...] = ()
    messages: tuple[MessageToCome, ...] = ()
    silence: str = ""
    guards: tuple[str, ...] = ()

    @property
    def against(self) -> tuple[Problem, ...]:
        """Every problem, templates that cannot be filled in among them."""
        # One broken template is the same Problem on every channel that uses it.
        troubles = dict.fromkeys(one.trouble for one in self.messages if one.trouble is not None)
        return (*self.review.problems, *(one for one in troubles if one not in self.review.problems))

    @property
    def is_good(self) -> bool:
        """Whether there are no errors."""
        return not any(problem.is_error for problem in self.against)


def preview(site: SiteOnDisk, base: str, *, present: bool = False) -> Preview:
    """Return what merging the changes of a site since `base` would do at the site's `now`.

    `present` says that `now` is the real present, not a past date. Raises ProblemsError if there is no
    such base.
    """
    found = review(site, base, present=present)
    sides = both_sides(site, found.change, present=present)
    after = sides.after
    if after is None:
        return Preview(review=found, at=sides.at, silence="the settings cannot be read")
    before = situation(HistoryFacts(sides.before), sides.at) if sides.before else None
    becomes = situation(HistoryFacts(after), sides.at)
    touched = tuple(courses([one.folder for one in found.touched.versions], sides, after))
    news = news_of(sides, after)
    shared = shared_for(site.root, after, sides.at)
    return Preview(
        review=found,
        at=sides.at,
        settings=after.settings,
        before=before,
        after=becomes,
        shifts=tuple(shifts(after, before, becomes)),
        courses=touched,
        messages=tuple(messages_for(channel, news, shared) for channel in after.settings.channels),
        silence=silence(news, touched, after),
        guards=tuple(guards(news, after)),
    )
