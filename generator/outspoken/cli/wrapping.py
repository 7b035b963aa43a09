"""Wraps texts to the width of a terminal, which on a phone is narrow."""

from __future__ import annotations

import os
import textwrap
from typing import IO, Any

_WIDE = 100
# With fewer columns, nearly every word would be in a line of its own.
_NARROW = 20


def width_of(stream: IO[Any]) -> int:
    """Return the columns of the terminal that a stream writes to, at most 100; 0 if it is none."""
    try:
        return max(_NARROW, min(os.get_terminal_size(stream.fileno()).columns, _WIDE))
    except (OSError, ValueError, AttributeError):
        return 0


def wrapped(text: str, width: int, indent: str = "", later: str | None = None) -> str:
    """Return text in lines of a width in columns; 0 keeps each line. Paths and addresses stay whole.

    `indent` begins the first line, `later` the others (default: the same).
    """
    more = indent if later is None else later
    if not width:
        return f"{indent}{text}"
    return textwrap.fill(
        text,
        width=width,
        initial_indent=indent,
        subsequent_indent=more,
        break_long_words=False,
        break_on_hyphens=False,
    )
