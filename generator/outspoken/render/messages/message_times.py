"""Times in messages: in the site's zone and in UTC; never relative, since messages are read later."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from msgspec import Struct

from outspoken.model.incident import Window
from outspoken.render.language.language import Language


class Moments(Struct, frozen=True, kw_only=True):
    """Times for one message; all methods take aware instants. `day` is the message's own (UTC)."""

    language: Language
    zone: ZoneInfo
    day: datetime

    def time(self, instant: datetime) -> str:
        """Return the day and the time: `Nov 21, 2026, 15:05 CET (14:05 UTC)`."""
        return self._both(instant, with_day=True)

    def clock(self, instant: datetime) -> str:
        """Return only the time, if it is on the message's day: `15:05 CET (14:05 UTC)`; else as `time`."""
        today = self._local(instant).date() == self._local(self.day).date()
        return self._both(instant, with_day=not today)

    def window(self, window: Window) -> str:
        """Return the start and the end: `Nov 21, 2026, 03:00 - 03:30 CET (02:00 - 02:30 UTC)`."""
        dash = self.language.dash
        name = self._name(window.start)
        start, end = (self._local(one) for one in (window.start, window.end))
        # When the clocks change during the window, start and end have different abbreviations.
        if start.date() != end.date() or start.utcoffset() != end.utcoffset():
            return f"{self.time(window.start)}{dash}{self.time(window.end)}"
        local = f"{self._words(start)}{dash}{self.language.time(end.hour, end.minute)} {name}"
        if name == "UTC":
            return local
        first, last = (one.astimezone(UTC) for one in (window.start, window.end))
        beside = f"{self.language.time(first.hour, first.minute)}{dash}{self.language.clock(last)}"
        return f"{local} ({beside})"

    def _both(self, instant: datetime, *, with_day: bool) -> str:
        local, universal = self._local(instant), instant.astimezone(UTC)
        name = self._name(instant)
        words = self._words(local) if with_day else self.language.time(local.hour, local.minute)
        if name == "UTC":
            return f"{words} UTC"
        same_day = local.date() == universal.date()
        beside = self.language.clock(instant) if same_day else self.language.instant(instant)
        return f"{words} {name} ({beside})"

    def _local(self, instant: datetime) -> datetime:
        return instant.astimezone(self.zone)

    def _name(self, instant: datetime) -> str:
        """Return the zone's abbreviation; without one, its offset from UTC."""
        local = self._local(instant)
        name = local.strftime("%Z")
        # Some zones of the database have no abbreviation, only an offset such as `+03`.
        if name.isalpha():
            return name
        return f"UTC{local:%z}" if local.utcoffset() else "UTC"

    def _words(self, local: datetime) -> str:
        """Return the day and the time of a local time, as the language writes them."""
        return self.language.beginning(local.replace(tzinfo=UTC))
