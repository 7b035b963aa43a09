"""Reads from the files of a site what its plan requires now or next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from outspoken.derive.as_of import as_of
from outspoken.derive.cadence import Overdue, OverdueKind
from outspoken.derive.course import is_active, step_at
from outspoken.derive.facts import HistoryFacts, IncidentFacts
from outspoken.derive.plan.plan_cases import THE_PLAN, PlanCase, plan_cases
from outspoken.model.followup_dates import closed_at
from outspoken.model.history import History
from outspoken.model.settings import Settings
from outspoken.source.plan.checklist_file import checklist_path, read_checklist, ticks_in
from outspoken.source.plan.plan_folder import plan_folder
from outspoken.source.plan.read_plan import read_plan
from outspoken.source.plan.text_dates import with_dates

_LATELY = timedelta(days=30)
"""How long after the end of an incident its checklist is still read; each is one file to read."""


def cases_by_plan(
    root: Path, settings: Settings, incidents: Sequence[IncidentFacts], now: datetime
) -> tuple[PlanCase, ...]:
    """Return what the plan of the site in `root` requires by `now` (UTC) or later; nothing without a plan.

    For an open incident: its escalations that are not ticked in its checklist. For one that ended lately:
    what has to be removed again. Sorted by due time.
    """
    reading = read_plan(root, settings)
    if reading is None:
        return ()
    plan = with_dates(reading, plan_folder(root, settings), now).plan
    asked = [facts for facts in incidents if _is_asked(facts, now)]
    ids = (facts.incident.id for facts in asked)
    done = {name: ticks_in(read_checklist(checklist_path(root, settings, name))) for name in ids}
    return plan_cases(plan, asked, settings.zone, now, done)


def _is_asked(facts: IncidentFacts, now: datetime) -> bool:
    ended = closed_at(facts.incident)
    return is_active(facts.incident, step_at(facts.course, now)) or bool(ended and ended > now - _LATELY)


def plan_matters(root: Path, history: History, now: datetime) -> tuple[Overdue, ...]:
    """Return what the plan requires by `now` (UTC) or later, as cases for the team.

    A task that was never done has no due day: `watch` lists it, and no message is sent.
    """
    settings = history.settings
    # A fast path: nearly all sites have no plan.
    if not plan_folder(root, settings).is_dir():
        return ()
    incidents = HistoryFacts(as_of(history, now)).incidents
    known = {facts.incident.id: facts.incident for facts in incidents}
    return tuple(
        Overdue(
            incident=known.get(case.incident, THE_PLAN),
            kind=OverdueKind.PLAN,
            since=case.due,
            case=f"{OverdueKind.PLAN}-{case.case}",
            detail=case.what,
        )
        for case in cases_by_plan(root, settings, incidents, now)
        # `due == now` is left out: an uncommitted text counts as changed right now, again at every run.
        if case.due is not None and case.due != now
    )
