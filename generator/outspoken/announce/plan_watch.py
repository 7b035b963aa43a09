"""What a site's plan requires now or next; its files are read once for one command."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from outspoken.derive.as_of import as_of
from outspoken.derive.cadence import Overdue, OverdueKind
from outspoken.derive.course import is_active, step_at
from outspoken.derive.facts import HistoryFacts, IncidentFacts
from outspoken.derive.plan.plan_cases import THE_PLAN, PlanCase, plan_cases
from outspoken.model.followup_dates import closed_at
from outspoken.model.history import History
from outspoken.model.plan.outage_plan import Plan
from outspoken.model.settings import Settings
from outspoken.source.plan.checklist_file import Tick, checklist_path, read_checklist, ticks_in
from outspoken.source.plan.plan_folder import plan_folder
from outspoken.source.plan.read_plan import read_plan
from outspoken.source.plan.text_dates import with_dates

_LATELY = timedelta(days=30)
"""How long after the end of an incident its checklist is still read; each is one file to read."""


class PlanWatch:
    """The plan of the site in `root` at `now` (UTC): read when it is first needed, and kept for one command.

    So what a command lists and what it sends come from one state of the plan.
    """

    def __init__(self, root: Path, now: datetime) -> None:
        self._root, self._now = root, now
        self._plans: dict[Path, Plan | None] = {}
        self._ticks: dict[Path, Mapping[str, Tick]] = {}

    def cases(self, settings: Settings, incidents: Sequence[IncidentFacts]) -> tuple[PlanCase, ...]:
        """Return what the plan requires by now or later; nothing without a plan.

        For an open incident: its escalations that are not ticked in its checklist. For one that ended lately:
        what has to be removed again. Sorted by due time.
        """
        plan = self._plan(settings)
        if plan is None:
            return ()
        asked = [facts for facts in incidents if self._is_asked(facts)]
        ids = (facts.incident.id for facts in asked)
        done = {name: self._ticked(checklist_path(self._root, settings, name)) for name in ids}
        return plan_cases(plan, asked, settings.zone, self._now, done)

    def overdue(self, history: History) -> tuple[Overdue, ...]:
        """Return what the plan requires by now or later, as cases for the team.

        A task that was never done has no due day: `watch` lists it, and no message is sent.
        """
        settings, now = history.settings, self._now
        # A fast path: nearly all sites have no plan.
        if not plan_folder(self._root, settings).is_dir():
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
            for case in self.cases(settings, incidents)
            # `due == now` is left out: an uncommitted text counts as changed right now, again at every run.
            if case.due is not None and case.due != now
        )

    def _plan(self, settings: Settings) -> Plan | None:
        folder = plan_folder(self._root, settings)
        if folder not in self._plans:
            reading = read_plan(self._root, settings)
            self._plans[folder] = with_dates(reading, folder, self._now).plan if reading else None
        return self._plans[folder]

    def _ticked(self, path: Path) -> Mapping[str, Tick]:
        if path not in self._ticks:
            self._ticks[path] = ticks_in(read_checklist(path))
        return self._ticks[path]

    def _is_asked(self, facts: IncidentFacts) -> bool:
        ended, now = closed_at(facts.incident), self._now
        return is_active(facts.incident, step_at(facts.course, now)) or bool(ended and ended > now - _LATELY)
