"""Reduces a text for a comparison with the version that a server returns."""

from __future__ import annotations


def letters_only(text: str) -> str:
    """Return only letters and digits: servers change spaces, line breaks and punctuation."""
    return "".join(sign for sign in text if sign.isalnum())
