"""Reads the files of a source: a folder, a single file, or a URL."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from outspoken.importers.import_request import SourceError
from outspoken.importers.sources.web_files import WebFiles

# A limit for memory: a whole history is a few megabytes.
LONGEST = 64 * 1024 * 1024


class ForeignFiles(Protocol):
    """The interface to a source's files; a name is a path with forward slashes, without `..`."""

    def names(self) -> tuple[str, ...]:
        """Return the names of all files; empty for a URL, whose files cannot be listed."""

    def read(self, name: str) -> bytes | None:
        """Return the bytes of a file; None if there is none. Raises SourceError if it cannot be read."""

    @property
    def address(self) -> str:
        """The URL of the old page, with a slash at its end; empty if it is unknown."""


def open_source(source: str) -> ForeignFiles:
    """Return the files of a folder, of one file, or below an http(s) address. Raises SourceError."""
    if source.startswith(("http://", "https://")):
        try:
            return WebFiles(source)
        # For example an IPv6 address whose bracket is not closed.
        except ValueError as fault:
            raise SourceError(f"{source} is not a web address: {fault}") from None
    path = Path(source)
    if path.is_dir():
        return FolderFiles(path)
    if path.is_file():
        return OneFile(path)
    message = f"{source} does not exist: name a folder, a file or an address that begins with https://"
    raise SourceError(message)


class FolderFiles:
    """All files below a folder; symbolic links are not followed."""

    address = ""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def names(self) -> tuple[str, ...]:
        files = (path for path in self._folder.rglob("*") if path.is_file() and not path.is_symlink())
        return tuple(sorted(path.relative_to(self._folder).as_posix() for path in files))

    def read(self, name: str) -> bytes | None:
        path = self._folder / name
        # A name may come from the source's own data, with `..` in it or through a link.
        inside = path.resolve().is_relative_to(self._folder.resolve())
        return _read(path) if inside and path.is_file() else None


class OneFile:
    """A single file: it has only its own name."""

    address = ""

    def __init__(self, path: Path) -> None:
        self._path = path

    def names(self) -> tuple[str, ...]:
        return (self._path.name,)

    def read(self, name: str) -> bytes | None:
        return _read(self._path) if name == self._path.name else None


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > LONGEST:
            message = f"{path} is longer than {LONGEST >> 20} MiB"
            raise SourceError(message)
        return path.read_bytes()
    except OSError as fault:
        message = f"{path} cannot be read: {fault.strerror or fault}"
        raise SourceError(message) from fault
