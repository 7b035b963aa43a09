"""Reads the lines of an export, with one Problem for each line that cannot be used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import Struct

from outspoken import rules
from outspoken.errors import Problem
from outspoken.importers.outspoken.exported_paths import decoded_files
from outspoken.source.format.export_lines import EXPORT_VERSION, ExportedFile, ExportedIncident, ExportHead
from outspoken.source.format.ids import check_incident_id
from outspoken.source.format.read_context import Refusal

Line = TypeVar("Line", ExportHead, ExportedIncident)
_AGAIN = "export the history again, and copy the whole file"


class Read(Struct, frozen=True, kw_only=True):
    """One incident of an export: the number of its line, and its files by their path in its folder."""

    line: int
    incident: ExportedIncident
    files: Mapping[str, bytes]


class ReadExport(Struct, frozen=True, kw_only=True):
    """The first line with its files by their path from the root, and the incidents that could be read."""

    head: ExportHead
    files: Mapping[str, bytes]
    incidents: tuple[Read, ...]


class _Beginning(Struct, kw_only=True):
    type: str = ""
    version: int = 0


def read_export(source: Path, problems: list[Problem]) -> ReadExport | None:
    """Return the lines of a file; None, with a Problem, if its first line is not that of an export.

    Raises OSError.
    """
    with source.open("rb") as file:
        reader = _LineReader(source.as_posix(), problems)
        head = reader.head(file.readline())
        if head is None:
            return None
        files = reader.files(1, head.files, of_site=True)
        incidents = tuple(reader.incidents(file, head.incidents))
    return ReadExport(head=head, files=files, incidents=incidents)


class _LineReader:
    def __init__(self, path: str, problems: list[Problem]) -> None:
        self._path, self._problems = path, problems
        self._lines: dict[str, int] = {}

    def _report(self, line: int, message: str, hint: str) -> None:
        self._problems.append(rules.BAD_EXPORT.problem(self._path, line, message, hint))

    def head(self, line: bytes) -> ExportHead | None:
        try:
            # The version first: the rest of the line may have another form.
            beginning = msgspec.json.decode(line, type=_Beginning)
        except msgspec.DecodeError:
            beginning = _Beginning()
        if beginning.type != "outspoken":
            hint = "name a file that outspoken export wrote"
            self._report(1, "this is not the first line of an export", hint)
        elif beginning.version != EXPORT_VERSION:
            message = f"this export has version {beginning.version}; version {EXPORT_VERSION} can be read"
            self._report(1, message, "use the version of outspoken that wrote it, or export it again")
        else:
            return self._decode(1, line, ExportHead)
        return None

    def incidents(self, lines: Iterator[bytes], expected: int) -> Iterator[Read]:
        number = 1
        for number, line in enumerate(lines, 2):
            incident = self._decode(number, line, ExportedIncident)
            if incident and self._is_usable(number, incident):
                files = self.files(number, incident.files)
                yield Read(line=number, incident=incident, files=files)
        # A copy that was cut at the end of a line has only whole lines.
        if number - 1 != expected:
            message = f"{expected} incidents were exported, but {number - 1} lines follow the first one"
            self._report(number, message, _AGAIN)

    def _decode(self, number: int, line: bytes, form: type[Line]) -> Line | None:
        if not line.endswith(b"\n"):
            self._report(number, "the line is cut off", _AGAIN)
            return None
        try:
            return msgspec.json.decode(line, type=form)
        except msgspec.DecodeError as fault:
            self._report(number, f"the line cannot be read: {fault}", _AGAIN)
        return None

    def _is_usable(self, number: int, incident: ExportedIncident) -> bool:
        try:
            check_incident_id(incident.id)
        except Refusal as refusal:
            self._report(number, refusal.message, refusal.hint)
            return False
        first = self._lines.setdefault(incident.id, number)
        if first != number:
            self._report(number, f"{incident.id} is on line {first} already", "remove one of the two lines")
        return first == number

    def files(
        self, number: int, written: Iterable[ExportedFile], *, of_site: bool = False
    ) -> Mapping[str, bytes]:
        found, faults = decoded_files(written, of_site=of_site)
        for message, hint in faults:
            self._report(number, message, hint)
        return found
