"""Which prose pages need the script of the prose engine's theme, and when."""

from __future__ import annotations

import re
from collections.abc import Collection
from enum import StrEnum

# Diagrams are drawn by the script: without it, only their source text is shown.
_DRAWN = re.compile(r"""class=["'][^"']*\bmermaid\b""")
# Readable without the script, more useful with it. Tabs and folded admonitions need no script.
_ON_CONTENT = {
    "content.code.copy": r"<code",
    "content.code.select": r"<code",
    "content.code.annotate": r"<code",
    "content.tabs.link": r"tabbed-set",
    "content.tooltips": r"\stitle=|<abbr",
    "content.footnote.tooltips": r"footnote-ref",
}
_ANNOTATED = re.compile(r"""class=["'][^"']*\bannotate\b""")
# Features that apply to every page, whatever its content.
_ON_EVERY_PAGE = {
    "announce.dismiss",
    "header.autohide",
    "navigation.instant",
    "navigation.top",
    "navigation.tracking",
}
# Keys of `extra` in mkdocs.yml for which the script adds elements to the page.
_EXTRA = {"analytics", "consent", "version"}


class ScriptNeed(StrEnum):
    """When a page needs the script; pages that never do have None instead."""

    AT_ONCE = "at once"
    WHEN_USED = "when used"


def script_need(
    html: str, features: Collection[str], extra: Collection[str] = (), *, has_own_scripts: bool = False
) -> ScriptNeed | None:
    """When a page with this content needs the script; `features` and `extra` are those of mkdocs.yml.

    A site's own scripts may use the theme's, so with `has_own_scripts` it is loaded at once.
    """
    if has_own_scripts or _EXTRA.intersection(extra) or _DRAWN.search(html):
        return ScriptNeed.AT_ONCE
    if _ON_EVERY_PAGE.intersection(features) or _ANNOTATED.search(html):
        return ScriptNeed.WHEN_USED
    wanted = (pattern for name, pattern in _ON_CONTENT.items() if name in features)
    return ScriptNeed.WHEN_USED if any(re.search(pattern, html) for pattern in wanted) else None
