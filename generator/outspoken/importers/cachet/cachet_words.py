"""The numbers of Cachet's statuses, and our statuses and states for them."""

from __future__ import annotations

from outspoken.importers.foreign_words import WordMap
from outspoken.importers.import_report import MappedWord
from outspoken.model.vocabulary import Impact, State, Status

IMPACTS = {
    State.OPERATIONAL: Impact.NONE,
    State.UNDER_MAINTENANCE: Impact.NONE,
    State.DEGRADED_PERFORMANCE: Impact.MINOR,
    State.PARTIAL_OUTAGE: Impact.MINOR,
    State.MAJOR_OUTAGE: Impact.MAJOR,
}
"""The impact of an incident, by the worst state of its components: Cachet stores no impact."""

# https://docs.cachethq.io/v3.x/incident-statuses; 0 is Scheduled in version 1, and Reported in version 3.
_INCIDENTS: dict[str, Status | None] = {
    "0": None,
    "1": Status.INVESTIGATING,
    "2": Status.IDENTIFIED,
    "3": Status.MONITORING,
    "4": Status.RESOLVED,
}
_STATES: dict[str, State | None] = {
    "1": State.OPERATIONAL,
    "2": State.DEGRADED_PERFORMANCE,
    "3": State.PARTIAL_OUTAGE,
    "4": State.MAJOR_OUTAGE,
    "5": None,
    "6": State.UNDER_MAINTENANCE,
}


class CachetWords:
    """Maps the numbers of statuses, and counts them."""

    def __init__(self) -> None:
        self.status = WordMap("status", _INCIDENTS, None)
        self.state = WordMap("state", _STATES, State.DEGRADED_PERFORMANCE)

    @property
    def seen(self) -> tuple[MappedWord, ...]:
        return (*self.status.seen, *self.state.seen)
