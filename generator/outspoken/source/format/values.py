"""Converts YAML nodes to the values of declared fields, with a Problem for each value that is refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from functools import cache
from typing import Any

import yaml

from outspoken import rules
from outspoken.model.component import folded
from outspoken.model.field import Field, Need, Type
from outspoken.model.vocabulary import State
from outspoken.source.format import instants, scalars
from outspoken.source.format.front_matter import line_of
from outspoken.source.format.read_context import ReadContext, Refusal, did_you_mean, nearest, shown
from outspoken.source.format.scalars import Parser

Values = dict[str, Any]
Lines = dict[str, int]

_STATES = {state.value: state for state in State}
_SCALAR, _MAPPING, _SEQUENCE = yaml.ScalarNode, yaml.MappingNode, yaml.SequenceNode


def read_fields(
    node: yaml.MappingNode, fields: tuple[Field, ...], reading: ReadContext
) -> tuple[Values, Lines]:
    """Return the value of every valid field, and the line of every key that was written.

    The rest becomes Problems.
    """
    table = _table(fields)
    values: Values = {}
    lines: Lines = {}
    misspelt: Lines = {}
    empty: list[str] = []
    for key, value in node.value:
        name = key.value if isinstance(key, _SCALAR) else ""
        known = table.get(name)
        line = key.start_mark.line + 1
        if known is None or name in lines:
            misspelt[_report_key(name, line, table, lines, reading)] = line
            continue
        lines[name] = line
        if value.value in scalars.NULLS and scalars.is_null(value):
            # Here, where it is known that the key has no value, rather than one that was refused.
            if known[0].need is Need.ALWAYS:
                _report_missing(known[0], line, reading)
            elif known[0].need is Need.NEVER:
                empty.append(name)
            continue
        field, parse = known
        try:
            values[name] = parse(value, field, reading)
        except Refusal as refusal:
            reading.refuse(refusal, line_of(value))
    # An optional key without a value counts as not written: its default is then the value.
    for name in empty:
        del lines[name]
    # One mistake gives one Problem: a misspelt key is not reported as missing as well.
    return values, {**misspelt, **lines} if misspelt else lines


@cache
def _table(fields: tuple[Field, ...]) -> Mapping[str, tuple[Field, Parser]]:
    return {field.name: (field, _PARSERS[field.type]) for field in fields}


def _report_key(name: str, line: int, table: Iterable[str], seen: Lines, reading: ReadContext) -> str:
    """Report a key that is written twice or unknown; return the key that was probably meant."""
    if name in seen:
        hint = "keep one of the two"
        reading.report(
            rules.DUPLICATE_KEY, line, f"{name} is written twice, first on line {seen[name]}", hint
        )
        return name
    guess = nearest(name, table)
    hint = f"did you mean {guess}?" if guess else f"known keys: {', '.join(table)}"
    reading.report(rules.UNKNOWN_KEY, line, f"unknown key {shown(name) or '(not a text)'}", hint)
    return guess


def require(
    fields: tuple[Field, ...],
    needs: tuple[Need, ...],
    lines: Lines,
    values: Values,
    reading: ReadContext,
    line: int,
) -> None:
    """Report each required field that is missing, at `line`, or has no value, at its own."""
    for field in _needed(fields, needs):
        if field.name not in lines:
            _report_missing(field, line, reading)
        elif field.need is not Need.ALWAYS and not (
            field.name in values or _was_refused(field.name, lines, reading)
        ):
            _report_missing(field, lines[field.name], reading)


def _report_missing(field: Field, line: int, reading: ReadContext) -> None:
    reading.report(rules.MISSING_KEY, line, f"{field.name} is missing", f"write {scalars.sample(field)}")


@cache
def _needed(fields: tuple[Field, ...], needs: tuple[Need, ...]) -> tuple[Field, ...]:
    return tuple(field for field in fields if field.need in needs)


def _was_refused(name: str, lines: Lines, reading: ReadContext) -> bool:
    """Whether the key's value was refused (and reported), rather than left out."""
    # By its line, since a Problem does not name its key.
    return any(problem.line == lines[name] and problem.path == reading.path for problem in reading.problems)


