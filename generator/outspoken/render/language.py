"""Words, dates and durations in the site's language: gettext for words, CLDR (through Babel) for the rest."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from gettext import NullTranslations, translation
from pathlib import Path

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from babel.numbers import format_decimal
from babel.units import format_unit

_CATALOGUES = Path(__file__).parent.parent / "locale"
_CACHED = 1 << 16


class Language:
    """One language of the interface. All methods are pure; instants are aware and shown in UTC.

    `tag` is a BCP 47 tag as in the `language` setting (`en`, `de`, `pt-BR`); where there is no
    catalogue the words stay English while dates follow CLDR. Raises babel.UnknownLocaleError.
    """

    def __init__(self, tag: str) -> None:
        self.tag = tag
        self.locale = Locale.parse(tag, sep="-")
        self._words: NullTranslations = translation(
            "outspoken", str(_CATALOGUES), languages=[str(self.locale), self.locale.language], fallback=True
        )
        self.gettext: Callable[[str], str] = self._words.gettext
        self.ngettext: Callable[[str, str, int], str] = self._words.ngettext
        self.pgettext: Callable[[str, str], str] = self._words.pgettext
        # A page repeats few days and durations many times: one CLDR look-up each is enough.
        self.day = lru_cache(_CACHED)(self._day)
        self.short_day = lru_cache(_CACHED)(self._short_day)
        self.month = lru_cache(_CACHED)(self._month)
        self.duration = lru_cache(_CACHED)(self._duration)

    @property
    def direction(self) -> str:
        """`ltr` or `rtl`."""
        return str(self.locale.text_direction)

    def _day(self, day: date) -> str:
        return str(format_date(day, "medium", self.locale))

    def _short_day(self, day: date) -> str:
        return str(format_skeleton("MMMd", day, locale=self.locale))

    def _month(self, day: date) -> str:
        return str(format_skeleton("yMMMM", day, locale=self.locale))

    def clock(self, instant: datetime) -> str:
        """`14:05 UTC`."""
        return f"{instant.astimezone(UTC):%H:%M} UTC"

    def instant(self, instant: datetime) -> str:
        """Day and clock: `Nov 21, 2026, 14:05 UTC`."""
        return f"{self.day(instant.astimezone(UTC).date())}, {self.clock(instant)}"

    def _duration(self, length: timedelta) -> str:
        """The two largest of days, hours and minutes, rounded down, at least a minute: `1 hr 24 min`."""
        minutes = max(1, int(length.total_seconds()) // 60)
        days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
        parts = [(days, "duration-day"), (hours, "duration-hour"), (minutes, "duration-minute")]
        shown = [(count, unit) for count, unit in parts if count][:2]
        return " ".join(str(format_unit(count, unit, "short", locale=self.locale)) for count, unit in shown)

    def percent(self, value: Decimal) -> str:
        """A percentage with both its decimals, however it is punctuated: `99.90 %`."""
        return str(format_decimal(value, "0.00", locale=self.locale)) + " %"

    def number(self, value: float | Decimal) -> str:
        """A decimal number with the digits it has."""
        return str(format_decimal(value, locale=self.locale, decimal_quantization=False))

    def listing(self, words: list[str]) -> str:
        """`a, b and c`."""
        return str(format_list(words, locale=self.locale))
