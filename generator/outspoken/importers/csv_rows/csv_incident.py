"""Creates one incident from its rows of a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from outspoken.importers.csv_rows.csv_text import CsvRow
from outspoken.importers.csv_rows.csv_updates import end_alone, posted_updates
from outspoken.importers.csv_rows.table_columns import RowReader
from outspoken.importers.csv_rows.whole_row import WholeRow, updates_of_row
from outspoken.importers.foreign_records import ForeignIncident, ForeignState, ForeignUpdate
from outspoken.importers.foreign_updates import without_repeats
from outspoken.importers.import_report import Remarks
from outspoken.importers.old_address import redirects_of
from outspoken.model.vocabulary import Impact, Kind, State


def read_incident(
    rows: Sequence[CsvRow], source_id: str, reader: RowReader, now: datetime, remarks: Remarks
) -> ForeignIncident:
    """Return the incident in these rows: one row for each update, or one row for the whole incident."""
    started, ended = reader.time(rows, "started", remarks), reader.time(rows, "ended", remarks)
    kind = _kind(rows, reader, remarks)
    updates: tuple[ForeignUpdate, ...]
    # A column with the time of each update means one row for each update.
    if "at" in reader.places:
        updates = posted_updates(rows, started, reader, remarks)
        if any(each.status and each.status.kind is Kind.MAINTENANCE for each in updates):
            kind = Kind.MAINTENANCE
        updates += tuple(end_alone(updates, ended, kind))
    else:
        word = reader.cell(rows[0], "status")
        status = reader.words.status.find(word, remarks) if word else None
        kind = status.kind if status and status.kind is Kind.MAINTENANCE else kind
        whole = WholeRow(row=rows[0], kind=kind, status=status, started=started, ended=ended, now=now)
        updates = updates_of_row(whole, reader, remarks)
    impact = _impact(rows, kind, reader, remarks)
    postmortems = reader.different(rows, "postmortem")
    # A table with one row for each update repeats the address in every row.
    addresses = (redirects_of(url, remarks) for url in reader.different(rows, "url"))
    return ForeignIncident(
        path=remarks.path,
        key=f"{reader.mapping.name}:{source_id}",
        title=_title(rows, reader, remarks),
        kind=kind,
        impact=impact,
        components=tuple(_components(rows, kind, impact, reader, remarks)),
        started=started,
        scheduled_until=ended if kind is Kind.MAINTENANCE else None,
        updates=without_repeats(updates),
        postmortem="\n\n".join(map(reader.markdown, postmortems)),
        redirects=tuple(dict.fromkeys(path for paths in addresses for path in paths)),
    )


def _kind(rows: Sequence[CsvRow], reader: RowReader, remarks: Remarks) -> Kind:
    if any(map(reader.words.is_maintenance, reader.different(rows, "impact"))):
        return Kind.MAINTENANCE
    word = reader.first(rows, "kind")
    return (reader.words.kind.find(word, remarks) if word else None) or Kind.INCIDENT


def _title(rows: Sequence[CsvRow], reader: RowReader, remarks: Remarks) -> str:
    titles = reader.different(rows, "title")
    if len(titles) > 1:
        remarks.assumed("its rows have different titles: the first was used", "; ".join(titles[1:]))
    return next(iter(titles), "")


def _impact(rows: Sequence[CsvRow], kind: Kind, reader: RowReader, remarks: Remarks) -> Impact:
    words = reader.different(rows, "impact")
    if not words and kind is Kind.INCIDENT:
        remarks.assumed("it has no impact: minor was used")
    found = [reader.words.impact.find(word, remarks) or Impact.NONE for word in words]
    if len(set(found)) > 1:
        remarks.assumed("its rows have different impacts: the worst was used", ", ".join(words))
    return max(found, key=lambda each: each.rank, default=Impact.MINOR)


def _components(
    rows: Sequence[CsvRow], kind: Kind, impact: Impact, reader: RowReader, remarks: Remarks
) -> Iterator[ForeignState]:
    words = reader.different(rows, "state")
    found = [reader.words.state.find(word, remarks) or impact.usual_state for word in words]
    if len(set(found)) > 1:
        remarks.assumed("its rows have different states: the worst was used", ", ".join(words))
    # A table has one state for all components of an incident, so all of them get the worst one.
    state = max(found, key=lambda each: each.rank, default=impact.usual_state)
    if kind is Kind.MAINTENANCE:
        state = State.UNDER_MAINTENANCE
    cells = dict.fromkeys(reader.cell(row, "components") for row in rows)
    names = (name.strip() for cell in cells for name in cell.split(reader.mapping.separator))
    for name in dict.fromkeys(filter(None, names)):
        yield ForeignState(name=name, state=state)
    if any(cells) and not words and kind is Kind.INCIDENT:
        remarks.assumed("a component's state is taken from the impact", impact.value)
