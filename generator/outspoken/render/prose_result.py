"""The parts of the prose engine's result that our own pages need."""

from __future__ import annotations

from msgspec import Struct, field

from outspoken.render.theme.csp import Allowed


class Prose(Struct, frozen=True, kw_only=True):
    """`home` is the HTML of the home page's body; `pages` are the prose pages' URLs from the site's root.

    `allowed` is the inline code of their theme.
    """

    home: str = ""
    pages: tuple[str, ...] = ()
    allowed: Allowed = field(default_factory=Allowed)
