"""Our scripts with short names: made as we develop, since Node.js makes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import rjsmin

from outspoken.render.theme.csp import digest

INLINE = ("use", "reach", "live")
"""The scripts in every page, by name."""

STRIP = ("live", "embed/narrow")
"""The scripts of the strip that other pages frame."""

BANNER = ("embed/banner",)
"""The script that adds a banner to other people's pages."""

MADE: Mapping[tuple[str, ...], str] = {
    INLINE: "theme/inline.min.js",
    STRIP: "embed/embedded.min.js",
    BANNER: "embed/banner.min.js",
}
"""The file in `templates/` that is made of some scripts, by their names."""


def script_file(name: str) -> str:
    """The file in `templates/` of a script or sheet without its ending: in `theme/` if no folder is named."""
    return name if "/" in name else f"theme/{name}"


def signed(text: str, names: Sequence[str] = INLINE) -> str:
    """The first line of what is made from a text: by it, `small` knows that it is still of this text."""
    return f"// `make scripts` made this from {', '.join(names)}: {digest(text)}\n"


def small(text: str, made: str, names: Sequence[str] = INLINE) -> str:
    """`made` without its first line, or the text without comments and spaces if `made` is of another text.

    So a site may replace a script, and a change to ours works before it is made small.
    """
    first = signed(text, names)
    return made.removeprefix(first).strip() if made.startswith(first) else rjsmin.jsmin(text)
