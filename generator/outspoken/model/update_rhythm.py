"""How long readers may be without an update, by impact, status and age of an incident."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from msgspec import Struct

from outspoken.model.vocabulary import Impact, Status


class UpdateRhythm(Struct, frozen=True, kw_only=True):
    """The longest time between updates of one impact.

    `every` counts for a status that is not in `statuses`. Once an incident has been open for `after`, the
    time is at least `then`: long incidents have fewer updates (PagerDuty slows down after two hours;
    GitLab has other times while an incident is monitored).
    """

    every: timedelta | None = None
    statuses: Mapping[Status, timedelta] = {}
    after: timedelta | None = None
    then: timedelta | None = None

    def longest(self, status: Status, age: timedelta = timedelta()) -> timedelta | None:
        """Return the longest time without an update for a status and an age; None: no limit."""
        usual = self.statuses.get(status, self.every)
        if usual is None or self.after is None or self.then is None or age < self.after:
            return usual
        return max(usual, self.then)

    def due(self, status: Status, latest: datetime, opened: datetime) -> datetime | None:
        """Return when the next update is due (UTC), if the last one was at `latest`; None without a limit."""
        usual = self.longest(status)
        if usual is None:
            return None
        # By the rhythm at the time when it is due: an update that was due before the change stays due.
        slower = self.longest(status, latest + usual - opened)
        return latest + (slower or usual)


class Cadence(Struct, frozen=True, kw_only=True):
    """The rhythm of each impact; `executives` is the longest time without a message to leaders."""

    impacts: Mapping[Impact, UpdateRhythm] = {}
    executives: timedelta | None = None

    def of(self, impact: Impact) -> UpdateRhythm:
        """Return the rhythm of an impact; without a limit if the settings have none."""
        return self.impacts.get(impact, UpdateRhythm())
