"""Splits a CSV file into rows; detects encoding and separator, and repairs quotes that are not closed."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator, Sequence
from io import StringIO

from msgspec import Struct

from outspoken.importers.import_report import Remarks
from outspoken.importers.import_request import SourceError

SEPARATORS = (",", ";", "\t", "|")
# With more broken quotes than this, the file is not CSV.
MOST_REPAIRS = 200
# The library's own limit is 131,072 characters, and the text of an incident may be longer.
_LONGEST_FIELD = 1 << 24
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


class CsvRow(Struct, frozen=True, kw_only=True):
    """One row: the number of its first line, and its fields, as many as the heading has."""

    line: int
    fields: tuple[str, ...]


class CsvTable(Struct, frozen=True, kw_only=True):
    """A heading and its rows; a heading may have one name for several columns."""

    columns: tuple[str, ...]
    rows: tuple[CsvRow, ...]


def read_table(data: bytes, remarks: Remarks) -> CsvTable:
    """Return the table in a file. Raises SourceError if it has no heading."""
    # Not splitlines, which also splits at form feeds and line separators within a text.
    lines = list(StringIO(_text(data, remarks), newline=""))
    # Some spreadsheets write a line such as `sep=;` above the heading.
    if lines and lines[0].startswith("sep="):
        lines[0] = ""
    start = next((number for number, line in enumerate(lines) if line.strip()), None)
    if start is None:
        message = f"{remarks.path} is empty: a CSV file begins with the names of its columns"
        raise SourceError(message)
    separator = _separator(lines[start])
    found = list(_records(lines, start, separator, remarks))
    columns = tuple(name.strip() for name in found[0].fields)
    rows = (_fitted(row, len(columns), separator, remarks) for row in found[1:])
    return CsvTable(columns=columns, rows=tuple(row for row in rows if any(map(str.strip, row.fields))))


def _text(data: bytes, remarks: Remarks) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decoded(data.removeprefix(mark), encoding, remarks)
    # UTF-16 without a byte order mark: every second byte of an ASCII heading is zero.
    if data[:4:2] == b"\0\0" or data[1:4:2] == b"\0\0":
        return _decoded(data, "utf-16-le" if data[1:2] == b"\0" else "utf-16-be", remarks)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        # The encoding of spreadsheets on Windows; it has a character for nearly every byte.
        remarks.assumed("it is not UTF-8: it was read as Windows-1252; check accents")
        return _decoded(data, "cp1252", remarks)


def _decoded(data: bytes, encoding: str, remarks: Remarks) -> str:
    text = data.decode(encoding, "replace")
    if "\ufffd" in text:
        remarks.assumed(f"bytes that are not {encoding} were replaced")
    return text


def _separator(heading: str) -> str:
    """Return the separator that occurs most often in the heading, outside of quotes."""
    outside = "".join(heading.split('"')[::2])
    return max(SEPARATORS, key=outside.count)


def _records(lines: Sequence[str], start: int, separator: str, remarks: Remarks) -> Iterator[CsvRow]:
    """Yield all records; a line whose quote is not closed is read without quotes, the rest as usual."""
    csv.field_size_limit(_LONGEST_FIELD)
    width = 0
    repairs = 0
    while start < len(lines):
        reader = csv.reader(iter(lines[start:]), delimiter=separator)
        before = 0
        broken: int | None = None
        for fields in reader:
            first, last = start + before, start + reader.line_num
            before = reader.line_num
            is_long = last - first > 1
            is_other = is_long and bool(width) and len(fields) != width
            # A quote that is not closed continues to the next quote, or to the end of the file.
            if is_other or ((is_long or last == len(lines)) and _is_open(lines[first:last], separator)):
                broken = first
                break
            width = width or len(fields)
            yield CsvRow(line=first + 1, fields=tuple(fields))
        if broken is None:
            return
        repairs += 1
        if repairs > MOST_REPAIRS:
            remarks.not_imported(
                "too many quotes are not closed: the rest was not read", f"from line {broken + 1}"
            )
            return
        remarks.assumed("a quote is not closed: its line was read without quotes", f"line {broken + 1}")
        plain = lines[broken].rstrip("\r\n").split(separator)
        yield CsvRow(line=broken + 1, fields=tuple(field.strip().strip('"') for field in plain))
        start = broken + 1


def _is_open(lines: Sequence[str], separator: str) -> bool:
    """Whether a quote is not closed at the end of these lines."""
    try:
        list(csv.reader(iter(lines), delimiter=separator, strict=True))
    except csv.Error as fault:
        return "unexpected end" in str(fault)
    return False


def _fitted(row: CsvRow, width: int, separator: str, remarks: Remarks) -> CsvRow:
    fields = row.fields
    if len(fields) > width and any(map(str.strip, fields[width:])):
        remarks.assumed(
            "a row has more fields than the heading: the rest is in the last one", f"line {row.line}"
        )
        fields = (*fields[: width - 1], separator.join(fields[width - 1 :]))
    return CsvRow(line=row.line, fields=(*fields[:width], *[""] * (width - len(fields))))
