"""The sign of each level and each component state: one shape for each colour, the same everywhere."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from urllib.parse import quote

from markupsafe import Markup
from msgspec import Struct

from outspoken.model.vocabulary import Level, State


class Sign(Struct, frozen=True, kw_only=True):
    """How a level looks: its icon in `theme/icons.svg`, a mark for the browser's tab, a colour (RGB).

    The mark is for places without room for an icon. The colour is the tab icon's, which must be
    distinguishable on light and on dark tabs; on pages the style sheet has one for each.
    """

    icon: str
    mark: str
    colour: str


_FINE = Sign(icon="ok", mark="✓", colour="23754a")
_WORK = Sign(icon="work", mark="◷", colour="2456a6")
_SLOW = Sign(icon="slow", mark="■", colour="e0b04a")
_BAD = Sign(icon="bad", mark="▲", colour="d9661f")
_OUT = Sign(icon="out", mark="✕", colour="c8251f")
_NOTE = Sign(icon="note", mark="i", colour="8a877c")

SIGNS: Mapping[str, Sign] = {
    Level.OPERATIONAL: _FINE,
    Level.MAINTENANCE: _WORK,
    Level.MINOR: _SLOW,
    Level.MAJOR: _BAD,
    Level.CRITICAL: _OUT,
    # Finer than a state's level: readers who cannot see amber beside orange see two shapes.
    State.UNDER_MAINTENANCE: _WORK,
    State.DEGRADED_PERFORMANCE: _SLOW,
    State.PARTIAL_OUTAGE: _BAD,
    State.MAJOR_OUTAGE: _OUT,
    # For entries without a level, such as notices.
    "neutral": _NOTE,
}
"""By a level's or state's value (`minor`, `partial_outage`; both have `operational`), or `neutral`."""

MARKS: Mapping[str, str] = {name: sign.mark for name, sign in SIGNS.items()}


@cache
def icon(name: str) -> Markup:
    """The icon beside the name of a level or state (its value); its shape differs even without colour."""
    return Markup(f'<svg class="i" aria-hidden="true"><use href="#{SIGNS[name].icon}"/></svg>')  # noqa: S704


@cache
def drawn(icons: str, name: str) -> Markup:
    """The same icon, complete in itself, for pages without the sprite of `theme/icons.svg`."""
    path = shape(icons, SIGNS[name])
    return Markup(f'<svg class="i" viewBox="0 0 16 16" aria-hidden="true">{path}</svg>')  # noqa: S704 - our file


@cache
def shape(icons: str, sign: Sign) -> str:
    """The SVG content of a sign's symbol in `theme/icons.svg`, in a square of 16 pixels; empty if missing."""
    found = re.search(rf'<symbol id="{sign.icon}"[^>]*>(.*?)</symbol>', icons)
    return found[1] if found else ""


@cache
def tab_icon(level: Level | State) -> Markup:
    """The `data:` URL of a disc in the level's colour, percent-encoded."""
    disc = f"<circle cx='8' cy='8' r='8' fill='#{SIGNS[level].colour}'/>"
    drawn = f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'>{disc}</svg>"
    return Markup("data:image/svg+xml," + quote(drawn, safe="/:='"))  # noqa: S704 - our own drawing
