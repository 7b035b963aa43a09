"""Writes the lines of an export to a stream or a file, and leaves no incomplete file."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from tempfile import NamedTemporaryFile, SpooledTemporaryFile
from typing import IO

import msgspec

from outspoken.source.format.export_lines import ExportedIncident, ExportHead

Line = ExportHead | ExportedIncident
Step = Callable[[int, int], None]
_IN_MEMORY = 8 * 1024 * 1024


def write_file(lines: Iterable[Line], path: Path, step: Step) -> None:
    """Replace a file in one step: an existing file stays until the new one is complete.

    `step` is called with the number of incidents written and their total. Raises OSError.
    """
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as made:
        try:
            _write(lines, made, step)
            made.flush()
            # After a crash, the new name must not belong to an empty file.
            os.fsync(made.fileno())
            made.close()
            # Temporary files have mode 0600; this one gets the mode that open() would give it.
            os.umask(mask := os.umask(0))
            Path(made.name).chmod(0o666 & ~mask)
            Path(made.name).replace(path)
        except BaseException:
            Path(made.name).unlink(missing_ok=True)
            raise


def write_stream(lines: Iterable[Line], stream: IO[bytes], step: Step) -> None:
    """Write to a stream, only after every line was created without an error; `step` as in `write_file`."""
    # The reader of a pipe would take an incomplete export for a whole one.
    with SpooledTemporaryFile(max_size=_IN_MEMORY) as made:
        _write(lines, made, step)
        made.seek(0)
        shutil.copyfileobj(made, stream)


def _write(lines: Iterable[Line], stream: IO[bytes], step: Step) -> None:
    encoder, total = msgspec.json.Encoder(), 0
    for done, line in enumerate(lines):
        stream.write(encoder.encode(line) + b"\n")
        total = line.incidents if isinstance(line, ExportHead) else total
        step(done, total)
