"""The types of options that are made from the declarations of the keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from outspoken.cli.checked_text import CheckedText
from outspoken.model.command_keys import CommandKey
from outspoken.model.field import Span, Type

if TYPE_CHECKING:
    from outspoken.authoring.answers.clock_times import Moment


class EntryText(click.ParamType[str]):
    """One of several texts, kept as it was written."""

    name = "text"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the text. Raises click.BadParameter with what to write instead."""
        if fault := self.fault(str(value)):
            self.fail(fault, param, ctx)
        return str(value)

    def completed(self, text: str, moment: Moment, what: str) -> str:  # noqa: ARG002
        """Return the text as it is: it is not a time."""
        return text

    def fault(self, text: str, moment: Moment | None = None) -> str:  # noqa: ARG002
        """Return what is wrong with a text, in one line; empty if nothing is."""
        # Each has its line in an answer, so that two lines would become two entries.
        is_one = len(text.splitlines()) < 2
        return "" if is_one else "it has more than one line; write each entry in an option of its own"


class RecordText(EntryText):
    """One mapping of a list: `what=Alert on queue length, owner=Kim`, kept as it was written."""

    def __init__(self, key: CommandKey) -> None:
        self._names = tuple(field.name for field in key.field.fields)
        self.name = ",".join(f"{name}=TEXT" for name in self._names)

    def fault(self, text: str, moment: Moment | None = None) -> str:  # noqa: ARG002
        """Return what is wrong with a text, in one line; empty if nothing is."""
        name, equals, _ = text.partition("=")
        if equals and name.strip() in self._names and len(text.splitlines()) == 1:
            return ""
        return f"write it in one line as {', '.join(f'{name}=…' for name in self._names)}"


_SPAN = CheckedText("duration", "read_duration")
_DAY = CheckedText("day", "read_day")
_ENTRY = EntryText()


def text_type(key: CommandKey) -> CheckedText | RecordText | EntryText | None:
    """Return the type that checks a key's text before anything is written; None if any text is allowed."""
    if key.field.type in (Type.INSTANT, Type.PROMISE):
        is_plain = key.field.type is Type.INSTANT and key.option.span is Span.NONE
        name, reader = ("time", "read_instant") if is_plain else ("time or duration", "read_promise")
        return CheckedText(name, reader, aim_of(key))
    if key.field.type is Type.RECORDS:
        return RecordText(key)
    if key.field.is_several:
        return _ENTRY
    return {Type.DURATION: _SPAN, Type.DAY: _DAY}.get(key.field.type)


def aim_of(key: CommandKey) -> str:
    """Return the name of the Aim of a key's time; empty for a key whose value is not a time."""
    if key.field.type not in (Type.INSTANT, Type.PROMISE):
        return ""
    return {Span.AGO: "PAST", Span.FROM_START: "AFTER_START"}.get(key.option.span, "AHEAD")
