"""Reads YAML, TOML and JSON of other tools leniently: every scalar stays the text that was written."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from datetime import date, datetime

import yaml

# The Cython parser recurses once per level without Python's recursion limit: deep input would crash.
DEEPEST = 100
LONGEST = 256 * 1024


class ForeignError(ValueError):
    """The text is not a mapping in this format; the message gives the reason in one line."""


def read_yaml(text: str) -> Mapping[str, object]:
    """Return a YAML mapping with lower-case keys and all scalars as text. Raises ForeignError."""
    _guard(text)
    # The base loader guesses no types: `no` is a word and 12:30 is not a number of seconds.
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        loaded: object = yaml.load(text, Loader=loader)  # noqa: S506 - builds text, lists and mappings only
    except (yaml.YAMLError, ValueError, RecursionError) as fault:
        raise ForeignError(_one_line(fault)) from fault
    return _mapping(loaded)


def read_toml(text: str) -> Mapping[str, object]:
    """Return a TOML document with lower-case keys. Raises ForeignError."""
    _guard(text)
    try:
        return _mapping(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, RecursionError) as fault:
        raise ForeignError(_one_line(fault)) from fault


def read_json(text: str) -> Mapping[str, object]:
    """Return a JSON object with lower-case keys. Raises ForeignError."""
    found, end = split_json(text)
    if text[end:].strip():
        raise ForeignError("there is text after the closing brace")
    return found


def split_json(text: str) -> tuple[Mapping[str, object], int]:
    """Return the JSON object at the start of a text (lower-case keys) and its end. Raises ForeignError."""
    start = len(text) - len(text.lstrip())
    try:
        loaded, end = json.JSONDecoder().raw_decode(text, start)
    # Python's own JSON decoder recurses: deep input ends in a RecursionError, which is safe.
    except (ValueError, RecursionError) as fault:
        raise ForeignError(_one_line(fault)) from fault
    return _mapping(loaded), end


def text_of(value: object) -> str:
    """Return a scalar as text; empty for None and for anything that is not a scalar."""
    # Before the numbers: a bool is an int in Python.
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return _whole(str(value)).strip() if isinstance(value, (str, int, float)) else ""


def _whole(text: str) -> str:
    """Replace lone surrogates: JSON has them if a program cut a text, but no UTF-8 file can contain them."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def texts_of(value: object) -> tuple[str, ...]:
    """Return a list's scalars as text, without empty ones; one scalar counts as a list of one."""
    values = value if isinstance(value, list) else [value]
    return tuple(text for text in map(text_of, values) if text)


def mapping_of(value: object) -> Mapping[str, object]:
    """Return a mapping with lower-case keys; empty for any other value."""
    return _lower(value) if isinstance(value, dict) else {}


def mappings_of(value: object) -> tuple[Mapping[str, object], ...]:
    """Return the mappings in a list; empty for any other value."""
    return tuple(_lower(item) for item in value if isinstance(item, dict)) if isinstance(value, list) else ()


def _mapping(loaded: object) -> Mapping[str, object]:
    if not isinstance(loaded, dict):
        raise ForeignError("it is not a list of `key: value` lines")
    return _lower(loaded)


def _lower(mapping: dict[object, object]) -> dict[str, object]:
    return {str(key).lower(): value for key, value in mapping.items()}


def _guard(text: str) -> None:
    if len(text) > LONGEST:
        raise ForeignError(f"it is longer than {LONGEST // 1024} KiB")
    depth = 0
    for letter in text:
        depth += (letter in "[{") - (letter in "]}")
        if depth > DEEPEST:
            raise ForeignError(f"it is nested more than {DEEPEST} levels deep")
    # Block style nests by indentation, and `- - -` in one line, without any bracket.
    deepest = max((len(line) - len(line.lstrip(" -?")) for line in text.splitlines()), default=0)
    if deepest > 4 * DEEPEST:
        raise ForeignError(f"it is nested more than {DEEPEST} levels deep")


def _one_line(fault: Exception) -> str:
    return " ".join(str(fault).split()) or type(fault).__name__
