"""Lists everything that is overdue or due soon, with what to do about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from msgspec import Struct

from outspoken import rules
from outspoken.announce.plan_watch import PlanWatch
from outspoken.derive.cadence import Overdue, OverdueKind
from outspoken.derive.facts import HistoryFacts
from outspoken.derive.followup.due_for_team import due_for_team
from outspoken.derive.plan.plan_cases import PlanCase, PlanOverdue
from outspoken.derive.promises import is_overdue

AHEAD = timedelta(hours=24)
"""Matters that are due within this time are listed as next."""
_TICK = "outspoken plan tick"
_POST = "post an update with a new next_update"


class _CaseText(Struct, frozen=True):
    """How a kind of case is called once it is overdue and before that, and what to do once it is."""

    overdue: str
    ahead: str
    hint: str = ""


_TEXTS: Mapping[str, _CaseText] = {
    OverdueKind.PROMISE: _CaseText("the promised update is late", "the promised update", _POST),
    OverdueKind.SILENCE: _CaseText(
        "the last update is older than the settings allow", "an update that the settings require", _POST
    ),
    OverdueKind.OVERRUN: _CaseText(
        "maintenance runs past its end",
        "the end of maintenance",
        "post an update with status completed, or move the end of the window",
    ),
    OverdueKind.NOT_STARTED: _CaseText(
        "maintenance has not started",
        "the start of maintenance",
        "post an update with status in_progress, or move or cancel the window",
    ),
    OverdueKind.BEGINS: _CaseText("maintenance begins", "the start of maintenance"),
    OverdueKind.ETA: _CaseText(
        "it takes longer than estimated", "the estimated fix", "post an update with a new eta"
    ),
    OverdueKind.WORST_CASE: _CaseText(
        "it takes longer than the worst case",
        "the fix in the worst case",
        "post what customers should expect now, and correct worst_case",
    ),
    OverdueKind.EXECUTIVES: _CaseText(
        "leadership has had no update",
        "an update for leadership",
        "send the brief (outspoken kit --audience executives), or post an update",
    ),
    OverdueKind.POSTMORTEM: _CaseText(
        "the post-mortem is not published",
        "the post-mortem",
        f"run outspoken postmortem, or {rules.POSTMORTEM_OWED.acceptance}",
    ),
    OverdueKind.ACTIONS: _CaseText(
        "follow-up actions are not done",
        "follow-up actions",
        "write done: <day> in postmortem.md, or a later due",
    ),
    PlanOverdue.ESCALATION: _CaseText(
        "an escalation of the plan is not ticked", "an escalation of the plan", f"call, then run {_TICK}"
    ),
    PlanOverdue.SIGN_OFF: _CaseText(
        "a signature of the plan is missing or too old", "a signature of the plan", "add it to sign-offs.md"
    ),
    PlanOverdue.REHEARSAL: _CaseText(
        "the plan has to be rehearsed",
        "a rehearsal of the plan",
        "rehearse it, and keep the report in drills/",
    ),
    PlanOverdue.ALTERNATIVE: _CaseText(
        "an alternative of the plan has to be tested",
        "a test of an alternative of the plan",
        "test it, and write the day into tested",
    ),
    PlanOverdue.LEFT_OVER: _CaseText(
        "a temporary measure from an incident has to be undone",
        "the end of a temporary measure",
        f"undo it, then run {_TICK}",
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
    found = [_matter(one, now) for one in due_for_team(history, now)]
    found += [_plan_matter(one, now) for one in plan.cases(history.settings, history.incidents)]
    return tuple(sorted(_next(found, now), key=lambda one: (one.due or now, one.incident, one.case)))


def _next(found: Iterable[WatchMatter], now: datetime) -> Iterable[WatchMatter]:
    return (one for one in found if one.is_overdue or (one.due is not None and one.due <= now + AHEAD))


def _matter(one: Overdue, now: datetime) -> WatchMatter:
    text, is_late = _TEXTS[one.kind], is_overdue(one.since, now)
    return WatchMatter(
        kind=one.kind,
        case=one.case,
        what=text.overdue if is_late else text.ahead,
        due=one.since,
        is_overdue=is_late,
        incident=one.incident.id,
        detail=one.detail,
        hint=text.hint,
    )


def _plan_matter(one: PlanCase, now: datetime) -> WatchMatter:
    text, is_late = _TEXTS[one.kind], one.is_due(now)
    return WatchMatter(
        kind=one.kind,
        case=f"{OverdueKind.PLAN}-{one.case}",
        what=text.overdue if is_late else text.ahead,
        due=one.due,
        is_overdue=is_late,
        incident=one.incident,
        # Not `one.detail`: workflow logs are read by more people than the plan.
        detail=one.what,
        hint=text.hint.replace(_TICK, f"{_TICK} {one.incident} {one.entry}"),
    )
