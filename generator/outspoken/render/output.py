"""What rendering makes: bytes at a safe relative path, and nobody writes over anybody."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

# What every static host, file system and URL can carry; no leading dot but `.well-known`.
_SEGMENT = re.compile(r"(?:\.well-known|[A-Za-z0-9_][A-Za-z0-9._~-]*)")


@dataclass(frozen=True, slots=True)
class Output:
    """One file of the site: a POSIX path relative to its root, its bytes, and who made it.

    Raises ValueError where the path is absolute, climbs, or holds a character that a host may not serve.
    """

    path: str
    data: bytes
    maker: str = ""

    def __post_init__(self) -> None:
        if not all(_SEGMENT.fullmatch(segment) for segment in self.path.split("/")):
            raise ValueError(f"unsafe output path {self.path!r}")


class OutputClashError(Exception):
    """Two makers want one path; `path`, `first` and `second` name them."""

    def __init__(self, path: str, first: str, second: str) -> None:
        self.path, self.first, self.second = path, first, second
        super().__init__(f"{path} is written by {first} and by {second}")


def guard(outputs: Iterable[Output], taken: dict[str, str]) -> Iterator[Output]:
    """Pass outputs on, keeping in `taken` what was seen (folded path to maker). Raises OutputClashError.

    Case is folded because macOS, Windows and some hosts know one file where Linux knows two.
    """
    for output in outputs:
        key = output.path.casefold()
        if key in taken:
            raise OutputClashError(output.path, taken[key], output.maker)
        taken[key] = output.maker
        yield output
