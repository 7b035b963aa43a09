"""Files as they are written in a line of an export."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping

from outspoken.source.format.export_lines import ExportedFile


def exported_files(files: Mapping[str, bytes]) -> tuple[ExportedFile, ...]:
    """Return files by their path, in the order of the paths."""
    return tuple(_file(path, files[path]) for path in sorted(files))


def _file(path: str, data: bytes) -> ExportedFile:
    try:
        return ExportedFile(path=path, text=data.decode("utf-8"))
    except UnicodeDecodeError:
        return ExportedFile(path=path, base64=b64encode(data).decode("ascii"))
