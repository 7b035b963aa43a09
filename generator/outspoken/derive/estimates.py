"""Finds open incidents that take longer than estimated: past their `eta`, or past their worst case."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from outspoken.derive.current import IncidentState, incident_state
from outspoken.derive.facts import IncidentFacts
from outspoken.derive.promises import is_overdue
from outspoken.model.incident import Incident
from outspoken.model.vocabulary import Status


class EstimateKind(StrEnum):
    """The kinds of estimates."""

    ETA = "eta"
    WORST_CASE = "worst-case"


class PassedEstimate(Struct, frozen=True, kw_only=True):
    """An estimate of an open incident's end that has passed at `at` (UTC)."""

    incident: Incident
    kind: EstimateKind
    at: datetime


def estimates_passed_in(facts: IncidentFacts, now: datetime) -> Iterator[PassedEstimate]:
    """Yield the estimates of one incident that have passed at `now` (UTC)."""
    # A fast path: most incidents are over or have no estimate, and an IncidentState is slow to compute.
    if not _is_estimated(facts.incident):
        return
    current = incident_state(facts, now)
    for kind, at in (
        (EstimateKind.ETA, expected_end(current)),
        (EstimateKind.WORST_CASE, current.latest_end),
    ):
        if current.is_open and at is not None and is_overdue(at, now):
            yield PassedEstimate(incident=facts.incident, kind=kind, at=at)


def expected_end(current: IncidentState) -> datetime | None:
    """Return the newest estimate of an incident's end (UTC); None if it no longer has a meaning."""
    # In status monitoring the fix is done, so a passed estimate is not reported as late.
    if (
        current.eta is not None
        and current.status is Status.MONITORING
        and is_overdue(current.eta, current.now)
    ):
        return None
    return current.eta


def _is_estimated(incident: Incident) -> bool:
    return incident.worst_case is not None or any(update.eta is not None for update in incident.updates)
