"""Name the Outspoken that workflows install: a release, a wheel in the repository, or a commit."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

from msgspec import Struct

from outspoken.authoring.refusal import RefusedError
from outspoken.authoring.scaffold.installation import Installation
from outspoken.authoring.scaffold.own_wheel import wheel, wheel_name

# Dependabot reads the files that end in .txt: it may bring a newer release, but a wheel's or a commit's line
# would stop it for all of them.
RELEASE_FILE = "requirements/outspoken.txt"
PIN_FILE = "requirements/outspoken.pin"
_GIT = "outspoken @ git+"


class PinKind(StrEnum):
    """How workflows get Outspoken."""

    RELEASE = "release"
    WHEEL = "wheel"
    COMMIT = "commit"


class Pin(Struct, frozen=True, kw_only=True):
    """The files (by path) that pin Outspoken, and what a person gives to `pipx install`."""

    files: Mapping[str, str | bytes]
    install: str


def default_kind(installation: Installation, root: Path = Path()) -> PinKind:
    """Return `release` if a package index provided this installation, else `wheel`: no index has it.

    A repository at `root` that is pinned to a commit stays pinned to one, if this installation has one.
    """
    present = root / PIN_FILE
    can_be = _has_address(installation) and not installation.is_changed
    if can_be and present.is_file() and present.read_bytes().startswith(_GIT.encode()):
        return PinKind.COMMIT
    return PinKind.RELEASE if installation.from_index else PinKind.WHEEL


def make_pin(installation: Installation, kind: PinKind) -> Pin:
    """Return the pin of this installation. Raises RefusedError if it cannot be pinned like that."""
    if kind is PinKind.WHEEL:
        place, data = f"requirements/{wheel_name(installation)}", wheel(installation)
        line = f"./{place} --hash=sha256:{hashlib.sha256(data).hexdigest()}"
        return Pin(files={place: data, PIN_FILE: f"{line}\n"}, install=place)
    if kind is PinKind.COMMIT:
        if installation.is_changed:
            raise RefusedError(
                "--pin commit needs a commit, and this clone has changes: "
                "commit and push them, or use --pin wheel"
            )
        if not _has_address(installation):
            raise RefusedError(
                "--pin commit needs an installation from a git repository with an address: "
                "use --pin wheel, or pipx install git+https://…"
            )
        line = f"{_GIT}{installation.address}@{installation.commit}"
        return Pin(files={PIN_FILE: f"{line}\n"}, install=f'"{line}"')
    line = f"outspoken=={installation.version}"
    return Pin(files={RELEASE_FILE: f"{line}\n"}, install=line)


def _has_address(installation: Installation) -> bool:
    return bool(installation.commit) and installation.address.startswith(("https://", "http://", "file://"))
