"""Converts one foreign incident to the files of a folder, with remarks on what had to be changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta, tzinfo

from msgspec import Struct

from outspoken.importers.clean_text import clean_body
from outspoken.importers.components import ComponentDirectory
from outspoken.importers.foreign_records import ForeignIncident, ForeignState, ForeignUpdate
from outspoken.importers.import_names import bare_title, clean_line, clean_title
from outspoken.importers.import_report import NewFile, Remarks
from outspoken.model.file_names import INCIDENT_FILE, POSTMORTEM_FILE, folder_of, update_name
from outspoken.model.vocabulary import WORKING_STATUSES, Kind, Status
from outspoken.source.format.writing import block, document, stamp, text_scalar
from outspoken.source.incidents.new_ids import update_id

DEFAULT_WINDOW = timedelta(hours=1)
"""Assumed length of scheduled maintenance without an end."""


class TimeSpan(Struct, frozen=True, kw_only=True):
    """Start and end (UTC) of an incident; `end` is None while it is open."""

    start: datetime
    end: datetime | None


class ImportContext(Struct, frozen=True, kw_only=True):
    """Shared by all folders of one import: the components found so far, the site's zone, and `now` (UTC)."""

    directory: ComponentDirectory
    zone: tzinfo
    now: datetime


def span_of(foreign: ForeignIncident, updates: Sequence[ForeignUpdate], remarks: Remarks) -> TimeSpan:
    """Return the start and the end (UTC), corrected so that no update contradicts them."""
    first = updates[0].at
    start = (foreign.started or first).replace(microsecond=0)
    if foreign.kind is Kind.MAINTENANCE:
        return _window(foreign, start, updates, remarks)
    if first < start:
        remarks.assumed(
            "it started after its first update: the time of that update was used as its start",
            f"{stamp(start)}, now {stamp(first)}",
        )
    statuses = [each for each in updates if each.status]
    is_over = bool(statuses) and statuses[-1].status in (Status.RESOLVED,)
    if not is_over:
        remarks.understood("it is still open")
    return TimeSpan(start=min(start, first), end=statuses[-1].at if is_over else None)


def _window(
    foreign: ForeignIncident, start: datetime, updates: Sequence[ForeignUpdate], remarks: Remarks
) -> TimeSpan:
    if foreign.started is None:
        start = next((each.at for each in updates if each.status in WORKING_STATUSES), start)
        remarks.assumed("it has no scheduled start: the time of its first update was used", stamp(start))
    completed = next((each.at for each in updates if each.status is Status.COMPLETED), None)
    begun = any(each.status in WORKING_STATUSES for each in updates)
    if completed and completed < start and not begun:
        remarks.assumed("it was completed before its start: the start was moved to that time", stamp(start))
        start = completed
    end = foreign.scheduled_until and foreign.scheduled_until.replace(microsecond=0)
    if end is None or end <= start:
        end = completed if completed and completed > start else start + DEFAULT_WINDOW
        about = (
            "its scheduled end is missing or before its start: the time of completion, or one hour, was used"
        )
        remarks.assumed(about, f"{stamp(start)} to {stamp(end)}")
    return TimeSpan(start=start, end=end)


def name_updates(updates: Sequence[ForeignUpdate]) -> tuple[tuple[str, ForeignUpdate], ...]:
    """Return each update with its id: the same updates always get the same ids."""
    taken: set[str] = set()
    named = []
    for each in updates:
        name = update_id(each.at, each.status.value if each.status else "update", taken)
        # Folded: file systems of macOS and Windows do not distinguish case.
        taken.add(name.casefold())
        named.append((name, each))
    return tuple(named)


