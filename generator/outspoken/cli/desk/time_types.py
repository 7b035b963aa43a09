"""Types of options whose text is kept as it was written, once it can be read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from outspoken import rules
from outspoken.cli.desk.change_result import note
from outspoken.cli.shared_options import in_words
from outspoken.model.command_keys import CommandKey
from outspoken.model.field import Span, Type

if TYPE_CHECKING:
    from outspoken.authoring.answers.clock_times import Moment


class CheckedText(click.ParamType[str]):
    """A text that a reader of source/format/instants.py accepts, kept as it was written.

    `aim` is the name of an Aim: on which side of now a time without a date is meant to be; empty if the
    text is not a time.
    """

    def __init__(self, name: str, reader: str, aim: str = "") -> None:
        self.name, self._reader, self._aim = name, reader, aim

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the text, a time with its date and zone. Raises click.BadParameter with what to write."""
        text = str(value)
        # Most texts are whole: for them the site's time zone need not be read.
        if not self._fault(text):
            return text
        moment = moment_of(ctx)
        if fault := self.fault(text, moment):
            self.fail(fault, param, ctx)
        return self.completed(text, moment, param.opts[-1] if param else "")

    def completed(self, text: str, moment: Moment, what: str) -> str:
        """Return a time with its date and zone, and print how it was read; other texts as they are."""
        if not self._aim:
            return text
        from outspoken.authoring.answers.clock_times import Aim, completed

        whole = completed(text, moment, Aim[self._aim])
        if whole != text:
            note(f"{what} {text} is read as {whole}")
        return whole

    def fault(self, text: str, moment: Moment) -> str:
        """Return what is wrong with a text, in one line; empty if nothing is."""
        from outspoken.authoring.answers.clock_times import Aim, completed
        from outspoken.source.format.read_context import Refusal

        # A time after another one is only tried here: as if it were after now.
        aim = Aim.AHEAD if self._aim == "AFTER_START" else Aim[self._aim] if self._aim else None
        try:
            whole = completed(text, moment, aim) if aim else text
        except Refusal as refusal:
            return in_words(refusal.message, refusal.hint)
        return self._fault(whole, moment)

    def _fault(self, text: str, moment: Moment | None = None) -> str:
        from outspoken.source.format import instants
        from outspoken.source.format.read_context import Refusal

        # By name: importing the reader would slow down every --help.
        read: Callable[..., Any] = getattr(instants, self._reader)
        try:
            read(text, day=moment.day, zone=moment.hinting().zone) if moment and self._aim else read(text)
        except Refusal as refusal:
            hint = refusal.hint
            # Without a colon it was read as a duration; the author may have meant a time.
            if moment and self._reader == "read_promise" and refusal.rule is rules.BAD_DURATION:
                hint += f", or a time as {_example(moment)}"
            return in_words(refusal.message, hint)
        return ""


def _example(moment: Moment) -> str:
    """Return the site's present time as people write it, to be copied."""
    from outspoken.authoring.answers.clock_times import Aim, completed
    from outspoken.source.format.instants import read_zone

    zone = moment.hinting().zone
    return completed(f"{moment.now.astimezone(read_zone(zone)):%H:%M}", moment, Aim.FREE)


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

    def completed(self, text: str, moment: Moment, what: str) -> str:  # noqa: ARG002
        """Return the text as it is: it is not a time."""
        return text

    def fault(self, text: str, moment: Moment | None = None) -> str:  # noqa: ARG002
        """Return what is wrong with a text, in one line; empty if nothing is."""
        name, equals, _ = text.partition("=")
        if equals and name.strip() in self._names and len(text.splitlines()) == 1:
            return ""
        return f"write it in one line as {', '.join(f'{name}=…' for name in self._names)}"


_SPAN = CheckedText("duration", "read_duration")
_DAY = CheckedText("day", "read_day")


def moment_of(ctx: click.Context | None) -> Moment:
    """Return the time of a command, and the site's time zone: UTC if the settings cannot be read."""
    from outspoken.authoring.answers.clock_times import Moment
    from outspoken.authoring.incident_store import DiskIncidents
    from outspoken.authoring.plans import open_context
    from outspoken.cli.shared_options import instant_or_clock
    from outspoken.errors import ProblemsError
    from outspoken.source.format.instants import read_zone
    from outspoken.source.format.read_context import Refusal

    # Both are eager options, so they are known before all others are read; click has its own "not given".
    params = ctx.params if ctx else {}
    root, given = params.get("root", Path()), params.get("now")
    now = instant_or_clock(given if isinstance(given, datetime) else None)
    try:
        zone = open_context(DiskIncidents(root), now).zone if isinstance(root, Path) else "UTC"
        read_zone(zone)
    except (ProblemsError, Refusal):
        zone = "UTC"
    return Moment(now=now, zone=zone)


def text_type(key: CommandKey) -> CheckedText | RecordText | None:
    """Return the type that checks a key's text before anything is written; None if any text is allowed."""
    if key.field.type in (Type.INSTANT, Type.PROMISE):
        is_plain = key.field.type is Type.INSTANT and key.option.span is Span.NONE
        name, reader = ("time", "read_instant") if is_plain else ("time or span", "read_promise")
        return CheckedText(name, reader, aim_of(key))
    if key.field.type is Type.RECORDS:
        return RecordText(key)
    return {Type.DURATION: _SPAN, Type.DAY: _DAY}.get(key.field.type)


def aim_of(key: CommandKey) -> str:
    """Return the name of the Aim of a key's time; empty for a key whose value is not a time."""
    if key.field.type not in (Type.INSTANT, Type.PROMISE):
        return ""
    return {Span.AGO: "PAST", Span.FROM_START: "AFTER_START"}.get(key.option.span, "AHEAD")
