"""A badge as an SVG image: one file without references, of the same size with any font, with real text."""

from __future__ import annotations

from html import escape

from outspoken.render.badges.badge import Badge
from outspoken.render.badges.text_width import SIZE, text_width
from outspoken.render.feeds.feed_entries import xml_text

_FONTS = "Verdana,Geneva,DejaVu Sans,sans-serif"
_HEIGHT, _PADDING, _ICON = 20, 6, 12
_PAPER = "#3d3c38"


def badge_svg(badge: Badge, spoken: str, icon: str) -> bytes:
    """Return the image in UTF-8; `icon` is the shape, drawn in a square of 16 pixels."""
    label, message = text_width(badge.label), text_width(badge.message)
    # Left: the name between two paddings. Right: padding, shape, gap, words, padding.
    left, right = label + 2 * _PADDING, message + 2 * _PADDING + _ICON + 4
    # Whole rounded halves instead of a clip path: its id would clash if two badges are put into one page.
    whole, about = left + right, escape(xml_text(spoken))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{whole}" height="{_HEIGHT}" role="img"'
        f' aria-label="{about}"><title>{about}</title>'
        f'<path fill="{_PAPER}" d="M3 0H{left}V20H3q-3 0-3-3V3q0-3 3-3"/>'
        f'<path fill="{badge.colour}" d="M{left} 0h{right - 3}q3 0 3 3v14q0 3-3 3h{3 - right}"/>'
        f'<g fill="{badge.ink}" transform="translate({left + _PADDING} 4) scale(.75)">{icon}</g>'
        f'<g font-family="{_FONTS}" font-size="{SIZE}" aria-hidden="true">'
        f"{_text(badge.label, _PADDING, label, '#ffffff')}"
        f"{_text(badge.message, whole - _PADDING - message, message, badge.ink)}"
        "</g></svg>\n"
    ).encode()


def _text(text: str, start: int, width: int, ink: str) -> str:
    # The length is set, since the reader's font is not known: no text runs out of its half.
    return (
        f'<text x="{start}" y="14" fill="{ink}" textLength="{width}" lengthAdjust="spacingAndGlyphs">'
        f"{escape(xml_text(text))}</text>"
    )
