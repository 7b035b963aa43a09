"""Writes front matter and bodies as text, in the form that people would write by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from outspoken.source.format.lazy_pattern import pattern

Fields = Iterable[tuple[str, str]]
_PLAIN = pattern(
    r"[A-Za-z/][A-Za-z0-9_ ,./()&+'-]*(?<! )|\d[\w:+-]*(?<!:)(?: \d\d:\d\d [A-Za-z]+/[A-Za-z_/]+)?"
)
# YAML 1.1, and so many editors, reads these as booleans or null.
_WORDS = frozenset({"y", "n", "yes", "no", "true", "false", "on", "off", "null"})


def document(fields: Fields, body: str) -> str:
    """Return front matter, whose values are already YAML, and a body; lines end with LF."""
    head = "".join(f"{key}: {value}\n" for key, value in fields)
    words = body.strip("\n")
    return f"---\n{head}---\n" + (f"\n{words}\n" if words else "")


def scalar(words: str) -> str:
    """Return a text as a YAML scalar, quoted only if needed."""
    if (_is_word(words) or _PLAIN.fullmatch(words)) and words.lower() not in _WORDS:
        return words
    # Imported only when needed: few values need quotes, and a command at night must start quickly.
    import json

    return json.dumps(words, ensure_ascii=False)


def _is_word(words: str) -> bool:
    """Whether it is one word such as an id: most values are, and need no further check."""
    return words[:1].isalpha() and words.isascii() and words.replace("-", "_").isidentifier()


def inner(words: str) -> str:
    """Return a text as a YAML scalar for use within brackets or braces."""
    # Inside of brackets a comma ends the value.
    return scalar(words) if "," not in words and ": " not in words else _quoted(words)


def _quoted(words: str) -> str:
    import json

    return json.dumps(words, ensure_ascii=False)


def mapping(values: Mapping[str, str]) -> str:
    """Return a flow mapping: `{checkout: partial_outage}`."""
    return "{" + ", ".join(f"{inner(key)}: {inner(value)}" for key, value in values.items()) + "}"


def stamp(instant: datetime) -> str:
    """Return `2026-11-21T14:05:10Z`, without the seconds if they are zero."""
    form = "%Y-%m-%dT%H:%M:%SZ" if instant.second else "%Y-%m-%dT%H:%MZ"
    return instant.astimezone(UTC).strftime(form)
