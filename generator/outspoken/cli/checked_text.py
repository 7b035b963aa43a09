"""The type of options whose text is kept as it was written, once it can be read: times, days, durations."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from outspoken import clock, rules
from outspoken.cli.writing_parts.change_result import note
from outspoken.errors import ProblemsError
from outspoken.source.format import instants
from outspoken.source.format.instants import read_zone
from outspoken.source.format.read_context import Refusal

if TYPE_CHECKING:
    from outspoken.authoring.answers.clock_times import Moment


class CheckedText(click.ParamType[str]):
    """A text that a reader of source/format/instants.py accepts, kept as it was written.

    `aim` is the name of an Aim: whether a time without a date is before or after now; empty if the
    text is not a time.
    """

    def __init__(self, name: str, reader: str, aim: str = "") -> None:
        self.name, self._reader, self._aim = name, reader, aim

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the text, a time with its date and zone. Raises click.BadParameter with what to write."""
        text = str(value)
        # Most times have a date and a zone: for them the site's time zone is not read.
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

        # A time after another one is only tried here: as if it were after now.
        aim = Aim.AHEAD if self._aim == "AFTER_START" else Aim[self._aim] if self._aim else None
        try:
            whole = completed(text, moment, aim) if aim else text
        except Refusal as refusal:
            return in_words(refusal.message, refusal.hint)
        return self._fault(whole, moment)

    def _fault(self, text: str, moment: Moment | None = None) -> str:
        # By name: a declaration of options needs no reader.
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

    zone = moment.hinting().zone
    return completed(f"{moment.now.astimezone(read_zone(zone)):%H:%M}", moment, Aim.FREE)


def moment_of(ctx: click.Context | None) -> Moment:
    """Return the time of a command, and the site's time zone: UTC if the settings cannot be read."""
    from outspoken.authoring.answers.clock_times import Moment
    from outspoken.authoring.drafted_change import open_context
    from outspoken.authoring.incident_store import DiskIncidents

    # Both are eager options, so they are known before all others are read; click has its own "not given".
    params = ctx.params if ctx else {}
    root, given = params.get("root", Path()), params.get("now")
    now = given if isinstance(given, datetime) else clock.now()
    try:
        zone = open_context(DiskIncidents(root), now).zone if isinstance(root, Path) else "UTC"
        read_zone(zone)
    # The command itself reports these settings; here they would only have given the zone.
    except (ProblemsError, Refusal):
        zone = "UTC"
    return Moment(now=now, zone=zone)


def in_words(message: str, hint: str) -> str:
    """Return what is wrong and what to write instead, in one line."""
    return f"{message}; {hint}" if hint else message
