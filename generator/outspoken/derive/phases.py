"""The phases that a maintenance goes through by the clock, until a person takes over."""

from __future__ import annotations

from datetime import datetime

from outspoken.frozen import record
from outspoken.model.incident import Incident, Window
from outspoken.model.words import WORKING_STATUSES, Status


@record
class Phase:
    """A status that a maintenance takes on by the clock, from `at` (UTC) on."""

    at: datetime
    status: Status


def phases(incident: Incident) -> tuple[Phase, ...]:
    """The automatic phases of a maintenance, past and future, in order; () where it has none.

    They are automatic until the first explicit `in_progress` or `verifying`; a status that is final by then
    leaves nothing to begin or to end.
    """
    if incident.window is None or not incident.auto or not incident.is_maintenance or incident.withdrawn:
        return ()
    said = [
        (update.at, update.status)
        for update in incident.updates
        if update.status is not None and not update.withdrawn
    ]
    return tuple(phase for phase in _planned(incident.window) if _is_left_to_the_clock(phase.at, said))


def _planned(window: Window) -> tuple[Phase, Phase]:
    return (
        Phase(at=window.start, status=Status.IN_PROGRESS),
        Phase(at=window.end, status=Status.COMPLETED),
    )


def _is_left_to_the_clock(at: datetime, said: list[tuple[datetime, Status]]) -> bool:
    by_then = [status for when, status in said if when <= at]
    return not by_then or (by_then[-1] is Status.SCHEDULED and WORKING_STATUSES.isdisjoint(by_then))
