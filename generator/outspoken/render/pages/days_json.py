"""`/days.json`: the days that the home page's bars show; the page loads it when a bar is first used."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import msgspec
from msgspec import Struct

from outspoken.render.output import Output
from outspoken.render.pages.component_rows import ComponentList


class DaysFile(Struct, frozen=True, kw_only=True):
    """The bad days of each bar, by its component's page or its group's id on the home page, as `Causes.data`.

    `first` is the first of the bars' days; `incidents` are pairs of id and title, in the order of numbers.
    """

    first: date
    incidents: tuple[tuple[str, str], ...]
    days: dict[str, str]


def days_json(components: ComponentList) -> Output:
    """The file for the bars of one home page, which would make the page itself too heavy."""
    file = DaysFile(
        first=components.first_day,
        incidents=tuple((incident.id, incident.title) for incident in components.causes),
        days=dict(_days(components)),
    )
    return Output("days.json", msgspec.json.encode(file) + b"\n", maker="the bars of the home page")


def _days(components: ComponentList) -> Iterator[tuple[str, str]]:
    for group in components.groups:
        if group.whole and group.whole.data:
            yield f"group-{group.number}", group.whole.data
        for row in (*group.shown, *group.folded):
            if row.data:
                yield row.path, row.data
