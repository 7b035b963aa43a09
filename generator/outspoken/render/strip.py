"""The line at the top of every page but the home page, which names the worst open incident."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property

from msgspec import Struct

from outspoken.derive.current import Situation, situation
from outspoken.derive.facts import HistoryFacts
from outspoken.render.incident_view import Tag, tag
from outspoken.render.over_time import TimeStep, steps
from outspoken.render.pages.situations_ahead import situations


class Strip(Struct, frozen=True, kw_only=True):
    """An incident or maintenance by id and title, its state, and how many more are open or in progress."""

    id: str
    title: str
    tag: Tag
    others: int


class Strips:
    """The strips of one build at `now` (UTC); computed at the first use, once for all pages."""

    def __init__(self, facts: HistoryFacts, now: datetime) -> None:
        self._facts, self._now = facts, now
        self._made: dict[str, tuple[TimeStep[Strip | None], ...]] = {}

    @cached_property
    def later(self) -> Mapping[datetime, Situation]:
        """The situation at `now`, and those that follow without a new update, by instant (UTC)."""
        return situations(self._facts, situation(self._facts, self._now))

    def over_time(self, page_of: str) -> tuple[TimeStep[Strip | None], ...]:
        """The steps for the page of an incident (an id), which is left out there, or for others (`""`)."""
        page_of = self.key(page_of)
        if page_of not in self._made:
            self._made[page_of] = steps(
                self._now, self.later, lambda instant: _strip(self.later[instant], page_of)
            )
        return self._made[page_of]

    def key(self, page_of: str) -> str:
        """A cache key that is equal for pages with equal strips."""
        return page_of if page_of in self._named else ""

    @cached_property
    def are_needed(self) -> bool:
        """Whether a strip is shown at `now` or at a later step."""
        return bool(self._named)

    @cached_property
    def _named(self) -> frozenset[str]:
        return frozenset(one.incident.id for each in self.later.values() for one in each.active)


def _strip(current: Situation, page_of: str) -> Strip | None:
    # On the page of the worst incident, a line about a smaller one would come before what readers look for.
    if not current.active or current.active[0].incident.id == page_of:
        return None
    worst, *others = current.active
    more = sum(one.incident.id != page_of for one in others)
    return Strip(id=worst.incident.id, title=worst.incident.title, tag=tag(worst), others=more)
