"""What rendering makes: bytes at a safe relative path."""

from __future__ import annotations

import re
from dataclasses import dataclass

# What every static host, file system and URL can carry; no leading dot but `.well-known`.
_SEGMENT = r"(?:\.well-known|[A-Za-z0-9_][A-Za-z0-9._~-]*)"
_PATH = re.compile(rf"{_SEGMENT}(?:/{_SEGMENT})*")


@dataclass(frozen=True, slots=True)
class Output:
    """One file of the site: a POSIX path relative to its root, its bytes, and who made it.

    Raises ValueError where the path is absolute, climbs, or holds a character that a host may not serve.
    """

    path: str
    data: bytes
    maker: str = ""

    def __post_init__(self) -> None:
        if not _PATH.fullmatch(self.path):
            raise ValueError(f"unsafe output path {self.path!r}")
