"""Which prose pages need the script of the prose engine's theme, and when."""

from __future__ import annotations

import re
from collections.abc import Collection
from enum import StrEnum

# A diagram is drawn by the script: it is not there before.
_DRAWN = re.compile(r"""class=["'][^"']*\bmermaid\b""")
# What can be read without the script, and does more with it. Tabs and admonitions that fold need none.
_ON_CONTENT = {
    "content.code.copy": r"<code",
    "content.code.select": r"<code",
    "content.code.annotate": r"<code",
    "content.tabs.link": r"tabbed-set",
    "content.tooltips": r"\stitle=|<abbr",
    "content.footnote.tooltips": r"footnote-ref",
}
_ANNOTATED = re.compile(r"""class=["'][^"']*\bannotate\b""")
# What is about every page, whatever it contains.
_ON_EVERY_PAGE = {
    "announce.dismiss",
    "header.autohide",
    "navigation.instant",
    "navigation.top",
    "navigation.tracking",
}
# Keys of `extra` in mkdocs.yml whose parts of a page the script makes.
_EXTRA = {"analytics", "consent", "version"}


class ScriptNeed(StrEnum):
    """When a page needs the script; no value is given for a page that never does."""

    AT_ONCE = "at once"
    WHEN_USED = "when used"


def script_need(
    html: str, features: Collection[str], extra: Collection[str] = (), *, has_own_scripts: bool = False
) -> ScriptNeed | None:
    """The need of a page with this content: `features` and `extra` are those of mkdocs.yml.

    A site's own scripts may build upon the theme's, and find it there as they always did.
    """
    if has_own_scripts or _EXTRA.intersection(extra) or _DRAWN.search(html):
        return ScriptNeed.AT_ONCE
    if _ON_EVERY_PAGE.intersection(features) or _ANNOTATED.search(html):
        return ScriptNeed.WHEN_USED
    wanted = (pattern for name, pattern in _ON_CONTENT.items() if name in features)
    return ScriptNeed.WHEN_USED if any(re.search(pattern, html) for pattern in wanted) else None
