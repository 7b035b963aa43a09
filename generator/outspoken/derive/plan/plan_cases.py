"""Finds what the plan requires now or next: escalations, signatures, drills, tests of alternatives."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType
from zlib import crc32
from zoneinfo import ZoneInfo

from msgspec import Struct

from outspoken.derive.course import CourseStep, is_active, step_at
from outspoken.derive.facts import IncidentFacts
from outspoken.derive.plan.sign_off_states import SignOffState, day_after, sign_off_states
from outspoken.model.followup_dates import closed_at
from outspoken.model.incident import Incident, Publication
from outspoken.model.plan.outage_plan import Plan
from outspoken.model.vocabulary import Impact, Kind

_NONE: Mapping[str, Collection[str]] = MappingProxyType({})

_EVER = datetime(1970, 1, 1, tzinfo=UTC)
# Every message to the team needs an incident; a message about the plan uses this one, which is in no
# history. Its id is not a valid name of an incident's folder.
THE_PLAN = Incident(
    id="plan",
    title="The plan for outages",
    kind=Kind.INCIDENT,
    impact=Impact.NONE,
    components=(),
    started=_EVER,
    body="",
    publication=Publication(at=_EVER),
)


class PlanOverdue(StrEnum):
    """The kinds of things that the plan requires."""

    ESCALATION = "escalation"
    SIGN_OFF = "sign-off"
    REHEARSAL = "rehearsal"
    ALTERNATIVE = "alternative"
    LEFT_OVER = "left-over"


_WARNINGS = {
    PlanOverdue.SIGN_OFF: "sign-off-expired",
    PlanOverdue.REHEARSAL: "rehearsal-due",
    PlanOverdue.ALTERNATIVE: "not-tested",
}


class PlanCase(Struct, frozen=True, kw_only=True):
    """One thing that the plan requires, from `due` on (UTC; None: it was never done).

    `case` is its permanent id, unique together with `incident` (an id, empty if it is about the plan): it
    contains the day or time that the case follows from, so that the next one has another id. `what` is a
    sentence for the team. `case` and `what` contain only roles, days and ids of tasks, so both may be sent.
    `detail` is the plan's own, private text, for the team's screen. `file` and `entry` locate it in the plan;
    the entry of an escalation is the id of its task.
    """

    kind: PlanOverdue
    case: str
    what: str
    due: datetime | None
    detail: str = ""
    role: str = ""
    incident: str = ""
    file: str = ""
    entry: str = ""

    @property
    def rule(self) -> str:
        """The id of the warning of `check` about it; empty if there is none."""
        if self.kind is PlanOverdue.SIGN_OFF and self.due is None:
            return "not-signed"
        return _WARNINGS.get(self.kind, "")

    def is_due(self, now: datetime) -> bool:
        """Whether it is required at `now` (UTC)."""
        return self.due is None or self.due <= now


def plan_cases(
    plan: Plan,
    incidents: Sequence[IncidentFacts],
    zone: ZoneInfo,
    now: datetime,
    ticked: Mapping[str, Collection[str]] = _NONE,
) -> tuple[PlanCase, ...]:
    """Return everything that the plan requires by `now` (UTC) or later, sorted by due time.

    Days are those of `zone`. `ticked` has the ids of the tasks that are done, by incident: an escalation is
    due until it is ticked.
    """
    found = [
        case
        for facts in incidents
        for case in escalations(plan, facts, now, ticked.get(facts.incident.id, ()))
    ]
    found += standing_cases(plan, zone)
    found += [
        case for facts in incidents for case in left_over(plan, facts, ticked.get(facts.incident.id, ()))
    ]
    return tuple(
        sorted(found, key=lambda case: (case.due or datetime.min.replace(tzinfo=now.tzinfo), case.case))
    )


def escalations(
    plan: Plan, facts: IncidentFacts, now: datetime, ticked: Collection[str] = ()
) -> Iterator[PlanCase]:
    """Yield the escalations of one incident that are not ticked; none unless it is open at `now` (UTC)."""
    step = step_at(facts.course, now)
    if step is None or facts.incident.is_maintenance or not is_active(facts.incident, step):
        return
    since = _same_impact_since(facts, step)
    for item, rule in plan.escalations:
        if rule.impact == step.impact and item.id not in ticked:
            yield PlanCase(
                kind=PlanOverdue.ESCALATION,
                case=_named(item.id, since),
                what=f"the plan says to call {rule.role or 'the team'}",
                detail=item.what,
                due=since + (rule.after or timedelta()),
                role=rule.role,
                incident=facts.incident.id,
                file="escalation.md",
                entry=item.id,
            )


def left_over(plan: Plan, facts: IncidentFacts, ticked: Collection[str]) -> Iterator[PlanCase]:
    """Yield what was set during an incident that is over now, and has to be removed.

    A task `autoresponder` that is ticked is undone by the task `autoresponder-off`, if the plan has it: due
    from the end of the incident on.
    """
    ended = closed_at(facts.incident)
    for item in plan.items if ended else ():
        begun = item.id.removesuffix("-off")
        if item.after and begun != item.id and begun in ticked and item.id not in ticked:
            yield PlanCase(
                kind=PlanOverdue.LEFT_OVER,
                case=_named(item.id, ended),
                what=f"{begun} was ticked during the incident, and {item.id} is not ticked",
                detail=item.what,
                due=ended,
                role=item.role,
                incident=facts.incident.id,
                file="checklists.md",
                entry=item.id,
            )


def _same_impact_since(facts: IncidentFacts, step: CourseStep) -> datetime:
    """Return since when the incident has been open with the impact of `step`, without interruption."""
    since = step.at
    for earlier in reversed([one for one in facts.course if one.at < step.at]):
        if earlier.status.is_final or earlier.impact != step.impact:
            break
        since = earlier.at
    return since


def standing_cases(plan: Plan, zone: ZoneInfo) -> tuple[PlanCase, ...]:
    """Return what the plan requires without any incident; days are those of `zone`.

    A warning that the plan acknowledges is not a case either.
    """
    signatures = (_signature(state) for state in sign_off_states(plan, zone) if _has_person(plan, state.role))
    found = (*signatures, _rehearsal(plan, zone), *_tests(plan, zone))
    return tuple(case for case in found if case.rule not in plan.rhythm.acknowledged)


def _has_person(plan: Plan, name: str) -> bool:
    # If a role has no person, `check` reports that, so a missing signature is not reported as well.
    role = plan.role(name)
    return role is not None and bool(role.person)


def _signature(state: SignOffState) -> PlanCase:
    what = f"{state.role} has not signed the plan"
    due = state.expires
    if state.newer_text:
        what, due = f"{state.role} signed before {state.newer_text} was changed", state.changed
    elif state.sign_off:
        what = f"the signature of {state.role} from {state.sign_off.day} is too old"
    return PlanCase(
        kind=PlanOverdue.SIGN_OFF,
        case=_named(
            f"sign-off-{state.role}", state.changed or (state.sign_off.day if state.sign_off else None)
        ),
        what=what,
        due=due,
        role=state.role,
        file="sign-offs.md",
        entry=state.role,
    )


def _rehearsal(plan: Plan, zone: ZoneInfo) -> PlanCase:
    last = f"the last drill was on {plan.drilled}" if plan.drilled else "the plan was never rehearsed"
    due = _next(plan.drilled, plan.rhythm.rehearse, zone)
    return PlanCase(
        kind=PlanOverdue.REHEARSAL, case=_named("rehearsal", plan.drilled), what=last, due=due, file="drills"
    )


def _tests(plan: Plan, zone: ZoneInfo) -> Iterator[PlanCase]:
    for number, each in enumerate(plan.alternatives.alternatives, 1):
        # The id has a checksum of the name: messages must not contain texts of a private plan.
        last = f"was last tested on {each.tested}" if each.tested else "was never tested"
        yield PlanCase(
            kind=PlanOverdue.ALTERNATIVE,
            case=_named(f"alternative-{crc32(each.line.encode()):08x}", each.tested),
            # By its number: the text is private, and several cases must be distinguishable.
            what=f"number {number} in alternatives.md {last}",
            detail=f"the alternative for {each.line} {last}",
            due=_next(each.tested, plan.rhythm.test, zone),
            role=each.role,
            file="alternatives.md",
            entry=each.line,
        )


def _named(what: str, after: date | None) -> str:
    """Return the id of a case that follows from a time (UTC) or a day."""
    if after is None:
        return what
    return f"{what}-{after:%Y%m%dT%H%M%SZ}" if isinstance(after, datetime) else f"{what}-{after:%Y%m%d}"


def _next(last: date | None, interval: timedelta, zone: ZoneInfo) -> datetime | None:
    return day_after(datetime.combine(last, time(), zone), interval) if last else None
