"""Writes new files, never over an existing one."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path


def write_new(root: Path, files: Mapping[str, str]) -> tuple[Path, ...]:
    """Write texts by their path from `root`, with LF; all of them or, where one exists, none.

    Gives the paths written. Raises FileExistsError with the path that is taken, and ValueError for a
    path that leaves `root`.
    """
    places = {root / name: text for name, text in files.items()}
    for path in places:
        if not path.resolve().is_relative_to(root.resolve()):
            raise ValueError(f"{path} lies outside of {root}")
        if path.exists() or path.is_symlink():
            raise FileExistsError(str(path))
    for path, text in places.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        # "x" refuses what somebody else has written in the meantime.
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    return tuple(places)