def as_attributes(fields: tuple[Field, ...], values: Values) -> dict[str, Any]:
    """Return the values by the attributes of the record that declares the fields; mappings become records.

    A mapping that lacks a required key has its Problem already, and is left out.
    """
    found: dict[str, Any] = {}
    table = _table(fields)
    for name, value in values.items():
        field = table[name][0]
        if field.record is None:
            found[field.attribute] = value
        elif field.type is Type.RECORDS:
            found[field.attribute] = tuple(
                _made(field, inner) for inner, _ in value if _is_whole(field, inner)
            )
        else:
            around = {inner.attribute: value[0][inner.name] for inner in _around(field, value[0])}
            found |= around | (
                {field.attribute: _made(field, value[0])} if _is_whole(field, value[0]) else {}
            )
    return found


def _is_whole(field: Field, values: Values) -> bool:
    return all(inner.name in values for inner in _needed(field.fields, (Need.ALWAYS,)))


def _around(field: Field, values: Values) -> list[Field]:
    """Return the keys of a mapping whose values belong to the record around it."""
    return [inner for inner in field.fields if inner.inside and inner.name in values]


def _made(field: Field, values: Values) -> Any:
    assert field.record is not None  # noqa: S101 - callers have checked it
    around = {inner.name for inner in _around(field, values)}
    own = {name: value for name, value in values.items() if name not in around}
    return field.record(**as_attributes(field.fields, own))


def _pairs(node: yaml.Node, field: Field, reading: ReadContext) -> list[tuple[str, yaml.Node, int]]:
    if not isinstance(node, _MAPPING):
        found = "a list" if isinstance(node, _SEQUENCE) else shown(str(node.value))
        raise Refusal(
            rules.WRONG_TYPE, f"{field.name} is {found}, not a mapping", f"write {scalars.sample(field)}"
        )
    seen: Lines = {}
    pairs: list[tuple[str, yaml.Node, int]] = []
    for key, value in node.value:
        line = line_of(key)
        name = scalars.scalar(key, field)
        if name in seen:
            _report_key(name, line, {}, seen, reading)
            continue
        seen[name] = line
        pairs.append((name, value, line))
    return pairs


def _component_states(node: yaml.Node, field: Field, reading: ReadContext) -> tuple[tuple[str, State], ...]:
    changes: dict[str, State] = {}
    for name, value, line in _pairs(node, field, reading):
        component = reading.components.get(name)
        try:
            if component is None:
                raise unknown_component(name, reading.components, reading.names)
            # An alias and the id mean one component: neither state must win silently.
            if component in changes:
                message = f"{shown(name)} is another name of {component}, which is already in this list"
                raise Refusal(rules.DUPLICATE_KEY, message, "keep one of the two")
            text = scalars.scalar(value, field)
            changes[component] = _STATES.get(text) or State(
                scalars.one_of(text, field, f"the state of {shown(name)}")
            )
        except Refusal as refusal:
            reading.refuse(refusal, line)
    return tuple(changes.items())


def unknown_component(
    name: str, components: Mapping[str, str], names: Mapping[str, tuple[str, ...]]
) -> Refusal:
    """Return the Refusal of a component that no id or alias names; arguments as in a ReadContext."""
    # People write the name that customers see instead of the id.
    if ids := names.get(folded(name)):
        hint = f"write {' or '.join(ids)}"
    else:
        hint = did_you_mean(name, tuple(components)) or _listed(components)
    return Refusal(rules.UNKNOWN_COMPONENT, f"unknown component {shown(name)}", hint)


def _listed(components: Mapping[str, str]) -> str:
    ids = tuple(dict.fromkeys(components.values()))
    return f"known components: {', '.join(ids[:12])}{', …' if len(ids) > 12 else ''}"


