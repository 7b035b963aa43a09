"""What the clock alone will bring: the situation at every instant at which it changes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from msgspec.structs import replace

from outspoken.derive.boundaries import boundaries
from outspoken.derive.current import Situation, situation
from outspoken.model.history import History

_MOST = 48


def situations(
    history: History, here: Situation, component: str | None = None
) -> Mapping[datetime, Situation]:
    """`here` at its `now`, and the next situations by the instant (UTC) at which each begins.

    Only the few incidents that the clock can still change are asked; `component` narrows them to its own,
    and then only its state is to be read.
    """
    alive = tuple(
        stands.incident
        for stands in (*here.open, *here.working, *here.upcoming)
        if component is None or component in stands.incident.component_ids
    )
    living = replace(history, incidents=alive)
    ahead = boundaries(living, here.now)[:_MOST] if alive else ()
    return {here.now: here} | {instant: situation(living, instant) for instant in ahead}
