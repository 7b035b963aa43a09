"""Rules about the files of one incident taken together."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

from msgspec import Struct

from outspoken import rules
from outspoken.errors import Problem
from outspoken.model.incident import Incident, Update
from outspoken.model.vocabulary import WORKING_STATUSES, Status
from outspoken.source.format.ids import stamp_of
from outspoken.source.format.incident_fields import UPDATE, times_ahead
from outspoken.source.format.lazy_pattern import pattern
from outspoken.source.format.read_context import ReadContext
from outspoken.source.format.values import Lines

# A name made by hand is rarely exact to the minute; a wrong time zone is off by at least half an hour.
NAME_TOLERANCE = timedelta(minutes=15)
_HEADING = pattern(r" {0,3}#{1,6}[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*")
_UNDERLINE = pattern(r" {0,3}(?:=+|-+)[ \t]*")
_AHEAD = times_ahead(UPDATE)
_CODE = pattern(r" {0,3}(```+|~~~+)")


class IncidentParts(Struct, frozen=True):
    """An update with its file's path and the lines of its keys."""

    update: Update
    path: str
    lines: Lines


def check_course(
    incident: Incident, written: list[IncidentParts], path: str, lines: Lines
) -> Iterator[Problem]:
    """Yield Problems in the sequence of an incident's updates (`written` in their order)."""
    if incident.is_maintenance:
        yield from _completed_unbegun(incident, written)
    else:
        yield from _before_start(incident, written, path, lines)
        yield from _noticed(incident, written, path, lines)
    if not incident.withdrawn:
        yield from _reopenings(written)
    yield from _early_aftermath(written)
    yield from _past_promises(written)


def _before_start(
    incident: Incident, written: list[IncidentParts], path: str, lines: Lines
) -> Iterator[Problem]:
    for entry in written:
        update = entry.update
        # They are in order: all later ones are after the start too.
        if update.at >= incident.started:
            return
        is_end = update.status is not None and update.status.is_final
        rule = rules.RESOLVED_BEFORE_START if is_end else rules.UPDATE_BEFORE_START
        message = (
            f"at is {update.at:%Y-%m-%dT%H:%M:%S}Z, before the start at {incident.started:%Y-%m-%dT%H:%M:%S}Z"
        )
        hint = f"correct at: here, or started: in {path}:{lines['started']}"
        yield rule.problem(entry.path, entry.lines["at"], message, hint)


def _noticed(incident: Incident, written: list[IncidentParts], path: str, lines: Lines) -> Iterator[Problem]:
    """Check that it is noticed after its start, and not after the first update."""
    noticed, first = incident.noticed, next(iter(written), None)
    if noticed is None or "noticed" not in lines:
        return
    message = f"noticed is {noticed:%Y-%m-%dT%H:%M:%S}Z"
    if noticed < incident.started:
        message += f", before the start at {incident.started:%Y-%m-%dT%H:%M:%S}Z"
        place = f"started on line {lines['started']}"
        hint = f"correct noticed, or {place}: customers may have been affected earlier"
        yield rules.NOTICED_ORDER.problem(path, lines["noticed"], message, hint)
    elif first and first.update.at < noticed:
        message += f", after the first update at {first.update.at:%Y-%m-%dT%H:%M:%S}Z"
        hint = f"correct noticed: here, or at: in {first.path}:{first.lines['at']}"
        yield rules.NOTICED_ORDER.problem(path, lines["noticed"], message, hint)


def _early_aftermath(written: list[IncidentParts]) -> Iterator[Problem]:
    is_over = False
    for entry in written:
        update = entry.update
        if update.status is not None and not update.withdrawn:
            is_over = update.status.is_final
        if "aftermath" in entry.lines and not is_over:
            message = "aftermath says what remains after the incident, but this update does not end it"
            hint = "write it in the update that resolves the incident, or in a later one"
            yield rules.AFTERMATH_EARLY.problem(entry.path, entry.lines["aftermath"], message, hint)


def _past_promises(written: list[IncidentParts]) -> Iterator[Problem]:
    """Compare with the update's own time, not with the clock: every promised time passes at some point."""
    for entry in written:
        update = entry.update
        for field in _AHEAD:
            name, promised = field.name, getattr(update, field.attribute)
            if isinstance(promised, datetime) and promised <= update.at and name in entry.lines:
                message = (
                    f"{name} is {promised:%Y-%m-%dT%H:%M}Z, but the update itself is dated "
                    f"{update.at:%Y-%m-%dT%H:%M}Z"
                )
                hint = "write a later time: check the day and the zone"
                yield rules.PAST_PROMISE.problem(entry.path, entry.lines[name], message, hint)


