"""Gives each group of components its lasting id: the one that is written, else one made of its name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from outspoken import rules
from outspoken.model.component import ComponentGroup, is_id
from outspoken.source.format.ids import check_group_id
from outspoken.source.format.read_context import ReadContext, Refusal, shown
from outspoken.source.format.slugs import slug
from outspoken.source.format.values import Lines, Values
from outspoken.source.settings.component_fields import ID_LIMIT

_HINT = "give each group an id of its own, as in {group: Storefront, id: storefront, components: [...]}"


class _Written(Struct, frozen=True, kw_only=True):
    """One entry of the settings with a group: its line, the id if one is written, and the former ids."""

    name: str
    line: int
    id: str | None
    former_ids: tuple[str, ...]


def default_group_id(name: str) -> str:
    """Return the id that a group of this name has if none is written."""
    return slug(name, ID_LIMIT) or "group"


def read_groups(entries: Iterable[tuple[Values, Lines]], reading: ReadContext) -> tuple[ComponentGroup, ...]:
    """Return the groups of the settings in their order; entries with the same name are one group.

    Two groups with one id, or a group with two, are Problems.
    """
    written = [made for values, lines in entries if (made := _written(values, lines, reading))]
    by_name: dict[str, list[_Written]] = {}
    for one in written:
        by_name.setdefault(one.name, []).append(one)
    groups = [(_joined(same, reading), same[0].line) for same in by_name.values()]
    _check_unique(groups, reading)
    return tuple(group for group, _ in groups)


def _written(values: Values, lines: Lines, reading: ReadContext) -> _Written | None:
    # A group without a name is a Problem already.
    if "group" not in values:
        return None
    given: str | None = values.get("id")
    if given is not None:
        try:
            check_group_id(given)
        except Refusal as refusal:
            reading.refuse(refusal, lines["id"])
            return None
    line = lines["id"] if given is not None else lines["group"]
    former = (alias if is_id(alias) else default_group_id(alias) for alias in values.get("aliases", ()))
    return _Written(name=values["group"], line=line, id=given, former_ids=tuple(former))


def _joined(same: Sequence[_Written], reading: ReadContext) -> ComponentGroup:
    """Return one group of all entries with its name."""
    ids = {one.id: one.line for one in same if one.id is not None}
    name, (own, *others) = same[0].name, ids or {default_group_id(same[0].name): 0}
    for other in others:
        message = f"the group {shown(name)} has two ids, {own} and {other}"
        reading.report(
            rules.GROUP_CLASH, ids[other], message, "write the same id for all of it, or only once"
        )
    former = dict.fromkeys(former for one in same for former in one.former_ids if former != own)
    return ComponentGroup(id=own, name=name, former_ids=tuple(former))


def _check_unique(groups: Iterable[tuple[ComponentGroup, int]], reading: ReadContext) -> None:
    """Check that no two groups share an id or former id, since ids become paths."""
    taken: dict[str, str] = {}
    for group, line in groups:
        for word in (group.id, *group.former_ids):
            other = taken.setdefault(word, group.name)
            if other != group.name:
                message = f"{shown(word)} is the id or a former id of two groups, {other} and {group.name}"
                reading.report(rules.GROUP_CLASH, line, message, _HINT)
