"""`/metrics.txt`: the state as OpenMetrics 1.0, for monitoring systems that scrape it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal

from outspoken.derive.current import Situation
from outspoken.derive.uptime.intervals import Interval
from outspoken.derive.uptime.uptime import uptime
from outspoken.model.component import Component
from outspoken.model.vocabulary import Impact, Level, State
from outspoken.render.output import Output
from outspoken.render.shared import Shared
from outspoken.render.standards.standard_paths import METRICS

Sample = tuple[str, str]
"""Labels in braces, or nothing, and a value."""

_LEVELS = ", ".join(f"{level.rank} {level.value}" for level in Level)
_STATES = ", ".join(f"{state.rank} {state.value}" for state in State)


def open_metrics(shared: Shared, intervals: Mapping[str, tuple[Interval, ...]], current: Situation) -> Output:
    """The metrics at the build's `now`: two series for each listed component, and eight for the site.

    The only labels are ids and closed vocabularies, so that a new title or an incident makes no new series.
    """
    lines = [*_site_metrics(shared, current), *_component_metrics(shared, intervals, current), "# EOF", ""]
    return Output(METRICS, "\n".join(lines).encode(), maker="the metrics")


def _site_metrics(shared: Shared, current: Situation) -> Iterator[str]:
    yield from _gauge("level", f"Overall state: {_LEVELS}.", [("", str(current.level.rank))])
    count = Counter(one.impact for one in current.open)
    found = [(f'{{impact="{impact.value}"}}', str(count[impact])) for impact in Impact]
    yield from _gauge("open_incidents", "Open incidents by impact.", found)
    yield from _gauge(
        "maintenance_in_progress", "Maintenance that is in progress.", [("", str(len(current.working)))]
    )
    built = [("", _seconds(shared.now.timestamp()))]
    yield from _gauge("build_timestamp_seconds", "When this file was made.", built, "seconds")
    promised = [one.promise for one in current.active if one.promise]
    due = [("", _seconds(min(promised).timestamp()))] if promised else []
    yield from _gauge(
        "next_update_due_timestamp_seconds",
        "When the first of all promised updates is due; no sample if none is promised.",
        due,
        "seconds",
    )


def _component_metrics(
    shared: Shared, intervals: Mapping[str, tuple[Interval, ...]], current: Situation
) -> Iterator[str]:
    today = shared.settings.day(shared.now)
    listed = [one for one in shared.settings.components if one.is_listed(today)]
    states = [(_labels(one), str(current.states[one.id].rank)) for one in listed]
    yield from _gauge("component_state", f"State of a component: {_STATES}.", states)
    days = shared.settings.uptime.days
    first = today - timedelta(days=days - 1)
    shares = [
        (_labels(one), f"{share / 100:.4f}")
        for one in listed
        if (share := _percent(shared, one, intervals.get(one.id, ()), first)) is not None
    ]
    yield from _gauge(
        "component_uptime_ratio", f"Uptime of the last {days} days, rounded down.", shares, "ratio"
    )


def _percent(
    shared: Shared, component: Component, found: tuple[Interval, ...], first: date
) -> Decimal | None:
    today = shared.settings.day(shared.now)
    component = shared.facts.dated(component, today)
    return uptime(component, found, shared.settings, first, today, shared.now).percent


def _gauge(name: str, text: str, samples: Iterable[Sample], unit: str = "") -> Iterator[str]:
    name = f"outspoken_{name}"
    yield f"# TYPE {name} gauge"
    if unit:
        yield f"# UNIT {name} {unit}"
    yield f"# HELP {name} {text}"
    yield from (f"{name}{labels} {value}" for labels, value in samples)


def _labels(component: Component) -> str:
    # An id has no character that would have to be escaped.
    return f'{{component="{component.id}"}}'


def _seconds(timestamp: float) -> str:
    return str(int(timestamp))
