"""Reports components and groups that a change removes together with their pages, feeds and calendars."""

from __future__ import annotations

from collections.abc import Iterator

from outspoken import rules
from outspoken.errors import Problem
from outspoken.model.component import Component, ComponentGroup
from outspoken.model.file_names import SETTINGS_FILE
from outspoken.model.settings import Settings


def check_components(before: Settings, after: Settings) -> Iterator[Problem]:
    """Yield published ids and former ids that no component has any more, as id or alias."""
    known = {word for component in after.components for word in (component.id, *component.aliases)}
    for component in before.components:
        # Aliases are former ids or former names; only ids have addresses that can be lost.
        for former in (component.id, *component.former_ids):
            if former not in known:
                yield _removed(former, component, before, after)


def check_groups(before: Settings, after: Settings) -> Iterator[Problem]:
    """Yield published ids and former ids that no group has any more: a new name gives a new default id."""
    known = {one for group in after.named_groups for one in (group.id, *group.former_ids)}
    for group in before.named_groups:
        # Former ids too: their addresses redirect, and subscribers may still use them.
        for former in (group.id, *group.former_ids):
            if former not in known:
                yield _removed_group(former, group, before, after)


def _removed_group(former: str, group: ComponentGroup, before: Settings, after: Settings) -> Problem:
    gone = f"the feeds, calendar and badge at /groups/{former}/ are gone"
    message = f"the published group {former} is removed: {gone}"
    successor = _successor_group(group, before, after)
    place = f"the group {successor}" if successor else "the group that replaces it"
    hint = f"add aliases: [{former}] to {place}; a group that only has a new name can keep id: {group.id}"
    return rules.GROUP_REMOVED.problem(SETTINGS_FILE, None, message, hint)


def _successor_group(group: ComponentGroup, before: Settings, after: Settings) -> str | None:
    """Return the name of the group that has the first of its components now."""
    members = {one.id for one in dict(before.groups)[group.name]}
    return next((one.group for one in after.components if one.id in members and one.group), None)


def _removed(former: str, component: Component, before: Settings, after: Settings) -> Problem:
    message = (
        f"the published component {former} is removed: /components/{former}/, its feeds and calendar are gone"
    )
    successor = _successor(component, before, after)
    place = (
        f"to {successor.id}, if it is the same component"
        if successor
        else "to the component that replaces it"
    )
    hint = f"add aliases: [{former}] {place}"
    retire = "; or keep it, and add retired: with the day" if former == component.id else ""
    return rules.COMPONENT_REMOVED.problem(SETTINGS_FILE, None, message, hint + retire)


def _successor(component: Component, before: Settings, after: Settings) -> Component | None:
    """Return the component that is probably the same one: by id, by name, or the only one that is new."""
    old = {one.id for one in before.components}
    new = [one for one in after.components if one.id not in old]
    same = [one for one in after.components if one.id == component.id]
    # A new id under the same name is most probably a rename.
    same += [one for one in new if one.name == component.name]
    return next(iter(same or (new if len(new) == 1 else [])), None)
