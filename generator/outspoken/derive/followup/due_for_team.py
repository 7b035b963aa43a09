"""Lists everything that is due for a team; `watch` and the messages to the team use the same list."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from outspoken.derive.cadence import Overdue, OverdueKind, overdue_cases
from outspoken.derive.course import step_at
from outspoken.derive.estimates import estimates_passed_in
from outspoken.derive.facts import HistoryFacts, IncidentFacts
from outspoken.derive.moved_windows import named_instant
from outspoken.derive.periods import midnight
from outspoken.derive.promises import is_overdue, last_published, newest_update
from outspoken.model.followup_dates import action_due, closed_at, postmortem_due
from outspoken.model.settings import Settings
from outspoken.model.vocabulary import Impact, Status


def due_for_team(history: HistoryFacts, now: datetime) -> tuple[Overdue, ...]:
    """Return everything that is due at `now` (UTC) or later, sorted by due time.

    Withdrawn and backfilled incidents have nothing due. A case that is not due yet may be closed by an
    update.
    """
    found = (
        one
        for facts in history.incidents
        if not (facts.incident.withdrawn or facts.incident.backfilled)
        for one in _in_incident(facts, history.settings, now)
    )
    return tuple(sorted(found, key=lambda one: (one.since, one.incident.id, one.case)))


def overdue_for_team(history: HistoryFacts, now: datetime) -> tuple[Overdue, ...]:
    """Return the cases of `due_for_team` that are overdue at `now` (UTC)."""
    return tuple(one for one in due_for_team(history, now) if is_overdue(one.since, now))


def _in_incident(facts: IncidentFacts, settings: Settings, now: datetime) -> Iterator[Overdue]:
    yield from overdue_cases(facts, settings, now)
    # Most incidents are over: only their follow-up can be due.
    if closed_at(facts.incident) is None:
        yield from _executives(facts, settings, now)
        yield from _estimates(facts, now)
        yield from _beginning(facts, now)
    yield from _postmortem(facts, settings)
    yield from _actions(facts, settings, now)


def _executives(facts: IncidentFacts, settings: Settings, now: datetime) -> Iterator[Overdue]:
    """Yield the time at which leadership needs the next update, counted from the newest one."""
    incident, longest, step = facts.incident, settings.cadence.executives, step_at(facts.course, now)
    # Leadership is informed about major and critical incidents only.
    if longest is None or step is None or incident.is_maintenance or step.impact.rank < Impact.MAJOR.rank:
        return
    newest = newest_update(incident, now)
    case = f"{OverdueKind.EXECUTIVES}-{newest.id}" if newest else str(OverdueKind.EXECUTIVES)
    since = last_published(incident, max(now, step.at)) + longest
    yield Overdue(incident=incident, kind=OverdueKind.EXECUTIVES, since=since, case=case)


def _estimates(facts: IncidentFacts, now: datetime) -> Iterator[Overdue]:
    for one in estimates_passed_in(facts, now):
        kind = OverdueKind(one.kind)
        yield Overdue(incident=one.incident, kind=kind, since=one.at, case=named_instant(kind, one.at))


def _beginning(facts: IncidentFacts, now: datetime) -> Iterator[Overdue]:
    """Yield the start of scheduled maintenance: not overdue, but the team prepares for it."""
    window, step = facts.incident.window, step_at(facts.course, now)
    if window and window.start > now and (step is None or step.status is Status.SCHEDULED):
        yield Overdue(
            incident=facts.incident,
            kind=OverdueKind.BEGINS,
            since=window.start,
            case=named_instant(OverdueKind.BEGINS, window.start),
        )


def _postmortem(facts: IncidentFacts, settings: Settings) -> Iterator[Overdue]:
    due = postmortem_due(facts.incident, settings.postmortem)
    if due is not None and "postmortem-owed" not in facts.incident.acknowledged:
        # After a reopening the post-mortem is due on another day, which is a new case.
        case = f"{OverdueKind.POSTMORTEM}-{due:%Y%m%d}"
        yield Overdue(incident=facts.incident, kind=OverdueKind.POSTMORTEM, since=due, case=case)


def _actions(facts: IncidentFacts, settings: Settings, now: datetime) -> Iterator[Overdue]:
    """Yield one case for each day on which actions are due, not one per action: too many reminders."""
    incident = facts.incident
    if incident.postmortem is None or not incident.postmortem.is_visible(now):
        return
    by_day: dict[date, list[str]] = {}
    for action in incident.postmortem.actions:
        if (due := action_due(action, incident, settings)) and not action.done:
            parts = (action.priority, action.ticket, action.what, action.owner and f"({action.owner})")
            by_day.setdefault(due, []).append(" ".join(filter(None, parts)))
    for day, open_actions in sorted(by_day.items()):
        yield Overdue(
            incident=incident,
            kind=OverdueKind.ACTIONS,
            # On the day itself it is not overdue yet.
            since=midnight(day + timedelta(days=1), settings.zone),
            case=f"{OverdueKind.ACTIONS}-{day:%Y%m%d}",
            detail="; ".join(open_actions),
        )
