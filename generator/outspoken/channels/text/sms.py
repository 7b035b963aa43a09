"""Counts SMS segments in the GSM alphabet, or in UCS-2 if a character is not in it."""

from __future__ import annotations

# 3GPP TS 23.038, section 6.2.1: the default alphabet, and its extension with two septets per character.
_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION = frozenset("\f^{}\\[~]|€")
_PLAIN = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′", "'"),  # noqa: RUF001 - the typography that we replace
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),  # noqa: RUF001
        **dict.fromkeys("\u00a0\u2007\u2009\u202f", " "),
        **dict.fromkeys("\u00ad\u200b\u200d\u2060\ufeff", ""),
        "‹": "<",  # noqa: RUF001
        "›": ">",  # noqa: RUF001
        "…": "...",
        "•": "-",
        "·": "-",
        "×": "x",  # noqa: RUF001
        "→": "->",
        "←": "<-",
        "\t": " ",
    }
)
_ONE, _MANY = (160, 153), (70, 67)


def is_gsm(text: str) -> bool:
    """Whether a text can be sent in the GSM alphabet."""
    return all(sign in _BASIC or sign in _EXTENSION for sign in text)


def simplified(text: str) -> str:
    """Replace typographic quotes, dashes and spaces if that avoids UCS-2 for the whole text."""
    plain = text.translate(_PLAIN)
    # If one character needs UCS-2 anyway, the typography costs nothing and stays.
    return plain if is_gsm(plain) else text


def segments(text: str) -> int:
    """Count the segments: 160 septets alone or 153 each if several; in UCS-2 70 or 67 units.

    A character of two units is never split between two segments.
    """
    if is_gsm(text):
        places, (alone, each) = [2 if sign in _EXTENSION else 1 for sign in text], _ONE
    else:
        places, (alone, each) = [2 if ord(sign) > 0xFFFF else 1 for sign in text], _MANY
    return 1 if sum(places) <= alone else _packed(places, each)


def _packed(places: list[int], each: int) -> int:
    count, used = 1, 0
    for width in places:
        if used + width > each:
            count, used = count + 1, 0
        used += width
    return count