def announced_late(
    incident: Incident, written: list[IncidentParts], path: str, lines: Lines
) -> Iterator[Problem]:
    """Yield a Problem if maintenance was over before it was announced as scheduled."""
    first = next(iter(written), None)
    if first is None or first.update.status is not Status.SCHEDULED or incident.backfilled:
        return
    # An announcement that comes late, while the work goes on, is not a typing error.
    if incident.window and incident.window.end <= first.update.at:
        message = (
            f"the maintenance ends at {incident.window.end:%Y-%m-%dT%H:%M}Z, but is announced as "
            f"scheduled only at {first.update.at:%Y-%m-%dT%H:%M}Z"
        )
        hint = "correct the day of scheduled; if it is over, write status: completed"
        yield rules.PAST_WINDOW.problem(path, lines.get("scheduled"), message, hint)


def _completed_unbegun(incident: Incident, written: list[IncidentParts]) -> Iterator[Problem]:
    for entry in written:
        # Maintenance that people began before its window may also end before it.
        if entry.update.status in WORKING_STATUSES:
            return
        if entry.update.status is Status.COMPLETED and entry.update.at < incident.started:
            message = (
                f"the maintenance is completed before its start at {incident.started:%Y-%m-%dT%H:%M:%S}Z"
            )
            hint = "write status: cancelled, or correct at:"
            yield rules.RESOLVED_BEFORE_START.problem(entry.path, entry.lines["at"], message, hint)


def _reopenings(written: list[IncidentParts]) -> Iterator[Problem]:
    closed: Status | None = None
    for entry in written:
        status = entry.update.status
        if status is None or entry.update.withdrawn:
            continue
        if closed and not status.is_final:
            message = f"the status {status} after {closed} reopens the incident"
            hint = f"leave status out to add a note only; if it is intended, {rules.REOPENED.acceptance}"
            yield rules.REOPENED.problem(entry.path, entry.lines["status"], message, hint)
        closed = status if status.is_final else None


def name_disagreements(
    incident: Incident,
    written: list[IncidentParts],
    path: str,
    lines: Lines,
    day_of: Callable[[datetime], date],
) -> tuple[Problem, ...]:
    """Yield Problems of names that do not match the content; used for new files only."""
    problems = [problem for entry in written if (problem := _disagreement(entry))]
    named, start = incident.id[:10], incident.started
    # Both days are accepted, that in UTC and that of the site: people use either in a name.
    if named != start.date().isoformat() and named != (day := day_of(start)).isoformat():
        line = lines.get("started") or lines.get("scheduled")
        message = f"the folder's name says {incident.id[:10]}, but the incident started on {day.isoformat()}"
        problems.append(
            rules.NAME_DISAGREES.problem(path, line, message, "rename the folder before it is published")
        )
    return tuple(problems)


def _disagreement(entry: IncidentParts) -> Problem | None:
    update, stamp = entry.update, stamp_of(entry.update.id)
    if stamp is None:
        return _misnamed(entry, "at", "the file's name does not begin with its time in UTC")
    moment, word = stamp
    if moment != update.at and abs(moment - update.at) > NAME_TOLERANCE:
        message = f"the file's name says {moment:%Y-%m-%dT%H:%M}Z, but at is {update.at:%Y-%m-%dT%H:%M}Z"
        return _misnamed(entry, "at", message)
    if update.status and word in _STATUS_WORDS and word != update.status:
        return _misnamed(entry, "status", f"the file's name says {word}, but status is {update.status}")
    return None


def _misnamed(entry: IncidentParts, key: str, message: str) -> Problem:
    update = entry.update
    hint = f"name it {update.at:%Y%m%dT%H%M%SZ}-{update.status or 'update'}.md, or correct the front matter"
    return rules.NAME_DISAGREES.problem(entry.path, entry.lines[key], message, hint)


_STATUS_WORDS = frozenset(status.value for status in Status)


def missing_sections(body: str, sections: tuple[str, ...], reading: ReadContext, line: int) -> None:
    """Report a Problem for each required section that is missing, at `line` of `published`."""
    present = {heading.casefold() for heading in _headings(body)}
    for section in sections:
        if section.casefold() not in present:
            hint = f"write a heading ## {section} with its text"
            reading.report(rules.MISSING_SECTION, line, f"the section {section} is missing", hint)


def _headings(body: str) -> Iterator[str]:
    fence, before = "", ""
    for line in body.splitlines():
        code = _CODE.match(line)
        if fence:
            # A longer fence may close a shorter one, never the other way round (CommonMark 4.5).
            fence = "" if code and code[1].startswith(fence) else fence
        elif code:
            fence = code[1]
        elif heading := _HEADING.fullmatch(line):
            yield heading[1].strip()
        # A heading may be underlined with = or - instead (setext, CommonMark 4.3).
        elif before.strip() and _UNDERLINE.fullmatch(line):
            yield before.strip()
        before = line
