"""Checks which files belong in an incident's folder."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping

from msgspec import Struct

from outspoken import rules
from outspoken.errors import Problem
from outspoken.model.file_names import CHECKLIST_FILE, INCIDENT_FILE, POSTMORTEM_FILE, UPDATES
from outspoken.source.format.lazy_pattern import pattern
from outspoken.source.incidents.incident_files import IMAGE_STARTS, MAX_IMAGE, unexpected

_SUFFIXES = "|".join(re.escape(suffix) for suffix in IMAGE_STARTS)
_IMAGE_NAME = pattern(rf"[A-Za-z0-9][A-Za-z0-9._-]{{0,99}}(?:{_SUFFIXES})", re.IGNORECASE)
_IN_UPDATES = f"{UPDATES}/"
_TRANSLATION = pattern(r"(?:incident|postmortem)\.[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*\.md")


class Contents(Struct, frozen=True):
    """The names of the updates' files and of the images in an incident's folder."""

    updates: tuple[str, ...]
    images: tuple[str, ...]


def check_contents(folder: str, files: Mapping[str, bytes], problems: list[Problem]) -> Contents:
    """Report files that do not belong and names that differ only in case; return the rest."""
    updates = tuple(name for name in files if name.startswith(_IN_UPDATES) and name.endswith(".md"))
    texts = {INCIDENT_FILE, POSTMORTEM_FILE, CHECKLIST_FILE, *updates}
    others = [name for name in files if name not in texts]
    images = tuple(sorted(name for name in others if "/" not in name and _IMAGE_NAME.fullmatch(name)))
    problems += _lack(folder, files, problems)
    problems += _clashes(folder, files)
    for name in images:
        problems += _image_problems(name, files[name], f"{folder}/{name}")
    problems += [_misplaced_file(name, f"{folder}/{name}") for name in others if name not in images]
    return Contents(updates, images)


def _lack(folder: str, files: Mapping[str, bytes], problems: Iterable[Problem]) -> list[Problem]:
    path = f"{folder}/{INCIDENT_FILE}"
    # A file that could not be read has its own Problem already.
    if INCIDENT_FILE in files or any(problem.path == path for problem in problems):
        return []
    message = f"the folder has no {INCIDENT_FILE}"
    return [rules.NO_INCIDENT_FILE.problem(folder, None, message, f"write {path}")]


def _clashes(folder: str, files: Collection[str]) -> Iterator[Problem]:
    # macOS and Windows cannot check out two such names, and git would lose one of them.
    if len({name.casefold() for name in files}) == len(files):
        return
    seen: dict[str, str] = {}
    for name in sorted(files):
        other = seen.setdefault(name.casefold(), name)
        if other != name:
            message = f"{name} and {other} differ only in upper and lower case"
            yield rules.ID_CLASH.problem(f"{folder}/{name}", None, message, "rename one of the two")


def _misplaced_file(name: str, path: str) -> Problem:
    if _TRANSLATION.fullmatch(name):
        message = f"{name} looks like a translation; translations are not supported"
        return rules.RESERVED_NAME.problem(path, None, message, "write the text in one language")
    return unexpected(path, "file")


def _image_problems(name: str, data: bytes, path: str) -> Iterator[Problem]:
    suffix = name[name.rindex(".") :].lower()
    if len(data) > MAX_IMAGE:
        yield rules.TOO_LONG.problem(
            path, None, "the image is larger than 1 MiB", "save it with fewer pixels or more compression"
        )
    # Check the content too: any other file could be published under an image's name.
    elif not IMAGE_STARTS[suffix].match(data):
        message = f"the file is not a {suffix[1:]} image"
        yield rules.BAD_IMAGE.problem(path, None, message, "save it in that format, or rename it")
