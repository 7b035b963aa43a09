"""Writes the files of a new plan, as they are shipped."""

from __future__ import annotations

from pathlib import Path

from outspoken import shipped
from outspoken.source.new_files import write_new


def start_plan(folder: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Write the files that `folder` does not have; return their paths in it, and those that were kept.

    Raises OSError if they cannot be written.
    """
    scaffold = shipped.templates_dir() / "scaffolds" / "plan"
    places = sorted(path for path in scaffold.rglob("*") if path.is_file())
    texts = {path.relative_to(scaffold).as_posix(): path.read_text(encoding="utf-8") for path in places}
    kept = tuple(name for name in texts if (folder / name).exists() or (folder / name).is_symlink())
    folder.mkdir(parents=True, exist_ok=True)
    write_new(folder, {name: text for name, text in texts.items() if name not in kept})
    return tuple(name for name in texts if name not in kept), kept
