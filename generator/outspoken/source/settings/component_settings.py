"""Reads the components in the settings, each alone or in a group."""

from __future__ import annotations

from datetime import date

import yaml

from outspoken import rules
from outspoken.model.component import Component
from outspoken.model.field import Need
from outspoken.source.format.front_matter import line_of
from outspoken.source.format.ids import check_component_id
from outspoken.source.format.read_context import ReadContext, Refusal, shown
from outspoken.source.format.values import Lines, Values, read_fields, require
from outspoken.source.settings.component_fields import COMPONENT, GROUP

_Line = int
WrittenGroup = tuple[Values, Lines]
"""The values of one entry with a group, and the line of each."""


def read_components(
    node: yaml.Node | None, reading: ReadContext
) -> tuple[tuple[Component, ...], tuple[WrittenGroup, ...]]:
    """Return all components in their order, and each entry of a group as it is written."""
    if node is None:
        return (), ()
    if not isinstance(node, yaml.SequenceNode) or not node.value:
        hint = "write components: [{id: checkout, name: Checkout}]"
        what = "components is empty" if isinstance(node, yaml.SequenceNode) else "components is not a list"
        reading.report(rules.WRONG_TYPE, line_of(node), what, hint)
        return (), ()
    components: list[tuple[Component, _Line]] = []
    groups: list[WrittenGroup] = []
    for item in node.value:
        if isinstance(item, yaml.MappingNode) and any(key.value == "group" for key, _ in item.value):
            groups.append(_group(item, reading))
            components += _members(groups[-1][0], reading)
        else:
            components += _single(item, reading)
    _check_unique(components, reading)
    return tuple(component for component, _ in components), tuple(groups)


def _group(node: yaml.MappingNode, reading: ReadContext) -> WrittenGroup:
    values, lines = read_fields(node, GROUP, reading)
    require(GROUP, (Need.ALWAYS,), lines, values, reading, line_of(node))
    return values, lines


def _members(group: Values, reading: ReadContext) -> list[tuple[Component, _Line]]:
    members, name = group.get("components", ()), group.get("group")
    return [made for values, lines in members if (made := _component(values, lines, name, reading))]


def _single(node: yaml.Node, reading: ReadContext) -> list[tuple[Component, _Line]]:
    """Return the component of an entry without a group; none if it cannot be read."""
    if not isinstance(node, yaml.MappingNode):
        hint = "write {id: checkout, name: Checkout}"
        reading.report(rules.WRONG_TYPE, line_of(node), "a component is not a mapping", hint)
        return []
    values, lines = read_fields(node, COMPONENT, reading)
    require(COMPONENT, (Need.ALWAYS,), lines, values, reading, line_of(node))
    made = _component(values, lines, None, reading)
    return [made] if made else []


def _component(
    values: Values, lines: Lines, group: str | None, reading: ReadContext
) -> tuple[Component, _Line] | None:
    if "id" not in values:
        return None
    line = lines["id"]
    try:
        check_component_id(values["id"])
    except Refusal as refusal:
        reading.refuse(refusal, line)
        return None
    since: date | None = values.get("since")
    if since and "retired" in values and values["retired"] < since:
        message = f"retired is {values['retired']}, which is before since ({since})"
        reading.report(rules.BAD_TIME, lines["retired"], message, "write a later day")
    # A group is as bad as its worst component: what others run must not be in its figures.
    group = None if values.get("operated_by") else group
    return Component(**{"name": values["id"], **values}, group=group), line


def _check_unique(components: list[tuple[Component, _Line]], reading: ReadContext) -> None:
    """Check that ids and aliases are unique, also ignoring case, since ids become paths."""
    taken: dict[str, str] = {}
    for component, line in components:
        for word in dict.fromkeys((component.id, *component.aliases)):
            other = taken.setdefault(word.casefold(), component.id)
            if other != component.id or (word == component.id and taken.get(f"\0{word}")):
                message = f"{shown(word)} is already an id or alias of {other}"
                reading.report(
                    rules.COMPONENT_CLASH, line, message, "give each component its own id and aliases"
                )
        # The \0 marks ids, so that one written twice differs from an alias that repeats its own id.
        taken[f"\0{component.id}"] = component.id
