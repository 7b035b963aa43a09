"""Writes the files of an import and never overwrites a file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from outspoken.importers.import_report import NewFile
from outspoken.source import new_files


class OccupiedError(Exception):
    """Files would be overwritten; `paths` names them, and nothing was written."""

    def __init__(self, paths: tuple[str, ...]) -> None:
        super().__init__(f"{', '.join(paths)} would be overwritten")
        self.paths = paths


def write_new(root: Path, files: Sequence[NewFile]) -> None:
    """Write every file below `root`. Raises OccupiedError, before anything is written, if one exists."""
    # All of them at once, so that one run names every file in the way.
    occupied = tuple(
        file.path for file in files if (root / file.path).exists() or (root / file.path).is_symlink()
    )
    if occupied:
        raise OccupiedError(occupied)
    new_files.write_new(root, {file.path: file.text for file in files})
