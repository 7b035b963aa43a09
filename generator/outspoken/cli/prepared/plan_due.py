"""Lists the escalations of open incidents that are due by the plan."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from outspoken.announce.plan_watch import PlanWatch
from outspoken.authoring.incident_store import DiskIncidents
from outspoken.authoring.lookup import open_ones
from outspoken.derive.facts import IncidentFacts
from outspoken.derive.plan.plan_cases import PlanOverdue
from outspoken.model.settings import Settings
from outspoken.source.incidents.folder_context import context_for


def due_lines(root: Path, settings: Settings, now: datetime) -> Iterator[str]:
    """Yield a line for each escalation that is due at `now` (UTC) and not ticked."""
    open_now = open_ones(DiskIncidents(root), context_for(settings, now), now)
    incidents = tuple(IncidentFacts(one.incident) for one in open_now)
    # A fast path: usually nothing is open, so git is not called for the dates of the plan.
    for case in PlanWatch(root, now).cases(settings, incidents) if incidents else ():
        if case.kind is PlanOverdue.ESCALATION and case.due and case.is_due(now):
            yield f"{case.incident}: {case.detail} (due {case.due:%H:%M} UTC; tick it: {case.entry})"
