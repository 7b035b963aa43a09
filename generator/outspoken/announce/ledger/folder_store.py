"""Stores the ledger in a plain folder, with the same files, for use while the git host is down."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from outspoken.announce.ledger.ledger_contents import Files, LedgerContents, is_merged_month, read_book
from outspoken.errors import ProblemsError
from outspoken.rules import LEDGER_UNREACHABLE


class FolderLedger:
    """The files in `folder`, which may not exist yet."""

    def __init__(self, *, folder: Path, reason: str = "") -> None:
        self.folder, self.reason, self._version = folder, reason, ""

    @property
    def name(self) -> str:
        """The ledger's name in Problems."""
        return self.folder.as_posix()

    def read(self) -> LedgerContents:
        """Read the folder. Raises ProblemsError if it cannot be read."""
        files = self.files()
        self._version = _digest(files)
        json = {path: data for path, data in files.items() if path.endswith(".json")}
        loose = {path: data for path, data in json.items() if not is_merged_month(path)}
        months = {path: partial(_same, data) for path, data in json.items() if is_merged_month(path)}
        return read_book(self.name, loose, months)

    def is_current(self) -> bool:
        """Whether the folder has what was last read or written. Raises ProblemsError."""
        return _digest(self.files()) == self._version

    def changed_since(self, branch: str, head: str, paths: Iterable[str]) -> frozenset[str]:  # noqa: ARG002
        """Return an empty set: without a git host, newer commits are unknown."""
        return frozenset()

    def files(self) -> dict[str, bytes]:
        """Return every file of the ledger by its path."""
        try:
            found = [path for path in self.folder.rglob("*") if path.is_file() and not _is_ours(path)]
            return {path.relative_to(self.folder).as_posix(): path.read_bytes() for path in found}
        except OSError as fault:
            raise self._unreachable(fault) from fault

    def push(self, files: Files, subject: str, committed: Callable[[], None]) -> bool:  # noqa: ARG002
        """Write these files, if no other process wrote any since the last `read`; False otherwise."""
        try:
            with self._locked():
                if _digest(self.files()) != self._version:
                    self.reason = "another process wrote to the folder"
                    return False
                committed()
                self.write(files)
                # Read back rather than computed: what is on the disk is what the next check compares.
                self._version = _digest(self.files())
        except OSError as fault:
            raise self._unreachable(fault) from fault
        return True

    def write(self, files: Files) -> None:
        """Write files, each completely or not at all. Raises OSError."""
        for path, data in files.items():
            place = self.folder / path
            if data is None:
                place.unlink(missing_ok=True)
            else:
                _replace(place, data)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        # Imported only here: few ledgers are kept in a folder.
        from filelock import FileLock

        self.folder.mkdir(parents=True, exist_ok=True)
        with FileLock(self.folder / ".lock"):
            yield

    def _unreachable(self, fault: OSError) -> ProblemsError:
        message = f"the ledger cannot be reached: {fault.strerror or fault}"
        hint = "check the permissions of the folder, and run it again"
        return ProblemsError([LEDGER_UNREACHABLE.problem(self.name, None, message, hint)])


def _same(data: bytes) -> bytes:
    return data


def _is_ours(path: Path) -> bool:
    return path.name.startswith(".")


def _replace(place: Path, data: bytes) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    beside = place.with_name(f".{place.name}.{os.getpid()}")
    with beside.open("wb") as file:
        file.write(data)
        file.flush()
        # Before the rename: after a power failure the name must not lead to an empty record.
        os.fsync(file.fileno())
    beside.replace(place)


def _digest(files: Files) -> str:
    whole = hashlib.sha256()
    for path in sorted(files):
        whole.update(f"{path}\0{len(files[path] or b'')}\0".encode() + (files[path] or b""))
    return whole.hexdigest()
