"""How wide a badge's text is, without any font: by the widest font that its list of fonts may lead to."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

SIZE = 11
"""The height of the font, in pixels."""

# Verdana's widths at this size, rounded up; DejaVu Sans has the same, all other fonts are narrower.
_WIDTHS = {
    **dict.fromkeys("ijl|!'.,:;`", 3.7),
    **dict.fromkeys("Itfr()[]/ -", 4.7),
    **dict.fromkeys("ceskvxyzJ", 6.5),
    **dict.fromkeys("ABCEFKLPRSTUVXYZ&", 7.9),
    **dict.fromkeys("DGHNOQwM+=<>~_", 9.2),
    **dict.fromkeys("Wm@%", 11.5),
}
_OTHERS = 7.1
# Cyrillic, Arabic or Thai: wider than the Latin small letters, in some fonts by much.
_OTHER_SCRIPTS = 8.6
# A square of the font's height, as Japanese, Chinese, Korean and emoji are drawn.
_SQUARE = 11.5


@lru_cache(maxsize=1024)
def text_width(text: str) -> int:
    """Return the width of a text in pixels; in doubt, too large and not too small."""
    # Decomposed: an accent takes no room of its own, and what is below it is as wide as without it.
    return round(sum(map(_width, unicodedata.normalize("NFD", text))))


def _width(sign: str) -> float:
    if sign.isascii():
        return _WIDTHS.get(sign, _OTHERS)
    # Marks and joiners: they are drawn with the sign before them.
    if unicodedata.category(sign) in ("Mn", "Me", "Cf"):
        return 0.0
    return _SQUARE if unicodedata.east_asian_width(sign) in "WF" else _OTHER_SCRIPTS
