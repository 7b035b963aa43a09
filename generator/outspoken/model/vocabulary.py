"""The closed vocabularies of incidents, components and updates."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """An unplanned incident, or a planned maintenance."""

    INCIDENT = "incident"
    MAINTENANCE = "maintenance"


class Level(StrEnum):
    """Overall severity: the common scale of component states and incident impacts."""

    OPERATIONAL = "operational"
    MAINTENANCE = "maintenance"
    MINOR = "minor"
    MAJOR = "major"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        return _LEVEL_RANK[self]


class Impact(StrEnum):
    """How severely an incident affects customers."""

    NONE = "none"
    MINOR = "minor"
    MAJOR = "major"
    CRITICAL = "critical"

    @property
    def level(self) -> Level:
        return _IMPACT_LEVEL[self]

    @property
    def rank(self) -> int:
        return self.level.rank

    @property
    def usual_state(self) -> State:
        """The state of a component if only the incident's impact is known; in doubt the better one."""
        return _USUAL_STATE[self]


class State(StrEnum):
    """The state of one component."""

    OPERATIONAL = "operational"
    UNDER_MAINTENANCE = "under_maintenance"
    DEGRADED_PERFORMANCE = "degraded_performance"
    PARTIAL_OUTAGE = "partial_outage"
    MAJOR_OUTAGE = "major_outage"

    @property
    def level(self) -> Level:
        return _STATE_LEVEL[self]

    @property
    def rank(self) -> int:
        """Order among states, worst highest; finer than `level` for states that share a level."""
        return _STATE_RANK[self]


class Status(StrEnum):
    """The progress of an incident or a maintenance."""

    INVESTIGATING = "investigating"
    IDENTIFIED = "identified"
    MONITORING = "monitoring"
    RESOLVED = "resolved"
    SCHEDULED = "scheduled"
    IN_PROGRESS = "in_progress"
    VERIFYING = "verifying"
    COMPLETED = "completed"
    CANCELLED = "cancelled"

    @property
    def kind(self) -> Kind:
        return Kind.INCIDENT if self in INCIDENT_STATUSES else Kind.MAINTENANCE

    @property
    def is_final(self) -> bool:
        """Whether it closes the incident: all of its components return to operational."""
        return self in FINAL_STATUSES

    @property
    def order(self) -> int:
        """Position in the life of its kind, for updates with the same time."""
        return _STATUS_ORDER[self]


INCIDENT_STATUSES = frozenset({Status.INVESTIGATING, Status.IDENTIFIED, Status.MONITORING, Status.RESOLVED})
FINAL_STATUSES = frozenset({Status.RESOLVED, Status.COMPLETED, Status.CANCELLED})
# A maintenance affects its components only while work is in progress.
WORKING_STATUSES = frozenset({Status.IN_PROGRESS, Status.VERIFYING})

# The order of the declarations counts: from best to worst, and statuses in the order of their life.
_STATUS_ORDER = {status: place for place, status in enumerate(Status)}
_LEVEL_RANK = {level: place for place, level in enumerate(Level)}
_STATE_RANK = {state: place for place, state in enumerate(State)}
_IMPACT_LEVEL = {
    # A notice: nothing is broken, so it does not change the page's level.
    Impact.NONE: Level.OPERATIONAL,
    Impact.MINOR: Level.MINOR,
    Impact.MAJOR: Level.MAJOR,
    Impact.CRITICAL: Level.CRITICAL,
}
_USUAL_STATE = {
    Impact.NONE: State.OPERATIONAL,
    Impact.MINOR: State.DEGRADED_PERFORMANCE,
    Impact.MAJOR: State.PARTIAL_OUTAGE,
    Impact.CRITICAL: State.MAJOR_OUTAGE,
}
_STATE_LEVEL = {
    State.OPERATIONAL: Level.OPERATIONAL,
    State.UNDER_MAINTENANCE: Level.MAINTENANCE,
    State.DEGRADED_PERFORMANCE: Level.MINOR,
    State.PARTIAL_OUTAGE: Level.MINOR,
    State.MAJOR_OUTAGE: Level.MAJOR,
}


class Detection(StrEnum):
    """Who detected the incident first."""

    MONITORING = "monitoring"
    CUSTOMERS = "customers"
    STAFF = "staff"


class ActionKind(StrEnum):
    """What a follow-up action is for (Google's SRE workbook names these kinds)."""

    INVESTIGATE = "investigate"
    MITIGATE = "mitigate"
    REPAIR = "repair"
    DETECT = "detect"
    PREVENT = "prevent"
