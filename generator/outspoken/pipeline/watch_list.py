"""Lists everything that is overdue or due soon, with what to do about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from msgspec import Struct

from outspoken import rules
from outspoken.announce.plan_watch import PlanWatch
from outspoken.derive.cadence import Overdue, OverdueKind
from outspoken.derive.facts import HistoryFacts
from outspoken.derive.followup.due_for_team import matters
from outspoken.derive.plan.plan_cases import PlanCase, PlanOverdue
from outspoken.derive.promises import is_overdue

AHEAD = timedelta(hours=24)
"""Matters that are due within this time are listed as next."""
_TICK = "outspoken plan tick"
_POST = "post an update with a new next_update"
_TEXTS: Mapping[str, tuple[str, str]] = {
    OverdueKind.PROMISE: ("the promised update is late", _POST),
    OverdueKind.SILENCE: ("the last update is older than the settings allow", _POST),
    OverdueKind.OVERRUN: (
        "maintenance runs past its end",
        "post an update with status completed, or move the end of the window",
    ),
    OverdueKind.NOT_STARTED: (
        "maintenance has not started",
        "post an update with status in_progress, or move or cancel the window",
    ),
    OverdueKind.BEGINS: ("maintenance begins", ""),
    OverdueKind.ETA: ("it takes longer than estimated", "post an update with a new eta"),
    OverdueKind.WORST_CASE: (
        "it takes longer than the worst case",
        "post what customers should expect now, and correct worst_case",
    ),
    OverdueKind.EXECUTIVES: (
        "leadership has had no update",
        "send the brief (outspoken kit --audience executives), or post an update",
    ),
    OverdueKind.POSTMORTEM: (
        "the post-mortem is not published",
        f"run outspoken postmortem, or {rules.POSTMORTEM_OWED.acceptance}",
    ),
    OverdueKind.ACTIONS: (
        "follow-up actions are not done",
        "write done: <day> in postmortem.md, or a later due",
    ),
    PlanOverdue.ESCALATION: ("an escalation of the plan is not ticked", f"call, then run {_TICK}"),
    PlanOverdue.SIGN_OFF: ("a signature of the plan is missing or too old", "add it to sign-offs.md"),
    PlanOverdue.REHEARSAL: ("the plan has to be rehearsed", "rehearse it, and keep the report in drills/"),
    PlanOverdue.ALTERNATIVE: (
        "an alternative of the plan has to be tested",
        "test it, and write the day into tested",
    ),
    PlanOverdue.LEFT_OVER: (
        "a temporary measure from an incident has to be undone",
        f"remove it, then run {_TICK}",
    ),
}


class WatchMatter(Struct, frozen=True, kw_only=True):
    """One line of the list.

    `kind` and `case` are ids that never change, `incident` is an id (empty: it is about the plan); `due`
    is when it is due (UTC; None: it was never done). `what` is a phrase, `hint` what to do about it.
    """

    kind: str
    case: str
    what: str
    due: datetime | None
    is_overdue: bool
    incident: str = ""
    detail: str = ""
    hint: str = ""


def watch_list(plan: PlanWatch, history: HistoryFacts, now: datetime) -> tuple[WatchMatter, ...]:
    """Return everything that is overdue at `now` (UTC), or due within a day; the longest due first."""
    found = [_matter(one, now) for one in matters(history, now)]
    found += [_plan_matter(one, now) for one in plan.cases(history.settings, history.incidents)]
    return tuple(sorted(_next(found, now), key=lambda one: (one.due or now, one.incident, one.case)))


def _next(found: Iterable[WatchMatter], now: datetime) -> Iterable[WatchMatter]:
    return (one for one in found if one.is_overdue or (one.due is not None and one.due <= now + AHEAD))


def _matter(one: Overdue, now: datetime) -> WatchMatter:
    what, hint = _TEXTS[one.kind]
    return WatchMatter(
        kind=one.kind,
        case=one.case,
        what=what,
        due=one.since,
        is_overdue=is_overdue(one.since, now),
        incident=one.incident.id,
        detail=one.detail,
        hint=hint,
    )


def _plan_matter(one: PlanCase, now: datetime) -> WatchMatter:
    what, hint = _TEXTS[one.kind]
    return WatchMatter(
        kind=one.kind,
        case=f"{OverdueKind.PLAN}-{one.case}",
        what=what,
        due=one.due,
        is_overdue=one.is_due(now),
        incident=one.incident,
        # Not `one.detail`: workflow logs are read by more people than the plan.
        detail=one.what,
        hint=hint.replace(_TICK, f"{_TICK} {one.incident} {one.entry}"),
    )
