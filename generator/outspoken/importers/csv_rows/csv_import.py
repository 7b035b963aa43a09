"""Reads a CSV file: one row for each update, or one for each incident."""

from __future__ import annotations

from collections.abc import Container, Iterator
from itertools import count
from pathlib import Path

from outspoken.importers.csv_rows.csv_incident import read_incident
from outspoken.importers.csv_rows.csv_mapping import places_of, read_mapping
from outspoken.importers.csv_rows.csv_text import CsvRow, CsvTable, read_table
from outspoken.importers.csv_rows.csv_times import CsvTimes
from outspoken.importers.csv_rows.csv_words import CsvWords
from outspoken.importers.csv_rows.table_columns import RowReader
from outspoken.importers.foreign_records import ForeignHistory, ForeignIncident, ForeignSite
from outspoken.importers.import_report import Remarks
from outspoken.importers.import_request import ImportRequest, SourceError
from outspoken.importers.sources.foreign_files import open_source


def read_csv(source: str, request: ImportRequest) -> ForeignHistory:
    """Return the history in a CSV file. Raises SourceError if it, or its mapping, cannot be used."""
    mapping = read_mapping(request.map)
    files = open_source(source)
    names = files.names()
    data = files.read(names[0]) if len(names) == 1 else None
    if data is None:
        message = f"{source} is not one file: name a CSV file"
        raise SourceError(message)
    general = Remarks(Path(names[0]).name)
    table = read_table(data, general)
    reader = RowReader(
        mapping=mapping,
        places=places_of(mapping, table.columns, names[0], is_named=not mapping.is_shipped),
        words=CsvWords(mapping),
        times=CsvTimes(mapping, request.zone),
    )
    gathered = [general]
    incidents = tuple(_incidents(table, reader, request, gathered))
    _remark_on_rest(table, reader, general)
    zone = request.zone or mapping.zone
    return ForeignHistory(
        site=ForeignSite(zone=zone, zone_name=str(zone)) if zone else ForeignSite(),
        incidents=incidents,
        remarks=tuple(remark for each in gathered for remark in each.entries),
        words=reader.words.seen,
    )


def _incidents(
    table: CsvTable, reader: RowReader, request: ImportRequest, gathered: list[Remarks]
) -> Iterator[ForeignIncident]:
    by_id = _by_id(table, reader, gathered[0])
    for number, (source_id, rows) in enumerate(by_id.items(), start=1):
        remarks = Remarks(f"{gathered[0].path}#{source_id}")
        gathered.append(remarks)
        yield read_incident(rows, source_id, reader, request.now, remarks)
        request.step(number, len(by_id))


def _by_id(table: CsvTable, reader: RowReader, remarks: Remarks) -> dict[str, list[CsvRow]]:
    """Return the rows of each incident; without ids, each row is one, named by its title and start."""
    by_id: dict[str, list[CsvRow]] = {}
    is_by_update = "at" in reader.places
    for row in table.rows:
        source_id = reader.cell(row, "id")
        if not source_id:
            # Without ids, title and start identify an incident in a later import.
            source_id = f"{reader.cell(row, 'started') or reader.cell(row, 'at')} {reader.cell(row, 'title')}"
        if not is_by_update and source_id in by_id:
            # Two rows with one id are two incidents, and the second must not be lost.
            remarks.assumed(
                "several rows have one id: each became an incident", f"line {row.line}: {source_id}"
            )
            dated = f"{source_id} {reader.cell(row, 'started')}"
            source_id = _unused(dated, by_id)
        by_id.setdefault(source_id, []).append(row)
    return by_id


def _unused(name: str, taken: Container[str]) -> str:
    numbered = (name if number == 1 else f"{name} {number}" for number in count(1))
    return next(each for each in numbered if each not in taken)


def _remark_on_rest(table: CsvTable, reader: RowReader, remarks: Remarks) -> None:
    used = {place for places in reader.places.values() for place in places}
    rest = [name for place, name in enumerate(table.columns) if place not in used]
    if rest:
        remarks.no_equivalent("columns without a meaning in the mapping were not imported", ", ".join(rest))
