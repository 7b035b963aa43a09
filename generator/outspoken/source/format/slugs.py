"""Transliterates text of any script to ASCII, and makes ids of it."""

from __future__ import annotations

import unicodedata

from outspoken.source.format.lazy_pattern import pattern

_WORD = pattern(r"[a-z0-9]+")


def latin(text: str) -> str:
    """Return the text in ASCII; an emoji becomes its name.

    Characters that stand for a syllable or a word are separated by spaces, so that each can be read.
    """
    if text.isascii():
        return text
    from anyascii import anyascii

    # NFC first: a letter and a separate accent are transliterated like the one precomposed letter.
    return "".join(_spelt(sign, anyascii(sign)) for sign in unicodedata.normalize("NFC", text))


def slug(text: str, limit: int | None = None) -> str:
    """Return the text in lower-case Latin letters and digits with hyphens; empty if nothing is left.

    It has at most `limit` characters and ends with a whole word; only the first word may be cut.
    """
    words = _WORD.findall(latin(text).lower())
    kept = "".join(words[:1])[:limit]
    for word in words[1:]:
        if limit is not None and len(kept) + 1 + len(word) > limit:
            break
        kept += f"-{word}"
    return kept


def _spelt(sign: str, spelling: str) -> str:
    """Return the spelling; Han and Hangul, which have no case, are spelt with a capital and get spaces."""
    is_syllable = spelling[:1].isupper() and unicodedata.category(sign) == "Lo"
    return f" {spelling} " if is_syllable else spelling
