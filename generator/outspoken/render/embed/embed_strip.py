"""`/embed/`: a strip with the present state, for an iframe in other websites."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta

from msgspec import Struct

from outspoken.derive.current import IncidentState, Situation
from outspoken.render.embed.embed_parts import listed_topics, names_of, touched_by
from outspoken.render.incident_view import Item
from outspoken.render.output import Output
from outspoken.render.over_time import TimeStep, steps
from outspoken.render.pages.component_rows import ShownState, shown_state
from outspoken.render.shared import Shared
from outspoken.render.theme.page_head import PageHead
from outspoken.render.theme.small_script import STRIP
from outspoken.render.topic import Topic

# The strip is small: maintenance that is further ahead would push out what matters now.
_NEAR = timedelta(days=7)


class StripRow(Struct, frozen=True, kw_only=True):
    """A component or group by name, its states over time, and the names by which it is filtered."""

    name: str
    names: tuple[str, ...]
    state: tuple[TimeStep[ShownState], ...]


class StripItem(Struct, frozen=True, kw_only=True):
    """An incident or maintenance, and the names of the parts that it affects (none: the whole service)."""

    item: Item
    names: tuple[str, ...]


def embed_strip(shared: Shared) -> Output:
    """The strip at the build's `now`, with later states; its script filters it by the URL's query."""
    later = shared.strips.later
    current = later[shared.now]
    data = shared.theme.page(
        "embed/embedded",
        PageHead(title=shared.settings.site_name, path="embed/", indexed=False),
        levels=steps(shared.now, later, lambda instant: later[instant].level),
        rows=tuple(_rows(shared)),
        incidents=tuple(_items(shared, current.open)),
        planned=tuple(_items(shared, _near(current))),
        script=shared.theme.scripts(*STRIP),
    )
    return Output("embed/index.html", data, maker="the strip for other people's pages")


def _rows(shared: Shared) -> Iterator[StripRow]:
    for topic in listed_topics(shared.settings, shared.settings.day(shared.now)):
        yield StripRow(name=topic.name, names=names_of(topic), state=_states(shared, topic))


def _states(shared: Shared, topic: Topic) -> tuple[TimeStep[ShownState], ...]:
    later, ids = shared.strips.later, tuple(one.id for one in topic.components)
    return steps(shared.now, later, lambda instant: shown_state(later[instant], ids))


def _items(shared: Shared, states: Iterable[IncidentState]) -> Iterator[StripItem]:
    for one in states:
        names = touched_by(one.incident, shared.settings)
        yield StripItem(item=shared.item(one.incident), names=names)


def _near(current: Situation) -> tuple[IncidentState, ...]:
    """Maintenance in progress, ended by its schedule but not confirmed, or to begin within a week."""
    soon = (one for one in current.upcoming if one.incident.started <= current.now + _NEAR)
    return (*current.working, *current.ended_by_schedule, *soon)
