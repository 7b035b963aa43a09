"""Instants as HTML `<time>` elements in UTC; the page's script adds the reader's time zone."""

from __future__ import annotations

from datetime import UTC, datetime

from markupsafe import Markup

from outspoken.model.iso_time import iso
from outspoken.render.language.language import Language


def epoch(instant: datetime) -> int:
    """Unix seconds."""
    return int(instant.timestamp())


class TimeTags:
    """Time elements for one build; all methods take aware instants and return Markup.

    Functions, not template macros: a page holds dozens, and a macro call costs ten times as much.
    """

    def __init__(self, language: Language, now: datetime | None) -> None:
        self._language = language
        self._today = None if now is None else now.astimezone(UTC).date()

    def at(self, instant: datetime) -> Markup:
        """Day and time of day."""
        words = self._language.instant(instant)
        # Not Markup.format: it escapes each value, which costs time and is not needed for digits and names.
        return Markup(f'<time datetime="{iso(instant)}">{words}</time>')  # noqa: S704 - digits and CLDR's words

    def clock(self, instant: datetime, relative: bool = False) -> Markup:
        """The time of day, with the day unless it is today; `relative`: the script adds `in 5 minutes`."""
        today = instant.astimezone(UTC).date() == self._today
        words = self._language.clock(instant) if today else self._language.instant(instant)
        names = "c r" if relative else "c"
        return Markup(f'<time class="{names}" datetime="{iso(instant)}">{words}</time>')  # noqa: S704

    def until(self, end: datetime, start: datetime) -> Markup:
        """The end of a span: without its day if `start` is on the same day of UTC and that is today."""
        return self.clock(end) if end.date() == start.date() else self.at(end)

    def window(self, start: datetime, end: datetime) -> Markup:
        """Start and end; the day is written once if both are on the same day (UTC)."""
        start, end, dash = start.astimezone(UTC), end.astimezone(UTC), self._language.dash
        if start.date() != end.date():
            return Markup('<span class="w">{}{}{}</span>').format(self.at(start), dash, self.at(end))
        first, last = self._language.beginning(start), self._language.clock(end)
        return Markup(  # noqa: S704 - digits and CLDR's words
            f'<span class="w"><time datetime="{iso(start)}">{first}</time>'
            f'{dash}<time class="h" datetime="{iso(end)}">{last}</time></span>'
        )
