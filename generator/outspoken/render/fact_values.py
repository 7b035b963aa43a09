"""The values of declared keys as readers see them: as a line of text, or as HTML."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from markupsafe import Markup, escape
from msgspec import Struct

from outspoken.model.incident import Incident, Window
from outspoken.model.key_values import number_text
from outspoken.model.settings import Settings
from outspoken.model.vocabulary import State
from outspoken.render.language.language import Language
from outspoken.render.language.terms import word
from outspoken.render.theme.time_tags import TimeTags


class TextValues:
    """Values as one line of text; `at` writes an instant, `find` returns the incident of an id, if any."""

    def __init__(
        self,
        language: Language,
        settings: Settings,
        at: Callable[[datetime], str],
        find: Callable[[str], Incident | None] = lambda _: None,
    ) -> None:
        self._language, self._settings, self._at, self._find = language, settings, at, find
        # The order matters, since `isinstance` also matches subclasses:
        # a StrEnum is a str, and a datetime is a date.
        self._forms: tuple[tuple[type, Callable[[Any], str]], ...] = (
            (bool, lambda value: language.gettext("yes") if value else language.gettext("no")),
            (StrEnum, lambda value: language.gettext(word(value))),
            (str, self._named),
            (datetime, self.instant),
            (timedelta, language.duration),
            (Window, self.window),
            (date, language.day),
            (float, lambda value: language.number(number_text(value))),
            (Struct, self._record),
            (tuple, self._several),
        )

    def of(self, value: object) -> str:
        """One value; empty if there is none."""
        return next((form(value) for kind, form in self._forms if isinstance(value, kind)), "")

    def text(self, words: str) -> str:
        """What people wrote."""
        return words

    def instant(self, at: datetime) -> str:
        return self._at(at)

    def window(self, window: Window) -> str:
        return f"{self._at(window.start)}{self._language.dash}{self._at(window.end)}"

    def joined(self, parts: Iterable[str]) -> str:
        """Several values in one line, without the empty ones."""
        return self._language.comma.join(filter(None, parts))

    def _named(self, value: str) -> str:
        # The id of an incident is nothing that readers know.
        found = self._find(value)
        return self.text(found.title if found else value) if value else ""

    def _record(self, record: Struct) -> str:
        """The values of a mapping; texts alone are one text in one direction."""
        values = [getattr(record, name) for name in record.__struct_fields__]
        if all(isinstance(value, str) for value in values):
            return self._named(self._language.comma.join(filter(None, values)))
        return self.joined(map(self.of, values))

    def _several(self, values: tuple[Any, ...]) -> str:
        return self.joined(self._pair(*one) if isinstance(one, tuple) else self.of(one) for one in values)

    def _pair(self, name: str, value: object) -> str:
        gettext = self._language.gettext
        if isinstance(value, State):
            named = {"name": self._settings.public_names[name], "state": self.of(value)}
            return gettext("%(name)s (%(state)s)") % named
        return gettext("%(label)s: %(value)s") % {"label": name, "value": value}


class HtmlValues(TextValues):
    """The same as HTML: times that the browser shows in the reader's zone, texts in their own direction."""

    def __init__(
        self, language: Language, settings: Settings, find: Callable[[str], Incident | None]
    ) -> None:
        self._times = TimeTags(language, None)
        super().__init__(language, settings, self._times.at, find)

    def text(self, words: str) -> Markup:
        return Markup("<bdi>{}</bdi>").format(words)

    def window(self, window: Window) -> Markup:
        return self._times.window(window.start, window.end)

    def joined(self, parts: Iterable[str]) -> Markup:
        return escape(self._language.comma).join(filter(None, parts))
