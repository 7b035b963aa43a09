"""Converts one written value to a text, word, number or time, or refuses it with a hint."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import yaml

from outspoken import rules
from outspoken.model.field import Field, Type
from outspoken.model.site_path import site_path
from outspoken.source.format.front_matter import CONTROL, line_of
from outspoken.source.format.ids import check_incident_id
from outspoken.source.format.instants import read_day
from outspoken.source.format.lazy_pattern import pattern
from outspoken.source.format.read_context import ReadContext, Refusal, did_you_mean, is_blank, shown

Parser = Callable[[yaml.Node, Field, ReadContext], Any]

# These change the direction of the rest of a line and can hide its meaning: https://trojansource.codes
_BIDI = pattern("[\u202a-\u202e\u2066-\u2069]")
_NUMBER = pattern(r"\d{1,9}(?:\.\d{1,6})?")
NULLS = ("", "~", "null")


def is_null(node: yaml.Node) -> bool:
    """Whether the key has no value."""
    # A quoted empty text is a value, although an empty one.
    return node.value in NULLS and isinstance(node, yaml.ScalarNode) and not node.style


def sample(field: Field) -> str:
    """Return an example of how the field could be written, for a hint."""
    return f"{field.name}: {field.example or '…'}"


def scalar(node: yaml.Node, field: Field) -> str:
    """Return the text exactly as written: `yes` is not true, 12:30 is not 750. Raises Refusal."""
    if not isinstance(node, yaml.ScalarNode):
        found = "a list" if isinstance(node, yaml.SequenceNode) else "a mapping"
        raise Refusal(rules.WRONG_TYPE, f"{field.name} is {found}", f"write {sample(field)}", line_of(node))
    text: str = node.value
    # Only double quotes allow escapes such as \x00; characters written as such were refused before.
    if node.style == '"':
        _refuse_escaped(text, node, field)
    return text


def _refuse_escaped(text: str, node: yaml.Node, field: Field) -> None:
    found = CONTROL.search(text)
    if found:
        message = f"{field.name} contains the control character U+{ord(found.group()):04X}"
        raise Refusal(rules.CONTROL_CHARACTER, message, "remove it", line_of(node))


def read_text(node: yaml.Node, field: Field, _: ReadContext) -> str:
    """Read a text that is not empty and has no direction-changing characters. Raises Refusal."""
    text = scalar(node, field).strip()
    if is_blank(text):
        raise Refusal(rules.BAD_TEXT, f"{field.name} is empty", f"write {sample(field)}")
    if len(text) > field.limit:
        message = f"{field.name} has {len(text)} characters, at most {field.limit} are allowed"
        raise Refusal(rules.BAD_TEXT, message, "shorten it")
    if not text.isascii() and _BIDI.search(text):
        raise Refusal(
            rules.BAD_TEXT,
            f"{field.name} contains characters that change the direction of the text",
            "remove them",
        )
    return text


def read_line(node: yaml.Node, field: Field, reading: ReadContext) -> str:
    """Read a text on one line. Raises Refusal."""
    text = read_text(node, field, reading)
    if "\n" in text or "\u2028" in text or "\u2029" in text:
        raise Refusal(rules.BAD_TEXT, f"{field.name} has more than one line", "write it on one line")
    return text


def read_incident_id(node: yaml.Node, field: Field, _: ReadContext) -> str:
    """Read a name that an incident's folder may have. Raises Refusal."""
    text = scalar(node, field).strip()
    check_incident_id(text)
    return text


def read_word(node: yaml.Node, field: Field, _: ReadContext) -> str:
    """Read one of the field's allowed values, as the member of its vocabulary. Raises Refusal."""
    text = scalar(node, field)
    for member in field.words:
        if member == text:
            return member
    return one_of(text, field, f"an entry of {field.name}" if field.type is Type.WORDS else field.name)


def one_of(text: str, field: Field, what: str) -> str:
    """Return the text if it is an allowed value; `what` names it in the message. Raises Refusal."""
    if text in field.words:
        return text
    # People also write `in progress` or `in-progress` for `in_progress`.
    guess = did_you_mean(re.sub(r"[\s-]+", "_", text), field.words)
    choice = ", ".join(field.words)
    hint = f"{guess} Allowed: {choice}" if guess else f"write one of {choice}"
    raise Refusal(rules.UNKNOWN_WORD, f"{what} is {shown(text)}", hint)


def read_flag(node: yaml.Node, field: Field, _: ReadContext) -> bool:
    """Read `true` or `false`; no other spelling is accepted. Raises Refusal."""
    text = scalar(node, field)
    if text in ("true", "false"):
        return text == "true"
    meant = {"yes": "true", "on": "true", "y": "true", "no": "false", "off": "false", "n": "false"}
    word = meant.get(
        text.casefold(), text.casefold() if text.casefold() in ("true", "false") else "true or false"
    )
    raise Refusal(
        rules.BAD_FLAG,
        f"{field.name} is {shown(text)}, neither true nor false",
        f"write {field.name}: {word}",
    )


def read_flag_or_day(node: yaml.Node, field: Field, reading: ReadContext) -> bool | date:
    """Read `true`, `false` or a day. Raises Refusal."""
    text = scalar(node, field).strip()
    if text[:1].isdigit():
        day: date = plain(read_day)(node, field, reading)
        return day
    try:
        return read_flag(node, field, reading)
    except Refusal as refusal:
        refusal.message = f"{field.name} is {shown(text)}, neither true nor false nor a day"
        refusal.hint = f"{refusal.hint}, or the first day, as in {sample(field)}"
        raise


def read_number(node: yaml.Node, field: Field, _: ReadContext) -> float:
    """Read a decimal number within the field's bounds. Raises Refusal."""
    return number_of(scalar(node, field), field)


def number_of(text: str, field: Field) -> float:
    """Return the number of a text, if it is within the field's bounds. Raises Refusal."""
    if _NUMBER.fullmatch(text) and field.low <= float(text) <= field.high:
        return float(text)
    hint = f"write a number from {field.low:g} to {field.high:g}, as in {sample(field)}"
    raise Refusal(rules.BAD_NUMBER, f"{field.name} is {shown(text)}", hint)


def _named(name: str, refusal: Refusal) -> Refusal:
    refusal.message = f"{name}: {refusal.message}"
    return refusal


def timed(read: Callable[..., Any]) -> Parser:
    """Make a field parser of `read`, which needs a day and a time zone for its hints."""

    def parse(node: yaml.Node, field: Field, reading: ReadContext) -> Any:
        try:
            return read(scalar(node, field).strip(), day=reading.day, zone=reading.zone)
        except Refusal as refusal:
            raise _named(field.name, refusal) from None

    return parse


def plain(read: Callable[[str], Any]) -> Parser:
    """Make a field parser of `read`, which needs the text alone."""

    def parse(node: yaml.Node, field: Field, _: ReadContext) -> Any:
        text = scalar(node, field).strip()
        try:
            return read(text)
        except Refusal as refusal:
            raise _named(field.name, refusal) from None

    return parse


def read_path(node: yaml.Node, field: Field, _: ReadContext) -> str:
    """Read a path of the site: leading slash, percent-encoded. Raises Refusal."""
    text = scalar(node, field)
    try:
        return site_path(text)
    except ValueError:
        message = f"{shown(text)} is not a path of this site"
        raise Refusal(rules.BAD_REDIRECT, message, "write it as /issues/2026-11-21-checkout/") from None
