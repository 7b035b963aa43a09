"""Lists and reads the files under `incidents/`, and reports those that should not be there."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Container
from operator import attrgetter
from pathlib import Path

from outspoken import rules
from outspoken.errors import Problem
from outspoken.model.file_names import (
    INCIDENT_FILE,
    INCIDENTS,
    POSTMORTEM_FILE,
    UPDATES,
    folder_of,
)
from outspoken.source.format.front_matter import MAX_FILE
from outspoken.source.format.ids import check_incident_id, is_month
from outspoken.source.format.lazy_pattern import pattern
from outspoken.source.format.read_context import Refusal

MAX_IMAGE = 1024 * 1024
IMAGE_STARTS = {
    ".png": pattern(rb"\x89PNG\r\n\x1a\n"),
    ".jpg": pattern(rb"\xff\xd8\xff"),
    ".jpeg": pattern(rb"\xff\xd8\xff"),
    ".gif": pattern(rb"GIF8[79]a"),
    ".webp": pattern(rb"RIFF....WEBP", re.DOTALL),
}
"""The suffixes of images that texts may show, and how the content of each begins."""

_IMAGE_SUFFIXES = tuple(IMAGE_STARTS)
# NOFOLLOW: a link could publish any file of the machine. NONBLOCK: opening a named pipe would never end.
_OPEN = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def list_folders(root: Path, problems: list[Problem], left_out: Container[str] = ()) -> list[str]:
    """Return every incident's folder, as a path from the root, in order; report what does not belong.

    Paths in `left_out` are skipped.
    """
    folders: list[str] = []
    seen: dict[str, str] = {}
    # scandir would follow it, unlike the checks of the entries inside.
    if (root / INCIDENTS).is_symlink():
        problems.append(_link(INCIDENTS))
        return []
    for month in _entries(root, INCIDENTS, problems, may_lack=True):
        path = f"{INCIDENTS}/{month.name}"
        # Git hosts show a README.md below the list of files.
        if not _is_folder(month, path, problems, ("README.md",)):
            continue
        if not is_month(month.name):
            problems.append(_misplaced(month.name, path))
            continue
        for entry in _entries(root, path, problems):
            folder = f"{path}/{entry.name}"
            if folder in left_out:
                continue
            if _is_folder(entry, folder, problems) and _is_incident(
                entry.name, month.name, folder, seen, problems
            ):
                folders.append(folder)
    return folders


def _misplaced(name: str, path: str) -> Problem:
    hint = "use a month as the name, for example 2026-11"
    if re.match(r"\d{4}-\d{2}-\d{2}-", name):
        hint = f"move it to {folder_of(name)}"
    return rules.MISPLACED.problem(path, None, f"{name} is not a month's folder", hint)


def _is_incident(name: str, month: str, folder: str, seen: dict[str, str], problems: list[Problem]) -> bool:
    other = seen.setdefault(name.casefold(), folder)
    if other != folder:
        message = f"{other} has the same id (upper and lower case do not count)"
        problems.append(rules.ID_CLASH.problem(folder, None, message, "rename one of the two"))
        return False
    try:
        check_incident_id(name)
    except Refusal as refusal:
        problems.append(refusal.rule.problem(folder, None, refusal.message, refusal.hint))
        return False
    if name[:7] != month:
        hint = f"move it to {folder_of(name)}"
        problems.append(rules.MISPLACED.problem(folder, None, f"{name} is in the folder of {month}", hint))
    return True


def read_folder(root: Path, folder: str, problems: list[Problem]) -> dict[str, bytes]:
    """Return the files of one incident by their path in its folder; report unreadable ones.

    A file that is too long is read only up to its limit plus one byte; a file that is not published is not
    read.
    """
    files: dict[str, bytes] = {}
    for entry in _entries(root, folder, problems):
        if entry.name == UPDATES and entry.is_dir(follow_symlinks=False):
            for inner in _entries(root, f"{folder}/{UPDATES}", problems):
                _read_entry(inner, f"{UPDATES}/{inner.name}", folder, files, problems)
        else:
            _read_entry(entry, entry.name, folder, files, problems)
    return files


def _read_entry(
    entry: os.DirEntry[str], name: str, folder: str, files: dict[str, bytes], problems: list[Problem]
) -> None:
    path = f"{folder}/{name}"
    if entry.is_file(follow_symlinks=False):
        limit = _limit(name)
        # One byte more than allowed shows that a file is too long, without reading all of it.
        data = read_file(entry.path, limit + 1, path, problems) if limit else b""
        if data is not None:
            files[name] = data
    elif entry.is_symlink():
        problems.append(_link(path))
    elif entry.is_dir(follow_symlinks=False):
        problems.append(unexpected(path, "folder"))
    else:
        problems.append(
            rules.NOT_A_FILE.problem(path, None, "this is neither a file nor a folder", "remove it")
        )


def _limit(name: str) -> int:
    """Return how many bytes of a file to read; 0 if it is not published."""
    if name.endswith(".md"):
        return MAX_FILE
    return MAX_IMAGE if name.lower().endswith(_IMAGE_SUFFIXES) else 0


def read_file(name: str, limit: int, path: str, problems: list[Problem]) -> bytes | None:
    """Read at most `limit` bytes of a regular file; None, with a Problem for `path`, if it fails."""
    try:
        descriptor = os.open(name, _OPEN)
        try:
            return _read_up_to(descriptor, limit)
        finally:
            os.close(descriptor)
    except OSError as fault:
        # O_NOFOLLOW makes a link fail with ELOOP, whose text "too many levels" would not help.
        problems.append(_link(path) if fault.errno == errno.ELOOP else _unreadable(path, fault))
        return None


def _read_up_to(descriptor: int, limit: int) -> bytes:
    # Read in smaller steps: one call would allocate a buffer of the limit's size for files of one page.
    data = os.read(descriptor, min(limit, 16384))
    while len(data) < limit and (
        more := os.read(descriptor, limit - len(data)) if len(data) >= 16384 else b""
    ):
        data += more
    return data


def _entries(
    root: Path, folder: str, problems: list[Problem], *, may_lack: bool = False
) -> list[os.DirEntry[str]]:
    """Return a folder's entries by name, without hidden files; report names that are not valid in a path."""
    try:
        with os.scandir(f"{root}/{folder}") as found:
            entries = [entry for entry in found if not entry.name.startswith(".")]
    except FileNotFoundError as fault:
        if not may_lack:
            problems.append(_unreadable(folder, fault))
        return []
    except OSError as fault:
        problems.append(_unreadable(folder, fault))
        return []
    # The order of a directory differs between file systems; results must not.
    entries.sort(key=attrgetter("name"))
    return [entry for entry in entries if _is_nameable(entry.name, folder, problems)]


