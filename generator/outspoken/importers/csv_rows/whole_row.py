"""Creates the updates of an incident from its only row: from its text, its comments, and its end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from outspoken.importers.csv_rows.csv_text import CsvRow
from outspoken.importers.csv_rows.table_columns import RowReader
from outspoken.importers.foreign_records import ForeignUpdate
from outspoken.importers.import_report import Remarks
from outspoken.model.vocabulary import Kind, Status
from outspoken.source.format.writing import stamp

_FIRST = {Kind.INCIDENT: Status.INVESTIGATING, Kind.MAINTENANCE: Status.SCHEDULED}
_LAST = {Kind.INCIDENT: Status.RESOLVED, Kind.MAINTENANCE: Status.COMPLETED}


class WholeRow(Struct, frozen=True, kw_only=True):
    """A row that is a whole incident; times are in UTC, and None if there is no readable one.

    `now` is the time of the import.
    """

    row: CsvRow
    kind: Kind
    status: Status | None
    started: datetime | None
    ended: datetime | None
    now: datetime


def updates_of_row(whole: WholeRow, reader: RowReader, remarks: Remarks) -> tuple[ForeignUpdate, ...]:
    """Return the updates, oldest first; empty if no time of the row can be read.

    No text and no end is lost because a time is missing: the nearest one of the row is used.
    """
    comments = sorted(_comments(whole, reader, remarks), key=_when)
    begun = whole.started or (comments[0].at if comments else whole.ended)
    if begun is None:
        return ()
    if whole.started is None:
        remarks.assumed("it has no start that can be read: its first time was used", stamp(begun))
    opening = _opening(whole, begun, reader, remarks)
    end = _end(whole, max((opening, *comments), key=_when), reader, remarks)
    updates = sorted((opening, *comments, *((end,) if end else ())), key=_when)
    if whole.status and not whole.status.is_final:
        # A table has only the last status, so it belongs to the newest update.
        updates[-1] = replace(updates[-1], status=whole.status)
    return tuple(updates)


def _when(update: ForeignUpdate) -> datetime:
    return update.at


def _opening(whole: WholeRow, begun: datetime, reader: RowReader, remarks: Remarks) -> ForeignUpdate:
    text = reader.cell(whole.row, "text")
    if not text:
        text = reader.cell(whole.row, "title")
        remarks.assumed("it has no text: the title is used as the text", text)
    # Future maintenance has been announced already.
    at = min(begun, whole.now) if whole.kind is Kind.MAINTENANCE else begun
    first = _FIRST[whole.kind]
    return ForeignUpdate(at=at, status=first, text=reader.markdown(text), label=first.value.capitalize())


def _end(whole: WholeRow, newest: ForeignUpdate, reader: RowReader, remarks: Remarks) -> ForeignUpdate | None:
    """Return the last update, if it is over or has a text for it."""
    text, status = reader.markdown(reader.cell(whole.row, "resolution")), whole.status
    is_incident = whole.kind is Kind.INCIDENT
    # For maintenance the end may be the scheduled one, so a status is needed.
    is_over = status.is_final if status else bool(whole.ended) and (is_incident or bool(text))
    if is_over:
        final = status if status and status.is_final else _LAST[whole.kind]
        at = _end_time(whole, newest, remarks)
        return ForeignUpdate(at=at, status=final, text=text, label=final.value.capitalize())
    if whole.ended and is_incident:
        about = "it has an end, but its status says that it is not over: it is open"
        remarks.assumed(about, f"{status}, {stamp(whole.ended)}")
    return ForeignUpdate(at=newest.at, text=text, label="Update") if text else None


def _end_time(whole: WholeRow, newest: ForeignUpdate, remarks: Remarks) -> datetime:
    if whole.ended is None:
        remarks.assumed(
            "it is over, but has no end that can be read: its newest time was used", stamp(newest.at)
        )
        return newest.at
    if whole.started and whole.ended < whole.started:
        remarks.assumed("it ends before its start: the newest time was used", stamp(whole.ended))
        return newest.at
    # For cancelled or early completed maintenance, the table has the scheduled end.
    return min(whole.ended, whole.now) if whole.status else whole.ended


def _comments(whole: WholeRow, reader: RowReader, remarks: Remarks) -> Iterator[ForeignUpdate]:
    """Yield an update for each comment: `time;author;text` or `time;text`."""
    for place in reader.places.get("comments", ()):
        written = whole.row.fields[place].strip()
        if not written:
            continue
        first, _, rest = written.partition(";")
        at = reader.times.read(first, Remarks(remarks.path))
        author, mark, words = rest.partition(";")
        text = (words if mark else rest) if at else written
        if at and mark:
            remarks.no_equivalent("who wrote a comment is not imported", author)
        if at is None:
            remarks.assumed("a comment has no time: the start was used", written[:60])
        if when := at or whole.started or whole.ended:
            yield ForeignUpdate(at=when, text=reader.markdown(text), label="Update")
