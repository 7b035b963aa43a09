"""The situations that follow without a new update, as maintenance begins or a time passes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from outspoken.derive.boundaries import boundaries
from outspoken.derive.current import Situation, situation
from outspoken.derive.facts import HistoryFacts
from outspoken.derive.scheduled_ends import noted_until

# A page is built again long before so many steps have passed; more would only make it heavier.
_MOST = 48


def situations(
    history: HistoryFacts, current: Situation, component: str | None = None
) -> Mapping[datetime, Situation]:
    """`current` at its `now`, and the next situations by the instant (UTC) at which each begins.

    At most 48 instants. Only incidents that are open, scheduled or just over are read. With `component` (an
    id), only those that affect it; of `states`, only the state of this component is then right.
    """
    changing = tuple(
        one.incident
        for one in (*current.open, *current.working, *current.upcoming, *current.over)
        if component is None or component in one.incident.component_ids
    )
    if not changing:
        return {current.now: current}
    facts = history.only(changing)
    # Not among the boundaries: those cause a new build, and the end of a note needs none.
    noted = (noted_until(one) for one in facts.incidents)
    ahead = sorted({*boundaries(facts, current.now), *(end for end in noted if end and end > current.now)})[
        :_MOST
    ]
    return {current.now: current} | {instant: situation(facts, instant) for instant in ahead}
