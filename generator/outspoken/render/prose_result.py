"""What the prose engine made, as far as our own pages need to know."""

from __future__ import annotations

from dataclasses import field

from outspoken.frozen import record
from outspoken.render.theme.csp import Allowed


@record
class Prose:
    """`home` is the HTML of the home page's body; `pages` are the prose pages' URLs from the site's root.

    `allowed` is what stands inline in their theme.
    """

    home: str = ""
    pages: tuple[str, ...] = ()
    allowed: Allowed = field(default_factory=Allowed)
