"""Exports, written and read back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO
from pathlib import Path

import msgspec
from tests.importers.outspoken.made_histories import NOW

from outspoken.exporting.site_lines import SiteLines
from outspoken.exporting.write_lines import write_stream
from outspoken.importers.import_report import Import
from outspoken.importers.import_request import ImportRequest
from outspoken.importers.import_writer import write_new
from outspoken.importers.outspoken.import_outspoken import import_outspoken
from outspoken.source.format.export_lines import ExportedIncident, ExportHead
from outspoken.source.load import load

Line = ExportHead | ExportedIncident


def export_of(root: Path) -> bytes:
    """The whole export of a site."""
    loaded = load(root, now=NOW, use_git=False)
    assert loaded.history is not None
    assert [problem for problem in loaded.problems if problem.is_error] == []
    stream = BytesIO()
    write_stream(SiteLines(root, loaded.history), stream, lambda _done, _total: None)
    return stream.getvalue()


def written(lines: Iterable[Line], path: Path) -> Path:
    """A file with these lines."""
    path.write_bytes(b"".join(msgspec.json.encode(line) + b"\n" for line in lines))
    return path


def bring_back(source: Path, root: Path) -> Import:
    """Import an export into a folder."""
    root.mkdir(exist_ok=True)
    made = import_outspoken(str(source), root, ImportRequest(now=NOW))
    write_new(root, made.files)
    return made


def decoded(data: bytes) -> Sequence[Line]:
    """The lines of an export."""
    return [msgspec.json.decode(line, type=ExportHead | ExportedIncident) for line in data.splitlines()]


def tree(folder: Path) -> dict[str, bytes]:
    """Every file of the history below a folder."""
    names = [folder / "mkdocs.yml", *(folder / "incidents").rglob("*")]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in names if path.is_file()}
