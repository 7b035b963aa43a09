"""Writes outputs to a folder, all or nothing: built beside the site, then swapped in by two renames."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import Struct

from outspoken import rules
from outspoken.errors import Problem, ProblemsError
from outspoken.model.file_names import DOCS_DIR, INCIDENTS, TEMPLATES
from outspoken.render.output import Output
from outspoken.site.folder_lock import is_abandoned, locked

Claim = tuple[str, str]
"""A path of the site, and who made it."""

MARK = "build.json"
# A build.json of another tool must not make its folder replaceable.
_MARK_KEYS = {"commit", "now", "next_boundary"}
# Folders that people write in: a site inside one of them would be read as a source by the next build.
_SOURCES = (INCIDENTS, DOCS_DIR, TEMPLATES)


class Staging(Struct, frozen=True):
    """A folder to build in, beside the site: its `site` replaces the target."""

    target: Path
    folder: Path

    @property
    def site(self) -> Path:
        return self.folder / "site"

    def swap(self) -> None:
        """Put `site` in place of the target; the old site is kept until the new one is complete."""
        # In the staging folder: there `_recover` finds what a killed build has left.
        old = self.folder / "old"
        try:
            if self.target.exists():
                self.target.rename(old)
            self.site.rename(self.target)
        except OSError as fault:
            if old.exists():
                old.rename(self.target)
            raise ProblemsError([unwritable(self.target, fault)]) from fault


@contextlib.contextmanager
def staging(target: Path, *, root: Path) -> Iterator[Staging]:
    """Yield a new Staging for `target`, removed at the end; first, remains of a crashed build are cleared.

    Raises ProblemsError if `target` may not be replaced (see `refuse_foreign`).
    """
    target = target.absolute()
    refuse_foreign(target, root=root)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _recover(target)
        # Beside the site, since a rename is atomic only within one file system.
        folder = Path(tempfile.mkdtemp(prefix=_prefix(target), dir=target.parent))
    except OSError as fault:
        raise ProblemsError([unwritable(target, fault)]) from fault
    with contextlib.ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        stack.enter_context(locked(folder))
        place = Staging(target, folder)
        # mkdtemp's folder is private; the site's folder follows the umask, so that a web server can read it.
        place.site.mkdir()
        yield place


def write(folder: Path, outputs: Iterable[Output], *, shared: bool = False) -> list[Claim]:
    """Write outputs under `folder`, one at a time, and return the paths that were written.

    If other processes write there too (`shared`), a file may be where another needs a folder: that one is not
    written, and the claims show it. Raises ProblemsError if the disk cannot be written, or a source of an
    output cannot be read.
    """
    place, made, claims = os.fspath(folder), set[str](), list[Claim]()
    for output in _readable(outputs):
        parent = output.path.rpartition("/")[0]
        try:
            # Stored in `made`: creating folders again for every file costs thousands of system calls.
            if parent not in made:
                (folder / parent).mkdir(parents=True, exist_ok=True)
                made.add(parent)
            with open(f"{place}/{output.path}", "wb", opener=_without_following) as file:
                file.write(output.data)
        except OSError as fault:
            is_clash = isinstance(fault, (FileExistsError, NotADirectoryError, IsADirectoryError))
            if not (shared and is_clash):
                raise ProblemsError([unwritable(folder, fault)]) from fault
        claims.append((output.path, output.maker))
    return claims


def _readable(outputs: Iterable[Output]) -> Iterator[Output]:
    """Yield outputs; an OSError while one is made means that a source could not be read."""
    made = iter(outputs)
    while True:
        try:
            output = next(made)
        except StopIteration:
            return
        except OSError as fault:
            message = f"this cannot be read: {fault.strerror or fault}"
            path = str(fault.filename or "a file of the site")
            raise ProblemsError([rules.UNREADABLE.problem(path, None, message)]) from fault
        yield output


def _without_following(path: str, flags: int) -> int:
    """Open a file, but not a symbolic link, which a hook of the prose engine may have created."""
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0), 0o666)


def unwritable(place: Path, fault: OSError) -> Problem:
    """Return the problem of a file that cannot be written: the path of the error, or else `place`."""
    message = f"this cannot be written: {fault.strerror or fault}"
    return rules.SITE_DIR.problem(str(fault.filename or place), None, message, "choose another --site-dir")


def refuse_foreign(target: Path, *, root: Path) -> None:
    """Raise ProblemsError unless `target` is missing, empty, or a site that was built before.

    A symbolic link, the repository or a folder above it, and the source folders are never replaced.
    """
    reason = _objection(target, root.resolve())
    if reason:
        raise ProblemsError(
            [rules.SITE_DIR.problem(str(target), None, reason, "choose another --site-dir, such as site")]
        )


def _objection(target: Path, root: Path) -> str:
    """Return why this folder may not be replaced; empty if it may."""
    if target.is_symlink():
        return "the site folder is a symbolic link"
    place = target.resolve()
    if place == root or place in root.parents:
        return "the site folder contains the repository itself"
    if place.is_relative_to(root) and place.relative_to(root).parts[0] in (*_SOURCES, ".git"):
        return "the site folder is inside the source folders"
    if target.exists() and not target.is_dir():
        return "the site folder is a file"
    if target.exists() and any(target.iterdir()) and not is_built(target):
        return f"the site folder was not built by outspoken (it has no {MARK}), so it is not replaced"
    return ""


def is_built(folder: Path) -> bool:
    """Whether an earlier build made this folder."""
    mark = folder / MARK
    # A clone of a published branch has the file too, and its .git folder must not be deleted.
    if mark.is_symlink() or not mark.is_file() or (folder / ".git").exists():
        return False
    try:
        content = json.loads(mark.read_bytes())
    except ValueError:
        return False
    return isinstance(content, dict) and content.keys() >= _MARK_KEYS


def _prefix(target: Path) -> str:
    return f".{target.name}.building-"


def _recover(target: Path) -> None:
    """Restore the old site if a build was killed between its two renames, and delete its remains."""
    for leftover in target.parent.glob(_prefix(target) + "*"):
        if leftover.is_symlink() or not is_abandoned(leftover):
            continue
        # Killed between the two renames: the old site is better than none.
        if (leftover / "old").is_dir() and not target.exists():
            (leftover / "old").rename(target)
        shutil.rmtree(leftover, ignore_errors=True)
