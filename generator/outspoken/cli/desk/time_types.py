"""Types of options whose text is kept as it was written, once it can be read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from outspoken.cli.shared_options import in_words
from outspoken.model.command_keys import CommandKey
from outspoken.model.field import Span, Type


class CheckedText(click.ParamType[str]):
    """A text that a reader of source/format/instants.py accepts, kept as it was written."""

    def __init__(self, name: str, reader: str) -> None:
        self.name, self._reader = name, reader

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the text. Raises click.BadParameter with what to write instead."""
        if fault := self.fault(str(value)):
            self.fail(fault, param, ctx)
        return str(value)

    def fault(self, text: str) -> str:
        """Return what is wrong with a text, in one line; empty if nothing is."""
        from outspoken.source.format import instants
        from outspoken.source.format.read_context import Refusal

        # By name: importing the reader would slow down every --help.
        read: Callable[[str], Any] = getattr(instants, self._reader)
        try:
            read(text)
        except Refusal as refusal:
            return in_words(refusal.message, refusal.hint)
        return ""


class RecordText(click.ParamType[str]):
    """One mapping of a list: `what=Alert on queue length, owner=Kim`, kept as it was written."""

    def __init__(self, key: CommandKey) -> None:
        self._names = tuple(field.name for field in key.field.fields)
        self.name = ",".join(f"{name}=TEXT" for name in self._names)

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the text. Raises click.BadParameter with what to write instead."""
        if fault := self.fault(str(value)):
            self.fail(fault, param, ctx)
        return str(value)

    def fault(self, text: str) -> str:
        """Return what is wrong with a text, in one line; empty if nothing is."""
        name, equals, _ = text.partition("=")
        if equals and name.strip() in self._names and len(text.splitlines()) == 1:
            return ""
        return f"write it in one line as {', '.join(f'{name}=…' for name in self._names)}"


TIME_OR_SPAN = CheckedText("time or span", "read_promise")
TIME = CheckedText("time", "read_instant")
SPAN = CheckedText("duration", "read_duration")
DAY = CheckedText("day", "read_day")


def text_type(key: CommandKey) -> CheckedText | RecordText | None:
    """Return the type that checks a key's text before anything is written; None if any text is allowed."""
    if key.field.type is Type.INSTANT:
        return TIME if key.option.span is Span.NONE else TIME_OR_SPAN
    if key.field.type is Type.RECORDS:
        return RecordText(key)
    return {Type.PROMISE: TIME_OR_SPAN, Type.DURATION: SPAN, Type.DAY: DAY}.get(key.field.type)
