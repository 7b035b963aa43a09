"""Which escalations of open incidents are due by the plan."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from outspoken.authoring.incident_store import DiskIncidents
from outspoken.authoring.lookup import open_ones
from outspoken.derive.facts import IncidentFacts
from outspoken.derive.plan.plan_cases import PlanDebt, plan_cases
from outspoken.model.outage_plan import Plan
from outspoken.model.settings import Settings
from outspoken.source.incidents.folder import context_for
from outspoken.source.plan.checklist_file import checklist_path, read_checklist, ticks_in


def due_lines(root: Path, settings: Settings, plan: Plan, now: datetime) -> Iterator[str]:
    """Yield a line for each escalation that is due at `now` (UTC) and not ticked."""
    standings = open_ones(DiskIncidents(root), context_for(settings, now), now)
    incidents = [standing.incident for standing in standings]
    done = {each.id: ticks_in(read_checklist(checklist_path(root, settings, each.id))) for each in incidents}
    for case in plan_cases(plan, map(IncidentFacts, incidents), settings.zone, now, done):
        if case.debt is PlanDebt.ESCALATION and case.due and case.due <= now:
            yield f"{case.incident}: {case.what} (due {case.due:%H:%M} UTC; tick it: {case.entry})"