def _items(node: yaml.Node, field: Field) -> list[yaml.Node]:
    if not isinstance(node, _SEQUENCE):
        raise Refusal(rules.WRONG_TYPE, f"{field.name} is not a list", f"write {scalars.sample(field)}")
    return list(node.value)


def _each(parse: Parser) -> Parser:
    """Parse each item of a list by itself, so that one bad item gives one Problem on its line."""

    def parse_list(node: yaml.Node, field: Field, reading: ReadContext) -> tuple[Any, ...]:
        values = []
        for item in _items(node, field):
            try:
                values.append(parse(item, field, reading))
            except Refusal as refusal:
                if refusal.rule is rules.WRONG_TYPE:
                    refusal.message = f"an entry of {refusal.message}"
                reading.refuse(refusal, line_of(item))
        return tuple(values)

    return parse_list


def _texts_by_name(node: yaml.Node, field: Field, reading: ReadContext) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name, scalars.read_line(value, field, reading)) for name, value, _ in _pairs(node, field, reading)
    )


def _durations_by_word(
    node: yaml.Node, field: Field, reading: ReadContext
) -> tuple[tuple[str, timedelta], ...]:
    durations: list[tuple[str, timedelta]] = []
    for name, value, line in _pairs(node, field, reading):
        try:
            word = scalars.one_of(name, field, f"a key of {field.name}")
            durations.append((word, instants.read_duration(scalars.scalar(value, field))))
        except Refusal as refusal:
            reading.refuse(refusal, line)
    return tuple(durations)


def _record(node: yaml.Node, field: Field, reading: ReadContext) -> tuple[Values, Lines]:
    if not isinstance(node, _MAPPING):
        raise Refusal(rules.WRONG_TYPE, f"{field.name} is not a mapping", f"write {scalars.sample(field)}")
    values, lines = read_fields(node, field.fields, reading)
    require(field.fields, (Need.ALWAYS,), lines, values, reading, line_of(node))
    return values, lines


def _rhythm(node: yaml.Node, field: Field, reading: ReadContext) -> tuple[Values, Lines]:
    """Read one duration, or a mapping with several; a duration alone is the value of the first key."""
    if isinstance(node, _MAPPING):
        return _record(node, field, reading)
    first = field.fields[0].name
    return {first: scalars.plain(instants.read_duration)(node, field, reading)}, {first: line_of(node)}


_PARSERS: dict[Type, Parser] = {
    Type.LINE: scalars.read_line,
    Type.INCIDENT: scalars.read_line,
    Type.INCIDENTS: _each(scalars.read_incident_id),
    Type.TEXT: scalars.read_text,
    Type.WORD: scalars.read_word,
    Type.WORDS: _each(scalars.read_word),
    Type.FLAG: scalars.read_flag,
    Type.FLAG_OR_DAY: scalars.read_flag_or_day,
    Type.NUMBER: scalars.read_number,
    Type.INSTANT: scalars.timed(instants.read_instant),
    Type.PROMISE: scalars.timed(instants.read_promise),
    Type.DURATION: scalars.plain(instants.read_duration),
    Type.DURATIONS: _each(scalars.plain(instants.read_duration)),
    Type.OFFSET: scalars.plain(instants.read_offset),
    Type.DAY: scalars.plain(instants.read_day),
    Type.ZONE: scalars.plain(instants.read_zone),
    Type.COMPONENT_STATES: _component_states,
    Type.LINES: _each(scalars.read_line),
    Type.PATHS: _each(scalars.read_path),
    Type.TEXTS_BY_NAME: _texts_by_name,
    Type.DURATIONS_BY_WORD: _durations_by_word,
    Type.RHYTHM: _rhythm,
    Type.RECORD: _record,
    Type.RECORDS: _each(_record),
    Type.ANY: lambda node, _field, _reading: node,
}
