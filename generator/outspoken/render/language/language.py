"""Texts, dates and durations in the site's language: gettext for texts, CLDR (through Babel) for the rest."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import cached_property, lru_cache
from gettext import GNUTranslations

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.dates import format_skeleton, format_time, format_timedelta
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent

from outspoken.render.language.catalogue import translations

_CACHED = 1 << 16
# Without leading zeros: 007 is not a count.
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,6})?")
_SOUNDS_LIKE_I = re.compile(r"(?:[ií]|h[ií](?![ae]))", re.IGNORECASE)
_UNITS = (("day", 1440), ("hour", 60), ("minute", 1))


class Language:
    """One language of the interface. All methods are pure; instants are aware and shown in UTC.

    `tag` is a BCP 47 tag as in the `language` setting (`en`, `de`, `pt-BR`); without a
    catalogue, texts stay English and dates follow CLDR. Subtags that CLDR does not have are ignored.
    Raises babel.UnknownLocaleError for a language that CLDR does not have at all.
    """

    def __init__(self, tag: str) -> None:
        self.tag = tag
        self.locale = _locale(tag)
        words = translations(self.locale)
        self.gettext: Callable[[str], str] = words.gettext
        self.ngettext: Callable[[str, str, int], str] = words.ngettext
        self.pgettext: Callable[[str, str], str] = words.pgettext
        self.npgettext: Callable[[str, str, str, int], str] = words.npgettext
        self.is_translated: bool = self.locale.language == "en" or isinstance(words, GNUTranslations)
        self._hours = _hours(self.locale)
        # CLDR quotes literal words in patterns; the page's script would show the quotes.
        self._moment: str = self.locale.datetime_formats["medium"].replace("'", "")
        # Pages repeat few days, durations and figures many times: one CLDR look-up each is enough.
        self.day = lru_cache(_CACHED)(self._day)
        self.short_day = lru_cache(_CACHED)(self._short_day)
        self.month = lru_cache(_CACHED)(self._month)
        self.duration = lru_cache(_CACHED)(self._duration)
        self.time = lru_cache(1440)(self._time)
        self._amount = lru_cache(_CACHED)(self._in_unit)
        self._share = lru_cache(_CACHED)(self._figure)

    @cached_property
    def direction(self) -> str:
        """`ltr` or `rtl`."""
        return str(self.locale.text_direction)

    @cached_property
    def with_territory(self) -> str:
        """The language with a country, as social networks name it: `de_DE`, `pt_BR`."""
        likely: Mapping[str, str] = get_global("likely_subtags")
        likeliest = likely.get(self.locale.language, "").split("_")
        country = self.locale.territory or (likeliest[-1] if len(likeliest) > 1 else "")
        return f"{self.locale.language}_{country}" if country else self.locale.language

    @cached_property
    def arrows(self) -> tuple[str, str]:
        """Return the arrows for back and forward, in the direction of the text: `←`, `→`."""
        return ("→", "←") if self.direction == "rtl" else ("←", "→")

    def _day(self, day: date) -> str:
        """Return `Nov 21, 2026`, as the browser shows it for the same options."""
        return str(format_skeleton("yMMMd", day, locale=self.locale))

    def _short_day(self, day: date) -> str:
        """`Nov 21`."""
        return str(format_skeleton("MMMd", day, locale=self.locale))

    def _month(self, day: date) -> str:
        """Return `November 2026` in the form used within a sentence."""
        return str(format_skeleton("yMMMM", day, locale=self.locale))

    @cached_property
    def day_patterns(self) -> str:
        """Return the date patterns of each month for the page's script: twelve with the year, twelve without.

        They are joined by `|`; `{y}` and `{d}` are in the places of year and day, `{D}` of a day with two
        digits.
        """
        skeletons = ("yMMMd", "MMMd")
        return "|".join(self._pattern(skeleton, month) for skeleton in skeletons for month in range(1, 13))

    def _pattern(self, skeleton: str, month: int) -> str:
        # Two sample days show whether the language writes days below 10 with a zero.
        late, early = (
            str(format_skeleton(skeleton, date(2099, month, day), locale=self.locale)).replace("2099", "{y}")
            for day in (28, 5)
        )
        pattern = late.replace("28", "{d}")
        return pattern if pattern.replace("{d}", "5") == early else late.replace("28", "{D}")

    @cached_property
    def clock_pattern(self) -> str:
        """The pattern of a time of day for the page's script: `{h}:{m}`, each with two digits."""
        return self._time(13, 57).replace("13", "{h}").replace("57", "{m}")

    @cached_property
    def moment_pattern(self) -> str:
        """The pattern that joins day (1) and time (0), for the page's script: `{1}, {0}`."""
        return self._moment

    def heading(self, words: str) -> str:
        """Return the text with a capital, to begin a line: many languages write months in small letters."""
        return words[:1].upper() + words[1:]

    def _time(self, hour: int, minute: int) -> str:
        return str(format_time(time(hour, minute), self._hours, locale=self.locale))

    def clock(self, instant: datetime) -> str:
        """Return `14:05 UTC`, by 24 hours in every language."""
        in_utc = instant.astimezone(UTC)
        return f"{self.time(in_utc.hour, in_utc.minute)} UTC"

    def instant(self, instant: datetime) -> str:
        """Return the day and the time: `Nov 21, 2026, 14:05 UTC`."""
        return self._moment.format(self.clock(instant), self.day(instant.astimezone(UTC).date()))

    def beginning(self, instant: datetime) -> str:
        """The first half of a range without the zone, which the second half has: `Nov 21, 2026, 14:05`."""
        in_utc = instant.astimezone(UTC)
        return self._moment.format(self.time(in_utc.hour, in_utc.minute), self.day(in_utc.date()))

    @cached_property
    def dash(self) -> str:
        """Return the separator of a range of times: a dash in most languages."""
        return str(self.locale.interval_formats[None]).format("", "")

    def _duration(self, length: timedelta) -> str:
        """Return the two largest units, rounded down to minutes, at least one minute: `1 hour 24 minutes`."""
        rest = max(1, int(length.total_seconds()) // 60)
        shown = list[str]()
        for unit, minutes in _UNITS:
            count, rest = divmod(rest, minutes)
            if count and len(shown) < 2:
                shown.append(self._amount(unit, timedelta(minutes=count * minutes)))
        return " ".join(shown)

    def _in_unit(self, unit: str, length: timedelta) -> str:
        # A threshold that no length reaches: below it, Babel keeps to the given unit.
        words = format_timedelta(length, granularity=unit, threshold=1e9, locale=self.locale)  # type: ignore[arg-type]
        # CLDR lacks this unit in some languages; English is better than nothing.
        return words or format_timedelta(length, granularity=unit, threshold=1e9, locale="en")  # type: ignore[arg-type]

    def short_duration(self, length: timedelta) -> str:
        """Return the largest unit in its shortest form, for the axis of a chart: `15m`, `4h`, `1w`."""
        return str(format_timedelta(length, threshold=1, format="narrow", locale=self.locale))

    def percent(self, value: Decimal) -> str:
        """Return a percentage with two decimals, as the language writes it: `99.90%`, `99,90 %`."""
        return self._share(value / 100, "0.00")

    def share(self, value: float) -> str:
        """A share of one as a percentage with as many decimals as it needs: `30%`."""
        # From its text: the exact value of a float has many more digits.
        return self._share(Decimal(str(value)), "0.##")

    def _figure(self, value: Decimal, digits: str) -> str:
        # Only the digits: the language decides where the sign and a space are placed.
        pattern = re.sub(r"[#0,.]+", digits, self.locale.percent_formats[None].pattern)
        return str(format_percent(value, pattern, locale=self.locale))

    def number(self, text: str) -> str:
        """Return a number with the language's separators: `4,100`; any other text as it is."""
        return str(format_decimal(Decimal(text), locale=self.locale)) if _NUMBER.fullmatch(text) else text

    def listing(self, words: Sequence[str]) -> str:
        """Return the items as a list in a sentence: `a, b and c`."""
        listed = str(format_list(words, locale=self.locale))
        # "y" before the sound of i becomes "e": a rule of Spanish that is not in CLDR's patterns.
        is_spanish = self.locale.language == "es" and len(words) > 1 and _SOUNDS_LIKE_I.match(words[-1])
        return f" e {words[-1]}".join(listed.rsplit(f" y {words[-1]}", 1)) if is_spanish else listed

    @cached_property
    def comma(self) -> str:
        """Return the separator of the items of a long list: `, `."""
        pattern: str = self.locale.list_patterns.get("standard", {}).get("start", "{0}, {1}")
        return pattern.format("", "")

    @cached_property
    def pause(self) -> str:
        """Return the separator of a sentence's parts: a comma, even if a word joins the items of a list."""
        return "، " if any(map(str.isalpha, self.comma)) else self.comma


def _locale(tag: str) -> Locale:
    parts = tag.replace("_", "-").split("-")
    for length in range(len(parts), 0, -1):
        try:
            return Locale.parse("-".join(parts[:length]), sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    raise UnknownLocaleError(tag)


def _hours(locale: Locale) -> str:
    """Return the pattern of a time of day by 24 hours, with two digits: so the times in tables line up."""
    # `Hm` is the pattern by 24 hours, even if the language's own clock has 12.
    known = locale.datetime_skeletons.get("Hm")
    pattern = known.pattern if known else "HH:mm"
    return re.sub(r"\bH\b", "HH", pattern)
