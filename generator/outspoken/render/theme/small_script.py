"""The script in every page, with short names: made as we develop, since Node.js makes it."""

from __future__ import annotations

import rjsmin

from outspoken.render.theme.csp import digest

INLINE = ("use", "reach", "live")
"""The scripts in every page, by name."""

MADE = "inline.min.js"


def signed(text: str) -> str:
    """The first line of what is made from a text: by it, `small` knows that it is still of this text."""
    return f"// `make scripts` made this from {', '.join(INLINE)}: {digest(text)}\n"


def small(text: str, made: str) -> str:
    """`made` without its first line, or the text without comments and spaces if `made` is of another text.

    So a site may replace a script, and a change to ours works before it is made small.
    """
    first = signed(text)
    return made.removeprefix(first).strip() if made.startswith(first) else rjsmin.jsmin(text)
