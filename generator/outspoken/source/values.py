"""A declared field and what somebody wrote become a value, or a Problem with a hint."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from functools import cache
from typing import Any
from urllib.parse import unquote

import yaml

from outspoken import rules
from outspoken.model.words import State
from outspoken.source import instant
from outspoken.source.fields import Field, Need, Type
from outspoken.source.frontmatter import CONTROL, line_of
from outspoken.source.reading import Reading, Refusal, did_you_mean, nearest, shown

Values = dict[str, Any]
Lines = dict[str, int]
Parser = Callable[[yaml.Node, Field, Reading], Any]

# They turn the rest of a line around and so hide what it says: https://trojansource.codes
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_PATH = re.compile(r"/?[A-Za-z0-9._~!$&'()*+,;=:@%-]+(?:/[A-Za-z0-9._~!$&'()*+,;=:@%-]+)*/?")
_NUMBER = re.compile(r"\d{1,9}(?:\.\d{1,6})?")
_NULLS = ("", "~", "null")
_STATES = {state.value: state for state in State}
_SCALAR, _MAPPING, _SEQUENCE = yaml.ScalarNode, yaml.MappingNode, yaml.SequenceNode


def read_fields(node: yaml.MappingNode, fields: tuple[Field, ...], reading: Reading) -> tuple[Values, Lines]:
    """Every declared field that was written well, and the line of every key; the rest becomes Problems."""
    table = _table(fields)
    values: Values = {}
    lines: Lines = {}
    misspelt: Lines = {}
    for key, value in node.value:
        name = key.value if isinstance(key, _SCALAR) else ""
        known = table.get(name)
        line = key.start_mark.line + 1
        if known is None or name in lines:
            misspelt[_report_key(name, line, table, lines, reading)] = line
            continue
        lines[name] = line
        if is_null(value):
            continue
        field, parse = known
        try:
            values[name] = parse(value, field, reading)
        except Refusal as refusal:
            reading.refuse(refusal, line_of(value))
    # A key that was meant but misspelt is not missing as well: one fault, one Problem.
    return values, {**misspelt, **lines} if misspelt else lines


@cache
def _table(fields: tuple[Field, ...]) -> Mapping[str, tuple[Field, Parser]]:
    return {field.name: (field, _PARSERS[field.type]) for field in fields}


def is_null(node: yaml.Node) -> bool:
    """Whether nothing stands after the colon."""
    return isinstance(node, _SCALAR) and node.value in _NULLS and not node.style


def _report_key(name: str, line: int, table: Iterable[str], seen: Lines, reading: Reading) -> str:
    """Report a key that stands twice or is unknown; the key that was probably meant."""
    if name in seen:
        hint = "keep one of the two"
        reading.report(rules.DUPLICATE_KEY, line, f"{name} stands twice, first on line {seen[name]}", hint)
        return name
    guess = nearest(name, table)
    hint = f"did you mean {guess}?" if guess else f"known here: {', '.join(table)}"
    reading.report(rules.UNKNOWN_KEY, line, f"unknown key {shown(name) or '(not a text)'}", hint)
    return guess


def require(
    fields: tuple[Field, ...],
    needs: tuple[Need, ...],
    lines: Lines,
    values: Values,
    reading: Reading,
    line: int,
) -> None:
    """Report each needed field that was not written, or written without a value, at `line`."""
    for field in fields:
        if field.need in needs and (field.name not in lines or _is_blank(field.name, lines, values, reading)):
            reading.report(
                rules.MISSING_KEY,
                lines.get(field.name, line),
                f"{field.name} is missing",
                f"write {_sample(field)}",
            )


def _is_blank(name: str, lines: Lines, values: Values, reading: Reading) -> bool:
    """Whether the key was written with nothing after it (a value that was refused has its own Problem)."""
    return name not in values and not any(
        problem.line == lines[name] and problem.path == reading.path for problem in reading.problems
    )


def _sample(field: Field) -> str:
    return f"{field.name}: {field.example or '…'}"


def scalar(node: yaml.Node, field: Field) -> str:
    """The text exactly as it was written: no `yes` becomes true, no 12:30 becomes 750. Raises Refusal."""
    if not isinstance(node, _SCALAR):
        found = "a list" if isinstance(node, _SEQUENCE) else "a mapping"
        raise Refusal(rules.WRONG_TYPE, f"{field.name} is {found}", f"write {_sample(field)}", line_of(node))
    text: str = node.value
    if node.style == '"':
        _refuse_escaped(text, node, field)
    return text


def _refuse_escaped(text: str, node: yaml.Node, field: Field) -> None:
    found = CONTROL.search(text)
    if found:
        message = f"{field.name} holds control character U+{ord(found.group()):04X}"
        raise Refusal(rules.CONTROL_CHARACTER, message, "remove it", line_of(node))


def _text(node: yaml.Node, field: Field, _: Reading) -> str:
    text = scalar(node, field).strip()
    if not text:
        raise Refusal(rules.BAD_TEXT, f"{field.name} is empty", f"write {_sample(field)}")
    if len(text) > field.limit:
        message = f"{field.name} has {len(text)} characters, at most {field.limit} are allowed"
        raise Refusal(rules.BAD_TEXT, message, "shorten it")
    if not text.isascii() and _BIDI.search(text):
        raise Refusal(
            rules.BAD_TEXT, f"{field.name} holds characters that turn the text around", "remove them"
        )
    return text


def _line(node: yaml.Node, field: Field, reading: Reading) -> str:
    text = _text(node, field, reading)
    if "\n" in text or "\u2028" in text or "\u2029" in text:
        raise Refusal(rules.BAD_TEXT, f"{field.name} has more than one line", "write it on one line")
    return text


def _word(node: yaml.Node, field: Field, _: Reading) -> str:
    return _one_of(scalar(node, field), field, field.name)


def _one_of(text: str, field: Field, what: str) -> str:
    if text in field.words:
        return text
    guess = did_you_mean(re.sub(r"[\s-]+", "_", text), field.words)
    choice = f"one of {', '.join(field.words)}"
    hint = f"{guess} It is {choice}" if guess else f"write {choice}"
    raise Refusal(rules.UNKNOWN_WORD, f"{what} is {shown(text)}", hint)


def _flag(node: yaml.Node, field: Field, _: Reading) -> bool:
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


def _number(node: yaml.Node, field: Field, _: Reading) -> float:
    text = scalar(node, field)
    if _NUMBER.fullmatch(text) and field.low <= float(text) <= field.high:
        return float(text)
    hint = f"write a number from {field.low:g} to {field.high:g}, as in {_sample(field)}"
    raise Refusal(rules.BAD_NUMBER, f"{field.name} is {shown(text)}", hint)


def _named(name: str, refusal: Refusal) -> Refusal:
    refusal.message = f"{name}: {refusal.message}"
    return refusal


def _timed(read: Callable[..., Any]) -> Parser:
    def parse(node: yaml.Node, field: Field, reading: Reading) -> Any:
        try:
            return read(scalar(node, field).strip(), day=reading.day, zone=reading.zone)
        except Refusal as refusal:
            raise _named(field.name, refusal) from None

    return parse


def _plain(read: Callable[[str], Any]) -> Parser:
    def parse(node: yaml.Node, field: Field, _: Reading) -> Any:
        text = scalar(node, field).strip()
        try:
            return read(text)
        except Refusal as refusal:
            raise _named(field.name, refusal) from None

    return parse


def _pairs(node: yaml.Node, field: Field, reading: Reading) -> list[tuple[str, yaml.Node, int]]:
    if not isinstance(node, _MAPPING):
        found = "a list" if isinstance(node, _SEQUENCE) else shown(str(node.value))
        raise Refusal(rules.WRONG_TYPE, f"{field.name} is {found}, not a mapping", f"write {_sample(field)}")
    seen: Lines = {}
    pairs: list[tuple[str, yaml.Node, int]] = []
    for key, value in node.value:
        line = line_of(key)
        name = scalar(key, field)
        if name in seen:
            _report_key(name, line, {}, seen, reading)
            continue
        seen[name] = line
        pairs.append((name, value, line))
    return pairs


def _component_states(node: yaml.Node, field: Field, reading: Reading) -> tuple[tuple[str, State], ...]:
    changes: dict[str, State] = {}
    for name, value, line in _pairs(node, field, reading):
        component = reading.components.get(name)
        try:
            if component is None:
                raise _unknown_component(name, reading)
            if component in changes:
                message = f"{shown(name)} is {component}, which stands here already"
                raise Refusal(rules.DUPLICATE_KEY, message, "keep one of the two")
            text = scalar(value, field)
            changes[component] = _STATES.get(text) or State(
                _one_of(text, field, f"the state of {shown(name)}")
            )
        except Refusal as refusal:
            reading.refuse(refusal, line)
    return tuple(changes.items())


def _unknown_component(name: str, reading: Reading) -> Refusal:
    if name in reading.names:
        hint = f"write {reading.names[name]}"
    else:
        hint = did_you_mean(name, tuple(reading.components)) or _listed(reading)
    return Refusal(rules.UNKNOWN_COMPONENT, f"unknown component {shown(name)}", hint)


def _listed(reading: Reading) -> str:
    ids = tuple(dict.fromkeys(reading.components.values()))
    return f"the settings have {', '.join(ids[:12])}{', …' if len(ids) > 12 else ''}"


def _items(node: yaml.Node, field: Field) -> list[yaml.Node]:
    if not isinstance(node, _SEQUENCE):
        raise Refusal(rules.WRONG_TYPE, f"{field.name} is not a list", f"write {_sample(field)}")
    return list(node.value)


def _each(parse: Parser) -> Parser:
    """A list whose every item is parsed by itself, so that one bad item has one Problem on its line."""

    def parse_list(node: yaml.Node, field: Field, reading: Reading) -> tuple[Any, ...]:
        values = []
        for item in _items(node, field):
            try:
                values.append(parse(item, field, reading))
            except Refusal as refusal:
                reading.refuse(refusal, line_of(item))
        return tuple(values)

    return parse_list


def _path(node: yaml.Node, field: Field, _: Reading) -> str:
    text = scalar(node, field)
    path = text.split("#")[0].split("?")[0]
    segments = unquote(path).strip("/").split("/")
    if text != path or not _PATH.fullmatch(path) or not all(_is_safe(segment) for segment in segments):
        message = f"{shown(text)} is not a path of this site"
        raise Refusal(rules.BAD_REDIRECT, message, "write it as /issues/2026-11-21-checkout/")
    return "/" + path.lstrip("/")


def _is_safe(segment: str) -> bool:
    return segment not in ("", ".", "..") and not re.search(r"[\\/\x00-\x1f\x7f]", segment)


def _texts_by_name(node: yaml.Node, field: Field, reading: Reading) -> tuple[tuple[str, str], ...]:
    return tuple((name, _line(value, field, reading)) for name, value, _ in _pairs(node, field, reading))


def _durations_by_word(node: yaml.Node, field: Field, reading: Reading) -> tuple[tuple[str, timedelta], ...]:
    durations: list[tuple[str, timedelta]] = []
    for name, value, line in _pairs(node, field, reading):
        try:
            word = _one_of(name, field, f"a key of {field.name}")
            durations.append((word, instant.read_duration(scalar(value, field))))
        except Refusal as refusal:
            reading.refuse(refusal, line)
    return tuple(durations)


def _record(node: yaml.Node, field: Field, reading: Reading) -> tuple[Values, Lines]:
    if not isinstance(node, _MAPPING):
        raise Refusal(rules.WRONG_TYPE, f"{field.name} is not a mapping", f"write {_sample(field)}")
    values, lines = read_fields(node, field.fields, reading)
    require(field.fields, (Need.ALWAYS,), lines, values, reading, line_of(node))
    return values, lines


_PARSERS: dict[Type, Parser] = {
    Type.LINE: _line,
    Type.TEXT: _text,
    Type.WORD: _word,
    Type.WORDS: _each(_word),
    Type.FLAG: _flag,
    Type.NUMBER: _number,
    Type.INSTANT: _timed(instant.read_instant),
    Type.PROMISE: _timed(instant.read_promise),
    Type.DURATION: _plain(instant.read_duration),
    Type.DAY: _plain(instant.read_day),
    Type.ZONE: _plain(instant.read_zone),
    Type.COMPONENT_STATES: _component_states,
    Type.LINES: _each(_line),
    Type.PATHS: _each(_path),
    Type.TEXTS_BY_NAME: _texts_by_name,
    Type.DURATIONS_BY_WORD: _durations_by_word,
    Type.RECORD: _record,
    Type.RECORDS: _each(_record),
    Type.ANY: lambda node, _field, _reading: node,
}
