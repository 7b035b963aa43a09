"""Writes the files of an import: each incident completely or not at all, and nothing is overwritten."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from outspoken.importers.import_report import NewFile
from outspoken.importers.import_request import Step
from outspoken.model.file_names import INCIDENTS, SETTINGS_FILE, folder_around
from outspoken.source import new_files

# Hidden, so that `check` and `build` do not see it if the import is killed before the last step.
_STAGED = ".importing-"
# More paths than this in a message would hide its text.
_NAMED = 10
# Large folders, in which nothing is checked.
_LEFT_OUT = shutil.ignore_patterns(".*", "node_modules", "site", "__pycache__")


class OccupiedError(Exception):
    """Raised if files would be overwritten; `paths` are all of them, and nothing was written."""

    def __init__(self, paths: tuple[str, ...]) -> None:
        more = f" and {len(paths) - _NAMED} more" if len(paths) > _NAMED else ""
        super().__init__(f"{', '.join(paths[:_NAMED])}{more} would be overwritten")
        self.paths = paths


def write_new(root: Path, files: Sequence[NewFile], step: Step = lambda _done, _total: None) -> None:
    """Write every file below `root`; `step` is called with the number of incidents written.

    An import that is killed leaves only complete incidents; the next one writes the rest. Raises
    OccupiedError, before anything is written, if a file exists.
    """
    # All at once, so that one message names every existing file.
    occupied = tuple(
        file.path for file in files if (root / file.path).exists() or (root / file.path).is_symlink()
    )
    if occupied:
        raise OccupiedError(occupied)
    _remove_staged(root)
    incidents: dict[str, dict[str, str | bytes]] = {}
    others: dict[str, str | bytes] = {}
    for file in files:
        folder = folder_around(file.path)
        (incidents.setdefault(folder, {}) if folder else others)[file.path] = file.contents
    # The settings last: if they exist, the next import assumes that all other files of the site exist.
    new_files.write_new(root, {path: others[path] for path in sorted(others, key=SETTINGS_FILE.__eq__)})
    for number, (folder, texts) in enumerate(incidents.items(), start=1):
        _write_incident(root, folder, texts)
        step(number, len(incidents))


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


def _write_incident(root: Path, folder: str, texts: dict[str, str | bytes]) -> None:
    place = root / folder
    if place.exists():
        # Later updates, oldest first, so that the incident is complete after each of them.
        for path, text in texts.items():
            _write_whole(root, path, text)
        return
    # Beside its place, since a rename is one step only within a file system.
    staged = place.parent / f"{_STAGED}{place.name}"
    inside = staged.relative_to(root).as_posix()
    new_files.write_new(root, {inside + path.removeprefix(folder): text for path, text in texts.items()})
    staged.rename(place)


def _write_whole(root: Path, path: str, text: str | bytes) -> None:
    place = root / path
    staged = place.with_name(f"{_STAGED}{place.name}")
    new_files.write_new(root, {staged.relative_to(root).as_posix(): text})
    staged.rename(place)


def _remove_staged(root: Path) -> None:
    """Remove the temporary folders of an import that was killed."""
    for place in (root / INCIDENTS).glob(f"*/{_STAGED}*"):
        shutil.rmtree(place)
    for file in (root / INCIDENTS).glob(f"*/*/updates/{_STAGED}*"):
        file.unlink()
