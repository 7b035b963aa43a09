"""A text is compared with what a server made of it."""

from __future__ import annotations


def letters_only(text: str) -> str:
    """Letters and digits alone: servers change spaces, line breaks and signs."""
    return "".join(sign for sign in text if sign.isalnum())
