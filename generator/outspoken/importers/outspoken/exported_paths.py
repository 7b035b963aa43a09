"""Decodes the files of a line; only paths that belong to a site are accepted."""

from __future__ import annotations

from base64 import b64decode
from binascii import Error
from collections.abc import Iterable
from pathlib import PurePosixPath

from outspoken.model.file_names import INCIDENTS, SETTINGS_FILE, UPDATES
from outspoken.source.format.export_lines import ExportedFile
from outspoken.source.format.read_context import shown

OF_SITE = (SETTINGS_FILE, f"{INCIDENTS}/README.md")
"""The files of the first line."""

Faults = list[tuple[str, str]]
"""A message and a hint."""


def decoded_files(files: Iterable[ExportedFile], *, of_site: bool) -> tuple[dict[str, bytes], Faults]:
    """Return the bytes of each file by its path, and a message and hint for each invalid one."""
    found: dict[str, bytes] = {}
    faults: Faults = []
    for file in files:
        if file.path in found:
            faults.append((f"{shown(file.path)} occurs twice", "remove one of the two"))
        elif not (file.path in OF_SITE if of_site else _is_inside(file.path)):
            place = "the site" if of_site else "an incident"
            message = f"{shown(file.path) or 'an empty path'} is not a file of {place}"
            faults.append((message, "remove it: it would be written to another place"))
        elif (data := _bytes(file)) is None:
            faults.append(
                (f"{shown(file.path)} has neither text nor base64 that can be read", "export again")
            )
        else:
            found[file.path] = data
    return found, faults


def _is_inside(path: str) -> bool:
    """Whether a path is that of a file in an incident's folder, or directly in its folder of updates."""
    parts = PurePosixPath(path).parts
    # A path that is written in any other way than its parts has `//`, `/./` or the like.
    is_plain = bool(parts) and "/".join(parts) == path and path.isprintable() and not {"\\", ":"} & set(path)
    return is_plain and not any(part.startswith(".") for part in parts) and parts[:-1] in ((), (UPDATES,))


def _bytes(file: ExportedFile) -> bytes | None:
    try:
        if file.text is not None:
            return file.text.encode("utf-8")
        return b64decode(file.base64, validate=True) if file.base64 is not None else None
    except (UnicodeEncodeError, Error, ValueError):
        return None
