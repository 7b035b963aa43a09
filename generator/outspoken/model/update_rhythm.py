"""How long readers may be without an update, by impact, status and age of an incident."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from msgspec import Struct

from outspoken.model.vocabulary import Impact, Status


class UpdateRhythm(Struct, frozen=True, kw_only=True):
    """The longest time between updates of one impact.

    `every` counts where `statuses` has nothing else. Once an incident has been open for `after`, the time
    is `then` at least: what takes long has fewer updates (PagerDuty slows down after two hours; GitLab has
    other times while an incident is monitored).
    """

    every: timedelta | None = None
    statuses: Mapping[Status, timedelta] = {}
    after: timedelta | None = None
    then: timedelta | None = None

    def longest(self, status: Status, age: timedelta = timedelta()) -> timedelta | None:
        """The longest time without an update in a status, for an incident that is so old; None: no limit."""
        usual = self.statuses.get(status, self.every)
        if usual is None or self.after is None or self.then is None or age < self.after:
            return usual
        return max(usual, self.then)

    def due(self, status: Status, heard: datetime, opened: datetime) -> datetime | None:
        """When the next update is due (UTC), if readers last `heard` something; None without a limit."""
        usual = self.longest(status)
        if usual is None:
            return None
        # It is due by the rhythm of its own instant: what was due before the change stays due.
        slower = self.longest(status, heard + usual - opened)
        return heard + (slower or usual)


class Cadence(Struct, frozen=True, kw_only=True):
    """The rhythm of each impact; `executives` is the longest time that leaders are without a word."""

    impacts: Mapping[Impact, UpdateRhythm] = {}
    executives: timedelta | None = None

    def of(self, impact: Impact) -> UpdateRhythm:
        """The rhythm of an impact; without a limit if the settings have none."""
        return self.impacts.get(impact, UpdateRhythm())
