"""Which prose pages need the script of the prose engine's theme, and when: conditions in its templates."""

from __future__ import annotations

from collections.abc import Collection

# Readable without the script, more useful with it. Tabs and folded admonitions need no script.
_ON_CONTENT = {
    ("<code",): ("content.code.copy", "content.code.select", "content.code.annotate"),
    ("tabbed-set",): ("content.tabs.link",),
    (" title=", "<abbr"): ("content.tooltips",),
    ("footnote-ref",): ("content.footnote.tooltips",),
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


def _one_of(names: Collection[str], found: str) -> str:
    """Return whether one of the names is in what the engine calls `found`."""
    return f"{list(names)}|select('in', {found})|list"


def _has(*texts: str) -> str:
    return " or ".join(f"'{text}' in page.content" for text in texts)


# A site's own scripts may use the theme's. Diagrams are drawn by the script: without it, only their source
# text is shown.
_AT_ONCE = f"config.extra_javascript or {_one_of(_EXTRA, 'config.extra')} or {_has('mermaid')}"
_WHEN_USED = " or ".join(
    (
        _one_of(_ON_EVERY_PAGE, "outspoken_features"),
        _has("annotate"),
        *(
            f"{_one_of(features, 'outspoken_features')} and ({_has(*texts)})"
            for texts, features in _ON_CONTENT.items()
        ),
    )
)
SCRIPT_NEED = f"""\
{{%- set outspoken_features = config.theme.features or [] %}}
{{%- set outspoken_script = "at once" if {_AT_ONCE} else "when used" if {_WHEN_USED} else "" %}}"""
"""Text of a template that sets `outspoken_script`: when a page needs the script; empty if never."""
