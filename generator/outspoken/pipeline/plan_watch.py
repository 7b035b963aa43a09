"""What the plan requires by now or next, from the files of a site."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from outspoken.derive.course import is_active, step_at
from outspoken.derive.facts import IncidentFacts
from outspoken.derive.plan.plan_cases import PlanCase, plan_cases
from outspoken.model.settings import Settings
from outspoken.source.plan.checklist_file import checklist_path, read_checklist, ticks_in
from outspoken.source.plan.plan_folder import plan_folder
from outspoken.source.plan.read_plan import read_plan
from outspoken.source.plan.text_dates import with_dates


def cases_by_plan(
    root: Path, settings: Settings, incidents: Iterable[IncidentFacts], now: datetime
) -> tuple[PlanCase, ...]:
    """Return what the plan of the site in `root` requires by `now` (UTC) or later; nothing without a plan.

    Escalations are those of open incidents whose checklist does not have them ticked. What is longest due
    comes first.
    """
    reading = read_plan(root, settings)
    if reading is None:
        return ()
    plan = with_dates(reading, plan_folder(root, settings), now).plan
    active = [facts for facts in incidents if is_active(facts.incident, step_at(facts.course, now))]
    ids = (facts.incident.id for facts in active)
    done = {name: ticks_in(read_checklist(checklist_path(root, settings, name))) for name in ids}
    return plan_cases(plan, active, settings.zone, now, done)
