"""Text in any script, spelt with plain Latin letters: what ids are made of."""

from __future__ import annotations

import unicodedata


def latin(text: str) -> str:
    """The text in ASCII, transliterated where it is written in another script; an emoji becomes its name.

    Signs that stand for a syllable or a word are set apart, so that each can be read.
    """
    if text.isascii():
        return text
    from anyascii import anyascii

    # A letter with its accent as two characters is spelt as the one that it looks like.
    return "".join(_spelt(sign, anyascii(sign)) for sign in unicodedata.normalize("NFC", text))


def _spelt(sign: str, spelling: str) -> str:
    """Han and Hangul come with a capital at their beginning, and have no case themselves."""
    is_syllable = spelling[:1].isupper() and unicodedata.category(sign) == "Lo"
    return f" {spelling} " if is_syllable else spelling
