"""The standard streams: whether a person can answer questions, and output in any encoding."""

from __future__ import annotations

import io
import os
import sys


def can_ask() -> bool:
    """Whether a person at a terminal can answer questions."""
    # Standard output is not checked, since scripts often capture it; questions go to standard error.
    return sys.stdin.isatty() and sys.stderr.isatty()


def take_every_character() -> None:
    """Let standard output and errors take any text, and files get the same bytes on every system.

    On Windows redirected output has the system's encoding and line ends; elsewhere a locale may
    support only ASCII.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            _reconfigure(stream)


def _reconfigure(stream: io.TextIOWrapper) -> None:
    is_utf8 = stream.encoding.lower().replace("_", "-") in {"utf-8", "utf8"}
    if not is_utf8 and (stream.isatty() or "PYTHONIOENCODING" in os.environ):
        # Replaced by ?, since the terminal cannot show them; without it, a name would end the command.
        stream.reconfigure(errors="replace")
    elif not is_utf8:
        stream.reconfigure(encoding="utf-8", newline="\n")
    elif os.linesep != "\n" and not stream.isatty():
        stream.reconfigure(newline="\n")
