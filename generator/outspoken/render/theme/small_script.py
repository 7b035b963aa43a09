"""Our minified scripts: they are made during development, since the minifier needs Node.js."""

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
"""The minified file in `templates/`, by the names of the scripts in it."""


def script_file(name: str) -> str:
    """The file in `templates/` of a script or sheet without its ending: in `theme/` if no folder is named."""
    return name if "/" in name else f"theme/{name}"


def signed(text: str, names: Sequence[str] = INLINE) -> str:
    """The first line of a minified script, with the digest of its source: `small` compares it."""
    return f"// `make scripts` made this from {', '.join(names)}: {digest(text)}\n"


def small(text: str, made: str, names: Sequence[str] = INLINE) -> str:
    """`made` without its first line; if it was made from another text, `text` minified by rjsmin.

    A site may replace a script in this way, and a change to ours works before `make scripts` is run.
    """
    first = signed(text, names)
    return made.removeprefix(first).strip() if made.startswith(first) else rjsmin.jsmin(text)
