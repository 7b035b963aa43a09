"""What the prose engine made, as far as our own pages need to know."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Prose:
    """`home` is the HTML of the home page's body; `pages` are the prose pages' URLs from the site's root."""

    home: str = ""
    pages: tuple[str, ...] = ()
