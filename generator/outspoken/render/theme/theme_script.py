"""Which prose pages need the script of the prose engine's theme, and when: conditions in its templates."""

from __future__ import annotations

# Readable without the script, more useful with it. Tabs and folded admonitions need no script.
_ON_CONTENT = {
    "content.code.copy": ("<code",),
    "content.code.select": ("<code",),
    "content.code.annotate": ("<code",),
    "content.tabs.link": ("tabbed-set",),
    "content.tooltips": (" title=", "<abbr"),
    "content.footnote.tooltips": ("footnote-ref",),
}
# Features that apply to every page, whatever its content.
_ON_EVERY_PAGE = (
    "announce.dismiss",
    "header.autohide",
    "navigation.instant",
    "navigation.top",
    "navigation.tracking",
)
# Keys of `extra` in mkdocs.yml for which the script adds elements to the page.
_EXTRA = ("analytics", "consent", "version")


def _any(*conditions: str) -> str:
    return f"({' or '.join(conditions)})"


def _has(text: str) -> str:
    return f"'{text}' in page.content"


def _wants(feature: str) -> str:
    return f"'{feature}' in (config.theme.features or [])"


AT_ONCE = _any(
    # A site's own scripts may use the theme's.
    "config.extra_javascript",
    *(f"'{key}' in config.extra" for key in _EXTRA),
    # Diagrams are drawn by the script: without it, only their source text is shown.
    _has("mermaid"),
)
"""Whether a page needs the script when it is opened."""

WHEN_USED = _any(
    *map(_wants, _ON_EVERY_PAGE),
    _has("annotate"),
    *(f"{_wants(feature)} and {_any(*map(_has, texts))}" for feature, texts in _ON_CONTENT.items()),
)
"""Whether a page needs it when the reader first does something; a page that meets neither never does."""
