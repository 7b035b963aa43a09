"""Reads cells of a table by the meaning of their columns, in one row or in all rows of an incident."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from outspoken.importers.csv_rows.csv_mapping import CsvMapping
from outspoken.importers.csv_rows.csv_text import CsvRow
from outspoken.importers.csv_rows.csv_times import CsvTimes
from outspoken.importers.csv_rows.csv_words import CsvWords
from outspoken.importers.html_text import plain_to_markdown, to_markdown
from outspoken.importers.import_report import Remarks


class RowReader(Struct, frozen=True, kw_only=True):
    """The reader for all rows of a table: the positions of its columns, and how words and times are read."""

    mapping: CsvMapping
    places: Mapping[str, tuple[int, ...]]
    words: CsvWords
    times: CsvTimes

    def cell(self, row: CsvRow, meaning: str) -> str:
        """Return the text in a row's column of this meaning; empty if there is no such column."""
        return next((row.fields[place].strip() for place in self.places.get(meaning, ())), "")

    def different(self, rows: Sequence[CsvRow], meaning: str) -> tuple[str, ...]:
        """Return the texts in this column that are not empty, each once, in the order of the rows."""
        return tuple(dict.fromkeys(text for row in rows if (text := self.cell(row, meaning))))

    def first(self, rows: Sequence[CsvRow], meaning: str) -> str:
        """Return the first text in this column that is not empty."""
        return next(iter(self.different(rows, meaning)), "")

    def markdown(self, text: str) -> str:
        """Return a text of the table as Markdown."""
        if self.mapping.format == "plain":
            return plain_to_markdown(text)
        return to_markdown(text) if self.mapping.format == "html" else text

    def time(self, rows: Sequence[CsvRow], meaning: str, remarks: Remarks) -> datetime | None:
        return self.times.read(self.first(rows, meaning), remarks)
