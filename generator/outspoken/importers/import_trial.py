"""Writes an import into a copy that is thrown away, so that it can be checked before anything is written."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from outspoken.importers.import_report import NewFile
from outspoken.importers.import_writer import write_new

# Large folders, in which nothing is checked.
_LEFT_OUT = shutil.ignore_patterns(".*", "node_modules", "site", "__pycache__")


@contextmanager
def imported_copy(root: Path, files: Sequence[NewFile]) -> Iterator[Path]:
    """Yield a temporary folder with the files of `root` and of an import. Raises OccupiedError."""
    with TemporaryDirectory(prefix="outspoken-import-") as folder:
        copy = Path(folder) / "site"
        if root.is_dir():
            # Links stay links: `check` refuses them, and they may lead anywhere.
            shutil.copytree(root, copy, symlinks=True, ignore=_LEFT_OUT)
        write_new(copy, files)
        yield copy
