"""Writes front matter and bodies as text, in the form that people would write by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from outspoken.source.format.lazy_pattern import pattern

Fields = Iterable[tuple[str, str]]
_PLAIN = pattern(
    r"[A-Za-z/][A-Za-z0-9_ ,./()&+'-]*(?<! )|\d[\w:+-]*(?<!:)(?: \d\d:\d\d [A-Za-z]+/[A-Za-z_/]+)?"
)
_BREAKS = pattern("[\x85\u2028\u2029\ufeff]")
# YAML 1.1, and so many editors, reads these as booleans or null.
_WORDS = frozenset({"y", "n", "yes", "no", "true", "false", "on", "off", "null"})


def document(fields: Fields, body: str) -> str:
    """Return front matter, whose values are already YAML (a scalar, or a `block`), and a body.

    Lines end with LF.
    """
    head = "".join(f"{key}:{value}\n" if value[:1] == "\n" else f"{key}: {value}\n" for key, value in fields)
    text = body.strip("\n")
    return f"---\n{head}---\n" + (f"\n{text}\n" if text else "")


def scalar(value: str) -> str:
    """Return a value of our own format as a YAML scalar, quoted only if needed."""
    if (_is_word(value) or _PLAIN.fullmatch(value)) and value.lower() not in _WORDS:
        return value
    return quoted(value)


def text_scalar(text: str) -> str:
    """Return a YAML scalar that every YAML parser reads as a text, even if it looks like a number."""
    return quoted(text) if text[:1].isdigit() else scalar(text)


def _is_word(value: str) -> bool:
    """Whether it is one word such as an id: most values are, and need no further check."""
    return value[:1].isalpha() and value.isascii() and value.replace("-", "_").isidentifier()


def inner(value: str) -> str:
    """Return a value as a YAML scalar for use within brackets or braces."""
    # Inside of brackets a comma ends the value.
    return scalar(value) if "," not in value and ": " not in value else quoted(value)


def quoted(value: str) -> str:
    """Return a value as a YAML scalar in double quotes."""
    # Imported only when needed: few values need quotes, and a command at night must start quickly.
    import json

    text = json.dumps(value, ensure_ascii=False)
    # In JSON these are letters, but YAML 1.1 ends a line at them.
    return text if text.isascii() else _BREAKS.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def mapping(values: Mapping[str, str]) -> str:
    """Return a flow mapping: `{checkout: partial_outage}`."""
    return "{" + ", ".join(f"{inner(key)}: {inner(value)}" for key, value in values.items()) + "}"


def block(lines: Iterable[str]) -> str:
    """Return the lines of a mapping or list as a value below its key."""
    return "".join(f"\n  {line}" for line in lines)


def stamp(instant: datetime) -> str:
    """Return `2026-11-21T14:05:10Z`, without the seconds if they are zero."""
    form = "%Y-%m-%dT%H:%M:%SZ" if instant.second else "%Y-%m-%dT%H:%MZ"
    return instant.astimezone(UTC).strftime(form)
