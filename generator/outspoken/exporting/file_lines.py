"""Files as part of a line of an export: text, or base64 if they are not UTF-8."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping

from outspoken.source.format.export_lines import ExportedFile


def exported_files(files: Mapping[str, bytes]) -> tuple[ExportedFile, ...]:
    """Return the files, sorted by path."""
    # Sorted, so that the same files always produce the same bytes.
    return tuple(_file(path, files[path]) for path in sorted(files))


def _file(path: str, data: bytes) -> ExportedFile:
    try:
        return ExportedFile(path=path, text=data.decode("utf-8"))
    except UnicodeDecodeError:
        return ExportedFile(path=path, base64=b64encode(data).decode("ascii"))