def _is_nameable(name: str, folder: str, problems: list[Problem]) -> bool:
    if name.isprintable() and "\\" not in name:
        return True
    escaped = name.encode("unicode_escape").decode("ascii")
    message = "the name contains characters that are not valid in a path"
    problems.append(rules.BAD_ID.problem(f"{folder}/{escaped}", None, message, "rename it"))
    return False


def _is_folder(
    entry: os.DirEntry[str], path: str, problems: list[Problem], allowed: tuple[str, ...] = ()
) -> bool:
    if entry.is_symlink():
        problems.append(_link(path))
        return False
    if entry.is_dir(follow_symlinks=False):
        return True
    if entry.name not in allowed:
        problems.append(unexpected(path, "file"))
    return False


def _link(path: str) -> Problem:
    message = "this is a symbolic link, which could publish any file of this computer"
    return rules.NOT_A_FILE.problem(path, None, message, "replace it with the file itself")


def _unreadable(path: str, fault: OSError) -> Problem:
    message = f"this cannot be read: {fault.strerror or fault}"
    return rules.UNREADABLE.problem(path, None, message, "check its permissions, or restore it from git")


def unexpected(path: str, what: str) -> Problem:
    """A Problem of a file or folder (`what`) that does not belong to an incident."""
    hint = f"move it elsewhere: an incident has {INCIDENT_FILE}, {UPDATES}/*.md, {POSTMORTEM_FILE} and images"
    return rules.UNEXPECTED_FILE.problem(path, None, f"this {what} is never published", hint)
