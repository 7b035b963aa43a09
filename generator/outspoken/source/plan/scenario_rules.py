"""Rules about a scenario that need several of its parts: the order of events, and what is expected."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from outspoken import rules
from outspoken.model.drills.scenario import (
    CAUSE,
    EXPECTATION_KEYS,
    NEXT_UPDATE,
    Expectation,
    ExpectedAction,
    InjectKind,
    ScriptedCommand,
)
from outspoken.model.field import keys
from outspoken.source.format.instants import duration_text
from outspoken.source.format.scalars import sample

if TYPE_CHECKING:
    from outspoken.source.format.read_context import ReadContext
    from outspoken.source.format.values import Lines, Values

Entry = tuple["Values", "Lines"]
_KEYS = {field.name: field for field in keys(Expectation)}
_START = timedelta()


def check_scenario(values: Values, lines: Lines, reading: ReadContext) -> None:
    """Report events in the wrong order, and expectations that no event can lead to."""
    injects: tuple[Entry, ...] = values.get("injects", ())
    if "injects" in values and not injects:
        reading.report(rules.MISSING_KEY, lines["injects"], "injects is empty", "write at least one event")
    _check_order(injects, "this event", _START, values.get("length"), reading)
    _check_order(values.get("answers", ()), "this answer", _START, values.get("length"), reading)
    _check_order(values.get("given", ()), "this command", None, _START, reading)
    for inject, where in injects:
        if (
            inject.get("as") not in (None, InjectKind.SILENCE)
            and "text" not in inject
            and "text" not in where
        ):
            hint = "write what is said, or as: silence"
            reading.report(rules.MISSING_KEY, min(where.values()), "text is missing", hint)
    for expected, where in values.get("expects", ()):
        if "what" in expected:
            _check_keys(expected, where, reading)
            _check_leads(expected, where, tuple(injects), reading)
    for key in ("given", "answers"):
        for answer, where in values.get(key, ()):
            _check_answer(answer, where, reading)


def _check_order(
    entries: Iterable[Entry], what: str, first: timedelta | None, last: timedelta | None, reading: ReadContext
) -> None:
    """Report entries whose time is before the one above, before `first`, or after `last`."""
    before = first
    for values, lines in entries:
        if "at" not in values:
            continue
        at, line = values["at"], lines["at"]
        if last is not None and at > last:
            end = f"the drill ends, at {written(last)}" if last else "the drill begins"
            hint = "write an earlier time, or a longer length" if last else "write an earlier time, as in -6d"
            reading.report(rules.INJECT_ORDER, line, f"{what} is at {written(at)}, after {end}", hint)
        elif before is not None and at < before:
            earlier = "the one above it, at" if before != first else "the drill begins, at"
            message = f"{what} is at {written(at)}, before {earlier} {written(before)}"
            reading.report(rules.INJECT_ORDER, line, message, "sort them by their times")
        before = at if before is None else max(before, at)


def written(offset: timedelta) -> str:
    """Return a time from the start as people write it: +1h30m."""
    return f"{'-' if offset < _START else '+'}{duration_text(abs(offset))}"


def _check_keys(values: Values, lines: Lines, reading: ReadContext) -> None:
    what = values["what"]
    needed, possible = EXPECTATION_KEYS[what]
    for name in needed:
        if name not in lines:
            hint = f"write {sample(_KEYS[name])}"
            reading.report(rules.MISSING_KEY, lines["what"], f"{what} needs {name}", hint)
    for name in lines:
        if name in _KEYS and name not in ("what", *needed, *possible):
            known = ", ".join((*needed, *possible)) or "none"
            message = f"{name} is not a key of {what}"
            reading.report(rules.EXPECTS_NOTHING, lines[name], message, f"remove it; known keys: {known}")


def _check_leads(values: Values, lines: Lines, injects: tuple[Entry, ...], reading: ReadContext) -> None:
    times = {inject["at"] for inject, _ in injects if "at" in inject}
    for name in ("after", "at"):
        if name in values and values[name] not in times:
            message = f"{name} is {written(values[name])}, but there is no event at that time"
            hint = f"write the time of an event: {', '.join(map(written, sorted(times)))}"
            reading.report(rules.EXPECTS_NOTHING, lines[name], message, hint)
        elif name == "at" and name in values and values["what"] is ExpectedAction.NO_CAUSE_BEFORE:
            _check_cause(values["at"], lines["at"], injects, reading)
    known = {fact for inject, _ in injects for fact in inject.get("reveals", ())}
    for fact in _unknowable(values.get("says", ()), known):
        message = f"{fact} is expected, but no event reveals it"
        hint = f"add reveals: [{fact}] to the event from which the team can know it"
        reading.report(rules.EXPECTS_NOTHING, lines["says"], message, hint)


def _check_cause(at: timedelta, line: int, injects: tuple[Entry, ...], reading: ReadContext) -> None:
    if not any(inject.get("at") == at and CAUSE in inject.get("reveals", ()) for inject, _ in injects):
        message = f"the event at {written(at)} does not reveal the cause"
        reading.report(rules.EXPECTS_NOTHING, line, message, "add reveals: [cause] to it")


def _unknowable(says: Iterable[str], known: set[str]) -> Iterator[str]:
    # When the next update comes is the team's own decision.
    yield from (fact for fact in says if fact not in known and fact != NEXT_UPDATE)


def _check_answer(values: Values, lines: Lines, reading: ReadContext) -> None:
    """Check that a command that opens something has a title, and sets no option of the drill itself."""
    options = dict(values.get("with", ()))
    opens = values.get("run") in (ScriptedCommand.NEW, ScriptedCommand.SCHEDULE)
    if opens and "title" not in options:
        hint = "write with: {title: Card payments fail, …}"
        reading.report(rules.MISSING_KEY, lines["run"], f"{values['run']} needs a title", hint)
    for name in ("root", "now", "push", "pr", "commit", "branch"):
        if name in options:
            message = f"{name} cannot be an option of an answer"
            reading.report(rules.UNKNOWN_KEY, lines["with"], message, "remove it: the drill sets it")
