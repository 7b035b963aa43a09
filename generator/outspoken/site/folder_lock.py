"""A lock on a folder that ends with the process that holds it, even if that is killed."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import IO, Any

_FILE = "lock"

try:
    import fcntl
except ImportError:

    def _take(file: IO[str]) -> None:
        """Lock it, on Windows. Raises OSError if another process has it."""
        # Imported by name, since type checkers know its functions only on Windows.
        msvcrt: Any = import_module("msvcrt")
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:

    def _take(file: IO[str]) -> None:
        """Lock it. Raises OSError if another process has it."""
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the lock of a folder that is this process's own. Raises OSError if it cannot be written."""
    # A process id in a file could be that of another process later.
    with (folder / _FILE).open("w", encoding="utf-8") as file:
        _take(file)
        yield


def is_abandoned(folder: Path) -> bool:
    """Whether the process that locked a folder has ended."""
    try:
        # `r+`: Windows locks nothing that is open only for reading.
        with (folder / _FILE).open("r+", encoding="utf-8") as file:
            _take(file)
    except OSError:  # locked by a running build, or just being created by it
        return False
    return True