def make_folder(
    foreign: ForeignIncident,
    incident_id: str,
    updates: Sequence[tuple[str, ForeignUpdate]],
    span: TimeSpan,
    context: ImportContext,
    remarks: Remarks,
) -> tuple[NewFile, ...]:
    """Return the files of one incident, incident.md first; its `redirects` are unused by other incidents."""
    path = folder_of(incident_id)
    until = _gone(span, context)
    head = document(_fields(foreign, span, until, context.directory, remarks), _body(foreign, remarks))
    report = _postmortem(foreign, path, updates, remarks)
    return (
        NewFile(path=f"{path}/{INCIDENT_FILE}", text=head),
        *update_files(incident_id, updates, span, context, remarks),
        *([report] if report else []),
    )


def update_files(
    incident_id: str,
    updates: Sequence[tuple[str, ForeignUpdate]],
    span: TimeSpan,
    context: ImportContext,
    remarks: Remarks,
) -> Iterator[NewFile]:
    """Yield the file of each update with its id."""
    until = _gone(span, context)
    for name, each in updates:
        fields = [("status", each.status.value)] if each.status else []
        fields.append(("at", stamp(each.at)))
        if changes := _components(each.components, until, context.directory, remarks):
            fields.append(("components", changes))
        if each.impact:
            fields.append(("impact", each.impact.value))
        path = f"{folder_of(incident_id)}/{update_name(name)}"
        yield NewFile(path=path, text=document(fields, each.text))


def _gone(span: TimeSpan, context: ImportContext) -> date | None:
    """Return the day on which components that only this incident names are retired; None if it is open."""
    # A component of an open incident still exists.
    if span.end is None or span.end > context.now:
        return None
    # From the day after: on the day of `retired` a component is no longer counted.
    return span.end.astimezone(context.zone).date() + timedelta(days=1)


def _fields(
    foreign: ForeignIncident,
    span: TimeSpan,
    until: date | None,
    directory: ComponentDirectory,
    remarks: Remarks,
) -> Iterator[tuple[str, str]]:
    yield "title", text_scalar(_title(foreign, remarks))
    is_planned = foreign.kind is Kind.MAINTENANCE
    yield ("kind", "maintenance") if is_planned else ("impact", foreign.impact.value)
    yield "components", _components(foreign.components, until, directory, remarks) or "{}"
    if is_planned and span.end:
        yield "scheduled", f"{{from: {stamp(span.start)}, until: {stamp(span.end)}}}"
    else:
        yield "started", stamp(span.start)
    if foreign.redirects:
        yield "redirects", block(f"- {text_scalar(path)}" for path in foreign.redirects)
    yield "key", text_scalar(foreign.key)


def _title(foreign: ForeignIncident, remarks: Remarks) -> str:
    title = clean_title(foreign.title) or "Incident"
    if title != foreign.title:
        remarks.understood("the title was shortened or cleaned", foreign.title)
    return title


def _body(foreign: ForeignIncident, remarks: Remarks) -> str:
    """Return the text above the updates, below the whole title if that had to be shortened."""
    shown = clean_title(foreign.title)
    whole = "" if shown == bare_title(foreign.title) else clean_body(clean_line(foreign.title), remarks)
    return "\n\n".join(part for part in (whole, clean_body(foreign.body, remarks)) if part)


def _components(
    states: Sequence[ForeignState], until: date | None, directory: ComponentDirectory, remarks: Remarks
) -> str:
    named: dict[str, str] = {}
    for each in states:
        name = clean_line(each.name)
        if not name:
            remarks.assumed("a component without a name was left out", each.state.value)
            continue
        # Two old names may mean the same component: the first state is used.
        named.setdefault(directory.find(name, until), each.state.value)
    return block(f"{text_scalar(ours)}: {state}" for ours, state in named.items())


def _postmortem(
    foreign: ForeignIncident, path: str, updates: Sequence[tuple[str, ForeignUpdate]], remarks: Remarks
) -> NewFile | None:
    text = clean_body(foreign.postmortem, remarks)
    if not text.strip():
        return None
    # Without a date in the source, that of the last message is used.
    published = foreign.published or max(each.at for _, each in updates)
    return NewFile(path=f"{path}/{POSTMORTEM_FILE}", text=document([("published", stamp(published))], text))
