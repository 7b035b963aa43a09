"""Transliterates text of any script to ASCII, for ids."""

from __future__ import annotations

import unicodedata


def latin(text: str) -> str:
    """Return the text in ASCII; an emoji becomes its name.

    Characters that stand for a syllable or a word are separated by spaces, so that each can be read.
    """
    if text.isascii():
        return text
    from anyascii import anyascii

    # NFC first: a letter and a separate accent are transliterated like the one precomposed letter.
    return "".join(_spelt(sign, anyascii(sign)) for sign in unicodedata.normalize("NFC", text))


def _spelt(sign: str, spelling: str) -> str:
    """Transliterate; Han and Hangul, which have no case, get a capital letter at the start."""
    is_syllable = spelling[:1].isupper() and unicodedata.category(sign) == "Lo"
    return f" {spelling} " if is_syllable else spelling
