"""Bring the scaffolded files of a repository up to date, except those that a person changed."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from outspoken.authoring.scaffold.pins import RELEASE_FILE
from outspoken.authoring.scaffold.record import RECORD_FILE, digest, read_record, record_text

_NAMED = re.compile(r"^([\w.-]+)==", re.MULTILINE)
_LOCK = re.compile(r"requirements/[a-z]+\.txt")
_RELEASE = re.compile(rb"outspoken==\S+\s*")
_WHEEL = "requirements/outspoken-*.whl"


class Upgrade(Struct, frozen=True, kw_only=True):
    """What to write and remove, by path; `left` names each file that stays, with the reason."""

    write: Mapping[str, bytes]
    remove: tuple[str, ...]
    left: tuple[str, ...]
    record: str


def plan_upgrade(
    root: Path,
    files: Mapping[str, str | bytes],
    replace: Collection[str] = (),
    executable: Collection[str] = (),
) -> Upgrade:
    """Compare a repository with the newest `files`; `replace` names those to replace even if changed.

    An `executable` one that lost its mode, as in an archive, is written again.
    """
    known = read_record(root)
    write: dict[str, bytes] = {}
    left: list[str] = []
    for place, content in files.items():
        new = content if isinstance(content, bytes) else content.encode("utf-8")
        why = "" if place in replace else _why_left(root, place, new, known)
        if why:
            left.append(f"{place}: {why}")
        elif not _is_same(_present(root / place), new) or (
            place in executable and not os.access(root / place, os.X_OK)
        ):
            write[place] = new
    wheels = [path.relative_to(root).as_posix() for path in root.glob(_WHEEL)]
    stale = {place: _present(root / place) for place in {*known, *wheels} - files.keys() if _is_inside(place)}
    mine = [place for place, data in stale.items() if data is not None and known.get(place) == digest(data)]
    left += [
        f"{place}: {_why_stale(place)}"
        for place, data in stale.items()
        if data is not None and place not in mine
    ]
    kept = {entry.partition(": ")[0] for entry in left}
    digests = {place: digest(content) for place, content in files.items() if place not in kept}
    # What was left keeps its old record: it is still known to be changed.
    digests |= {place: known[place] for place in kept if place in known}
    return Upgrade(
        write=write, remove=tuple(sorted(mine)), left=tuple(sorted(left)), record=record_text(digests)
    )


def apply_upgrade(root: Path, upgrade: Upgrade, executable: Collection[str]) -> None:
    """Write the files, each in one step, and remove those that nothing needs any more. Raises OSError."""
    for place, data in {**upgrade.write, RECORD_FILE: upgrade.record.encode()}.items():
        path = root / place
        path.parent.mkdir(parents=True, exist_ok=True)
        # Under another name until it is complete: an interrupted upgrade leaves no incomplete files.
        unfinished = path.with_name(f".{path.name}.new")
        unfinished.write_bytes(data)
        unfinished.chmod(0o755 if place in executable else 0o644)
        unfinished.replace(path)
    for place in upgrade.remove:
        (root / place).unlink()


def _why_left(root: Path, place: str, new: bytes, known: Mapping[str, str]) -> str:
    present = _present(root / place)
    if _is_same(present, new):
        return ""
    if present is None:
        if (root / place).is_symlink() or (root / place).exists():
            return "it is not a plain file"
        return "it was deleted" if place in known else ""
    # Dependabot writes newer versions.
    is_newer = place == RELEASE_FILE and _RELEASE.fullmatch(present) and _RELEASE.fullmatch(new)
    if known.get(place) == digest(present) or is_newer:
        return ""
    if _LOCK.fullmatch(place) and place != RELEASE_FILE:
        # Dependabot only changes versions: if there are more packages, a person added them.
        more = sorted(set(_names(present)) - set(_names(new)))
        return f"it also has {', '.join(more)}" if more else ""
    return "it was changed" if place in known else "it is not known whether it was changed"


def _why_stale(place: str) -> str:
    if Path(place).match(_WHEEL):
        return "it is a wheel of another version: remove it, or workflows install it"
    return "it was changed, and nothing needs it any more: remove it"


def _is_inside(place: str) -> bool:
    """Whether a line of the record names a file below the root: anyone can write that file."""
    return not Path(place).is_absolute() and ".." not in Path(place).parts


def _is_same(present: bytes | None, new: bytes) -> bool:
    return present is not None and digest(present) == digest(new)


def _names(lock: bytes) -> Iterator[str]:
    return (found[1] for found in _NAMED.finditer(lock.decode("utf-8", "replace")))


def _present(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() and not path.is_symlink() else None
