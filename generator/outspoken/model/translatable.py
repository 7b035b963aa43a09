"""Marks texts for translation that are declared before the reader's language is known."""

from __future__ import annotations


def translatable(text: str) -> str:
    """Return the text unchanged; it is translated where it is shown.

    Import it as `_`: pybabel extracts the arguments of calls by that name.
    """
    return text
