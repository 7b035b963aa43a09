"""Creates the updates of an incident from a table with one row for each update."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from outspoken.importers.csv_rows.csv_text import CsvRow
from outspoken.importers.csv_rows.table_columns import RowReader
from outspoken.importers.foreign_records import ForeignUpdate
from outspoken.importers.import_report import Remarks
from outspoken.model.vocabulary import Kind, Status


def posted_updates(
    rows: Sequence[CsvRow], started: datetime | None, reader: RowReader, remarks: Remarks
) -> tuple[ForeignUpdate, ...]:
    """Return an update for each row, oldest first; without a readable time, that of the row above is used."""
    posted = tuple(_posted(rows, started, reader, remarks))
    # Many tables have the newest row first: then rows with equal times are in reverse order too.
    if posted and posted[0].at > posted[-1].at:
        posted = posted[::-1]
    return tuple(sorted(posted, key=lambda each: each.at))


def _posted(
    rows: Sequence[CsvRow], started: datetime | None, reader: RowReader, remarks: Remarks
) -> Iterator[ForeignUpdate]:
    above = started
    for row in rows:
        at = reader.times.read(reader.cell(row, "at"), remarks)
        if at is None and above is None:
            about = "an update has no time that can be read"
            remarks.not_imported(about, f"line {row.line}: {reader.cell(row, 'text')[:60]}")
            continue
        if at is None:
            remarks.assumed("an update has no time: that of the row above was used", f"line {row.line}")
        above = at or above
        if above:
            word = reader.cell(row, "status")
            status = reader.words.status.find(word, remarks) if word else None
            yield ForeignUpdate(
                at=above, status=status, text=reader.markdown(reader.cell(row, "text")), label=word
            )


def end_alone(
    updates: Sequence[ForeignUpdate], ended: datetime | None, kind: Kind
) -> Iterator[ForeignUpdate]:
    """Yield an update for the end if it has its own column, and no update has a final status."""
    is_over = any(each.status is not None and each.status.is_final for each in updates)
    if ended and kind is Kind.INCIDENT and not is_over:
        yield ForeignUpdate(at=ended, status=Status.RESOLVED, label="Resolved")
