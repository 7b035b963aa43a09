"""Components and groups as the API shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from outspoken.derive.current import Situation, worst_state
from outspoken.derive.periods import midnight
from outspoken.derive.uptime.intervals import Interval
from outspoken.model.component import Component
from outspoken.model.vocabulary import State
from outspoken.render.api.api_ids import api_id, to_second
from outspoken.render.api.api_records import ApiComponent
from outspoken.render.feeds.feed_entries import EARLIEST
from outspoken.render.shared import Shared

Intervals = Mapping[str, Sequence[Interval]]
"""The intervals in which each component was not operational, by its id."""


class ApiComponents(Struct, frozen=True, kw_only=True):
    """All components by our own ids, and the listed ones in order: each group, then its components."""

    by_id: Mapping[str, ApiComponent]
    listed: tuple[ApiComponent, ...]


def api_components(shared: Shared, intervals: Intervals, current: Situation, page_id: str) -> ApiComponents:
    """Return the components in the order of the page; retired ones are not listed."""
    by_id: dict[str, ApiComponent] = {}
    listed: list[ApiComponent] = []
    place, today = 0, shared.settings.day(shared.now)
    ids = {group.name: group.id for group in shared.settings.named_groups}
    for name, members in shared.settings.groups:
        shown = [one for one in members if one.is_listed(today)]
        # Not from the name: a group may get another one and keep its id.
        group_id = api_id(shared.settings.host, "group", ids.get(name, name)) if name else None
        position = {one.id: number for number, one in enumerate(shown, 1 + place * (name is None))}
        made = {
            one.id: _component(shared, one, intervals, current, page_id, group_id, position.get(one.id, 0))
            for one in members
        }
        by_id |= made
        children = [made[one.id] for one in shown]
        place += 1 if name and children else len(children) * (name is None)
        if name and children:
            listed.append(_group(name, children, place))
        listed += children
    return ApiComponents(by_id=by_id, listed=tuple(listed))


def _component(
    shared: Shared,
    component: Component,
    intervals: Intervals,
    current: Situation,
    page_id: str,
    group_id: str | None,
    position: int,
) -> ApiComponent:
    state, created = current.states[component.id], _created(shared, component)
    changed = _changed(intervals.get(component.id, ()), state, shared.now)
    return ApiComponent(
        # Neither from the name nor from an alias: both are changed while programs know the component.
        id=api_id(shared.settings.host, "component", component.id),
        name=component.name,
        status=state,
        created_at=to_second(created),
        updated_at=to_second(max(created, changed or created)),
        position=position,
        description=component.description or None,
        showcase=True,
        start_date=component.since,
        group_id=group_id,
        page_id=page_id,
        group=False,
        only_show_if_degraded=False,
    )


def _group(name: str, children: Sequence[ApiComponent], position: int) -> ApiComponent:
    return replace(
        children[0],
        id=children[0].group_id,
        name=name,
        status=worst_state(child.status for child in children),
        created_at=min(child.created_at for child in children),
        updated_at=max(child.updated_at for child in children),
        position=position,
        description=None,
        start_date=None,
        group_id=None,
        group=True,
        components=tuple(child.id for child in children),
    )


def _created(shared: Shared, component: Component) -> datetime:
    """Return when a component's records begin: on its first day, or with those of the page."""
    first = component.since or shared.facts.records_begin
    begin = midnight(first, shared.settings.zone) if first else EARLIEST
    # Never the time of the build: it would change the file without any news.
    return begin if begin <= shared.now else EARLIEST


def _changed(intervals: Sequence[Interval], state: State, now: datetime) -> datetime | None:
    """Return when the state last changed; None if it never did."""
    # Open intervals are cut off at `now`, so that end is not a change while the component is affected.
    ended = [one.end for one in intervals if one.end < now or state is State.OPERATIONAL]
    return max((*ended, *(one.start for one in intervals)), default=None)
