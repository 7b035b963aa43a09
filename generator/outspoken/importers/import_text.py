"""Writes front matter and bodies as text, in the form that people would write by hand."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

_PLAIN = re.compile(r"[A-Za-z/][A-Za-z0-9 ,./()&+'-]*(?<! )")
# YAML 1.1, and so many editors, reads these as booleans or null.
_WORDS = frozenset({"y", "n", "yes", "no", "true", "false", "on", "off", "null"})


def document(fields: Mapping[str, str], body: str) -> str:
    """Return front matter (values already as YAML, block values start with a line break) and a body."""
    head = "\n".join(
        f"{key}:{value if value.startswith(chr(10)) else ' ' + value}" for key, value in fields.items()
    )
    words = body.strip("\n")
    return f"---\n{head}\n---\n" + (f"\n{words}\n" if words else "")


def scalar(words: str) -> str:
    """Return a text as a YAML scalar, quoted only if needed."""
    if _PLAIN.fullmatch(words) and words.lower() not in _WORDS:
        return words
    # A JSON string is also a double-quoted scalar of YAML.
    return json.dumps(words, ensure_ascii=False)


def block(lines: Iterable[str]) -> str:
    """Return lines of a mapping or list below their key."""
    return "".join(f"\n  {line}" for line in lines)


def stamp(instant: datetime) -> str:
    """Return `2026-11-21T14:05:00Z`."""
    return f"{instant.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def stem(instant: datetime, word: str, taken: set[str]) -> str:
    """Return `20261121T140500Z-identified`, with `-2` and so on if that is taken; adds it to `taken`."""
    first = f"{instant.astimezone(UTC):%Y%m%dT%H%M%SZ}-{word}"
    name, count = first, 1
    while name in taken:
        count += 1
        name = f"{first}-{count}"
    taken.add(name)
    return name
