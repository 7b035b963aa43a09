"""How time alone will change the page: the situation at every instant at which it changes."""

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
    history: HistoryFacts, here: Situation, component: str | None = None
) -> Mapping[datetime, Situation]:
    """`here` at its `now`, and the next situations by the instant (UTC) at which each begins.

    Only the few incidents that time can still change are looked at. With `component` (an id), only those that
    touch it; then of `states` only its own is right.
    """
    alive = tuple(
        one.incident
        for one in (*here.open, *here.working, *here.upcoming, *here.over)
        if component is None or component in one.incident.component_ids
    )
    if not alive:
        return {here.now: here}
    living = history.only(alive)
    # Not a boundary: no new build is needed for it, as for midnight.
    noted = (noted_until(facts) for facts in living.incidents)
    ahead = sorted({*boundaries(living, here.now), *(end for end in noted if end and end > here.now)})[:_MOST]
    return {here.now: here} | {instant: situation(living, instant) for instant in ahead}
