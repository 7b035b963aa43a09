"""The result of rendering: bytes at a safe relative path."""

from __future__ import annotations

from functools import lru_cache

from msgspec import Struct

from outspoken.model.site_path import is_servable

# The only folder with a leading dot that static hosts serve, and the file that makes GitHub Pages serve it.
_HIDDEN = frozenset({".well-known", ".nojekyll"})


@lru_cache(maxsize=64)  # names such as index.html and updates.atom are in most paths
def _is_safe(name: str) -> bool:
    return is_servable(name) or name in _HIDDEN


class Output(Struct, frozen=True):
    """One file of the site: a POSIX path relative to its root, its bytes, and what made it, for messages.

    Raises ValueError if the path is absolute, contains `..`, or a character that a host may not serve.
    """

    path: str
    data: bytes
    maker: str = ""

    def __post_init__(self) -> None:
        # Checked here, since every file of a site is an Output: no part of rendering can write outside of it.
        if not all(map(_is_safe, self.path.split("/"))):
            raise ValueError(f"unsafe output path {self.path!r}")
