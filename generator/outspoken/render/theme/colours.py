"""A brand's colour, adjusted until it is readable on the light and on the dark background."""

from __future__ import annotations

from collections.abc import Iterable

LIGHT = ("#fbfaf6", "#ffffff")
DARK = ("#141412", "#1c1b18")
"""The background colours of page and cards in the frame's style sheet: light, and dark."""

# WCAG 2.2 requires a contrast of 4.5 for text and 3 for other parts: the stricter one covers both.
_ENOUGH = 4.5
_STEPS = 50

_Rgb = tuple[int, int, int]


def readable(colour: str) -> tuple[str, str]:
    """The colour (`#rgb` or `#rrggbb`) for a light and a dark background, changed as little as possible."""
    given = _rgb(colour)
    return _towards(given, (0, 0, 0), LIGHT), _towards(given, (255, 255, 255), DARK)


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, 1 to 21: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio"""
    darker, lighter = sorted((_luminance(_rgb(one)), _luminance(_rgb(other))))
    return (lighter + 0.05) / (darker + 0.05)


def _towards(given: _Rgb, end: _Rgb, papers: Iterable[str]) -> str:
    for step in range(_STEPS):
        red, green, blue = (
            round(start + (stop - start) * step / _STEPS) for start, stop in zip(given, end, strict=True)
        )
        mixed = f"#{red:02x}{green:02x}{blue:02x}"
        # On both backgrounds: links are inside cards as well as outside.
        if all(contrast(mixed, paper) >= _ENOUGH for paper in papers):
            return mixed
    return "#{:02x}{:02x}{:02x}".format(*end)


def _rgb(colour: str) -> _Rgb:
    digits = colour.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)


def _luminance(colour: _Rgb) -> float:
    red, green, blue = (
        # From sRGB to linear light: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (value / 255 for value in colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
