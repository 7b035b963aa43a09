"""Finds where web addresses in a plain text begin and end, as networks find them."""

from __future__ import annotations

import re
from collections.abc import Iterator

FULL_WIDTH = "、。，．；：！？…（）［］｛｝「」『』【】《》〈〉〔〕“”„‘’«»‹›｡｢｣､"  # noqa: RUF001
"""Punctuation that no address contains: in languages without spaces, the text continues after it."""

# Escaped, since several of them are shown from right to left.
CLOSING_MARKS = "\u060c\u061b\u061f\u06d4\u0964\u0965\u05c3\u0589\u1362\u17d4\u104a\u104b\u037e"
"""Commas, stops and question marks of other scripts: part of an address within it, but not at its end."""

_ADDRESS = re.compile(rf"https?://[^\s<>\"`\u200b{FULL_WIDTH}]+", re.IGNORECASE)
_TRAILING = frozenset(f".,;:!?'*_~|\\([{{{CLOSING_MARKS}")
_CLOSING = {")": "(", "]": "[", "}": "{"}


def addresses(text: str) -> Iterator[tuple[int, int]]:
    """Yield where the addresses in a text are, without punctuation after them, but with their own brackets.

    A closing bracket belongs to an address that opened it: `https://a.example/wiki/Latency_(engineering)`.
    """
    for match in _ADDRESS.finditer(text):
        address = trimmed(match[0])
        if address.partition("://")[2]:
            yield match.start(), match.start() + len(address)


def with_safe_end(address: str) -> str:
    """Return an address encoded so that its end is found correctly, whatever text follows it."""
    if "://" not in address:
        return address
    for closing, opening in _CLOSING.items():
        if address.count(opening) != address.count(closing):
            address = address.replace(opening, _encoded(opening)).replace(closing, _encoded(closing))
    kept = trimmed(address)
    return kept + "".join(map(_encoded, address[len(kept) :]))


def without_square_brackets(text: str) -> str:
    """Return the text with the square brackets of its addresses encoded as `%5B` and `%5D`.

    Networks that look for addresses themselves end them there.
    """
    kept, place = [], 0
    for start, end in addresses(text):
        host = text.find("/", start + len("https://"), end)
        if host >= 0:
            path = text[host:end].replace("[", _encoded("[")).replace("]", _encoded("]"))
            kept += [text[place:host], path]
            place = end
    return "".join((*kept, text[place:]))


def _encoded(sign: str) -> str:
    return "".join(f"%{byte:02X}" for byte in sign.encode())


def trimmed(address: str) -> str:
    """Return an address without punctuation at its end, and without brackets that it did not open."""
    end = len(address)
    # Counted once: counting again at each character would be quadratic in a long row of brackets.
    open_more = {
        opening: address.count(opening) - address.count(closing) for closing, opening in _CLOSING.items()
    }
    while end:
        last = address[end - 1]
        if last in _CLOSING:
            if open_more[_CLOSING[last]] >= 0:
                break
            open_more[_CLOSING[last]] += 1
        elif last not in _TRAILING:
            break
        elif last in open_more:
            open_more[last] -= 1
        end -= 1
    return address[:end]
