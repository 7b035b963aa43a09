"""Writes new files and never overwrites an existing one."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path


def write_new(root: Path, files: Mapping[str, str | bytes]) -> tuple[Path, ...]:
    """Write texts by their path from `root`, with LF, or bytes: all of them, or none if one exists.

    Returns the paths written. If it fails halfway, the files already written are removed. Raises
    FileExistsError with the existing path, and ValueError for a path outside of `root`.
    """
    places = {root / name: text for name, text in files.items()}
    for path in places:
        if not path.resolve().is_relative_to(root.resolve()):
            raise ValueError(f"{path} is outside of {root}")
        # A dangling link does not exist for Python, but writing to it would create its target.
        if path.exists() or path.is_symlink():
            raise FileExistsError(str(path))
    made: list[Path] = []
    try:
        for path, text in places.items():
            made += [folder for folder in (path.parent, *path.parent.parents) if not folder.exists()][::-1]
            path.parent.mkdir(parents=True, exist_ok=True)
            # Mode "x" fails if another process created the file in the meantime.
            with path.open("xb") as file:
                made.append(path)
                file.write(text if isinstance(text, bytes) else text.encode("utf-8"))
    # Also after Ctrl-C: half an incident must not stay behind.
    except BaseException:
        _remove(made)
        raise
    return tuple(places)


def _remove(made: list[Path]) -> None:
    """Delete what was written; a folder with files of another process is kept."""
    for path in reversed(made):
        with suppress(OSError):
            path.rmdir() if path.is_dir() else path.unlink()
