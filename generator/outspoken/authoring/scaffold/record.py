"""Record which files were written as they are: a file that a person changed since is never replaced."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

RECORD_FILE = ".ci/scaffold.txt"


def digest(content: str | bytes) -> str:
    """Return the SHA-256 of a file's content; the same for a text with Windows line ends."""
    data = content if isinstance(content, bytes) else content.encode("utf-8")
    # Git for Windows writes CRLF into the files of a checkout, which no person changed.
    is_text = b"\0" not in data
    return hashlib.sha256(data.replace(b"\r\n", b"\n") if is_text else data).hexdigest()


def record_text(digests: Mapping[str, str]) -> str:
    """Return the record: `sha256sum --check` reads it too."""
    return "".join(f"{value}  {place}\n" for place, value in sorted(digests.items()))


def read_record(root: Path) -> dict[str, str]:
    """Return the digests by path; empty if there is no record, or if it cannot be read."""
    try:
        lines = (root / RECORD_FILE).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return {}
    parts = (line.partition("  ") for line in lines)
    return {place: value for value, _, place in parts if place}
