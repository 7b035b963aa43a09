"""Times, spans and components on the command line, kept in the words that were given."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from outspoken.cli.shared_options import in_words


class Worded(click.ParamType[str]):
    """A text that a reader of the source room takes, kept as it was written."""

    def __init__(self, name: str, reader: str) -> None:
        self.name, self._reader = name, reader

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The text. Raises click.BadParameter with what to write instead."""
        if fault := self.fault(str(value)):
            self.fail(fault, param, ctx)
        return str(value)

    def fault(self, text: str) -> str:
        """What is wrong with a text, in one line; empty where nothing is."""
        from outspoken.source.format import instants
        from outspoken.source.format.read_context import Refusal

        read: Callable[[str], Any] = getattr(instants, self._reader)
        try:
            read(text)
        except Refusal as refusal:
            return in_words(refusal.message, refusal.hint)
        return ""


TIME_OR_SPAN = Worded("time or span", "read_promise")
TIME = Worded("time", "read_instant")
SPAN = Worded("duration", "read_duration")
