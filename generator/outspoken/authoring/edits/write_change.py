"""Writes the files of a change to the work tree: all of them, or none."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from outspoken.authoring.refusal import RefusedError
from outspoken.source.new_files import write_new

if TYPE_CHECKING:
    from outspoken.authoring.drafted_change import DraftedChange


def write_change(root: Path, change: DraftedChange) -> None:
    """Add and edit the files of a change.

    Raises FileExistsError if a new file already exists, and RefusedError if an edited file has changed since
    it was read; then nothing is written.
    """
    added = {name: text for name, text in change.files.items() if name not in change.replaced}
    for name, before in change.replaced.items():
        if (root / name).read_bytes() != before:
            raise RefusedError(f"{name} was changed in the meantime: nothing was written, try again")
    write_new(root, added)
    done: list[str] = []
    try:
        for name in change.replaced:
            done.append(name)
            replace_file(root / name, change.files[name].encode("utf-8"))
    # Also after Ctrl-C, so that no part of a change stays on the disk.
    except BaseException:
        for name in added:
            (root / name).unlink(missing_ok=True)
        for name in done:
            replace_file(root / name, change.replaced[name])
        raise


def replace_file(path: Path, data: bytes) -> None:
    """Replace a file in one step: a reader sees the old text or the new one."""
    # In the same folder, since a rename cannot cross file systems.
    temporary = path.with_name(f".{path.name}.new")
    try:
        temporary.write_bytes(data)
        temporary.chmod(path.stat().st_mode & 0o777)
        temporary.replace(path)
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
