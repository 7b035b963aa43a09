"""Previews a merge: its effects on the page and on every channel, and its problems."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from outspoken.derive.current import Situation, situation
from outspoken.derive.facts import HistoryFacts, IncidentFacts
from outspoken.errors import Problem
from outspoken.model.settings import Settings
from outspoken.render.kit.kit_facts import stage_of
from outspoken.render.kit.kit_summary import KitSummary, kit_summary
from outspoken.render.kit.kit_templates import KitTemplates
from outspoken.render.kit.kit_text import KitStage
from outspoken.render.shared import Shared, shared_for
from outspoken.review.both_sides import both_sides
from outspoken.review.change_effects import (
    ComponentChange,
    IncidentChange,
    IncidentOutcome,
    component_changes,
    incident_outcomes,
)
from outspoken.review.change_problems import ChangeReview, review
from outspoken.review.messages_to_come import (
    MessageToCome,
    ReminderTimes,
    guards,
    messages_for,
    news_of,
    reminders_of,
    why_unsent,
)
from outspoken.shipped import own_templates
from outspoken.source.site_on_disk import SiteOnDisk

_ENDS = (IncidentChange.CLOSED, IncidentChange.POSTMORTEM)


class Preview(Struct, frozen=True, kw_only=True):
    """What merging at `at` (UTC) would do.

    `before` and `after` are None, and all else empty, if the site cannot be read. `why_unsent` is why no
    message is sent; `reminders` are sent later; `guards` are the limits at which an announcement would stop;
    `kits` are the texts for incidents that people write about now.
    """

    review: ChangeReview
    at: datetime
    settings: Settings | None = None
    before: Situation | None = None
    after: Situation | None = None
    component_changes: tuple[ComponentChange, ...] = ()
    outcomes: tuple[IncidentOutcome, ...] = ()
    messages: tuple[MessageToCome, ...] = ()
    kits: tuple[KitSummary, ...] = ()
    reminders: tuple[ReminderTimes, ...] = ()
    why_unsent: str = ""
    guards: tuple[str, ...] = ()

    @property
    def all_problems(self) -> tuple[Problem, ...]:
        """Every problem, including those of templates that cannot be rendered."""
        # One broken template is the same Problem on every channel that uses it.
        broken = dict.fromkeys(one.problem for one in self.messages if one.problem is not None)
        return (*self.review.problems, *(one for one in broken if one not in self.review.problems))

    @property
    def is_good(self) -> bool:
        """Whether there are no errors."""
        return not any(problem.is_error for problem in self.all_problems)


def preview(site: SiteOnDisk, base: str, *, present: bool = False) -> Preview:
    """Return what merging the changes of a site since `base` would do at the site's `now`.

    `present` says that `now` is the current time, not a past one. Raises ProblemsError if there is no
    such base.
    """
    found = review(site, base, present=present)
    sides = both_sides(site, found.change, present=present)
    after = sides.after
    if after is None:
        return Preview(review=found, at=sides.at, why_unsent="the settings cannot be read")
    before = situation(HistoryFacts(sides.before), sides.at) if sides.before else None
    becomes = situation(HistoryFacts(after), sides.at)
    touched = tuple(incident_outcomes([one.folder for one in found.touched.versions], sides, after))
    news = news_of(sides, after)
    shared = shared_for(site.root, after, sides.at)
    return Preview(
        review=found,
        at=sides.at,
        settings=after.settings,
        before=before,
        after=becomes,
        component_changes=tuple(component_changes(after, before, becomes)),
        outcomes=touched,
        messages=tuple(messages_for(channel, news, shared) for channel in after.settings.channels),
        reminders=tuple(reminders_of(touched, after, sides.at)),
        kits=tuple(_kits(touched, shared, site.root, sides.at)),
        why_unsent=why_unsent(news, touched, after),
        guards=tuple(guards(news, after)),
    )


def _kits(
    touched: Sequence[IncidentOutcome], shared: Shared, root: Path, now: datetime
) -> Iterator[KitSummary]:
    """The kits of incidents that are open or just over; older ones only if the change is about their end."""
    found = [
        IncidentFacts(one.after.incident)
        for one in touched
        if one.after is not None and not one.incident.withdrawn and not one.incident.backfilled
        if one.change in _ENDS or stage_of(IncidentFacts(one.after.incident), now) is not KitStage.AFTER
    ]
    if found:
        templates = KitTemplates(
            settings=shared.settings, language=shared.language, overrides=own_templates(root)
        )
        yield from (kit_summary(templates, facts, now) for facts in found)
