"""The plan says who must be called by now, who must sign again, and what must be rehearsed or tested."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from outspoken.derive.facts import IncidentFacts
from outspoken.derive.plan.plan_cases import PlanCase, PlanOverdue, plan_cases, standing_cases
from outspoken.model.plan.outage_plan import Plan
from outspoken.model.plan.plan_duties import Alternative, Escalation, PlanRole, SignOff
from outspoken.model.plan.plan_parts import (
    AlternativesFile,
    EscalationFile,
    RhythmFile,
    RolesFile,
    SignOffsFile,
)
from outspoken.model.vocabulary import Impact

BERLIN = ZoneInfo("Europe/Berlin")
RULES = (
    Escalation(impact=Impact.MAJOR, role="commander"),
    Escalation(impact=Impact.MAJOR, role="leadership", after=timedelta(minutes=30), what="Secret words"),
    Escalation(impact=Impact.CRITICAL, role="leadership", after=timedelta(minutes=15)),
)
ESCALATING = Plan(escalation=EscalationFile(escalation=RULES))


def due(make: Any, incident: Any, clock: str, ticked: tuple[str, ...] = ()) -> list[str]:
    """The tasks of the escalations that are due at a time of 1 March 2026."""
    now = make.at(clock)
    found = plan_cases(ESCALATING, [IncidentFacts(incident)], BERLIN, now, {incident.id: ticked})
    return [case.entry for case in found if case.kind is PlanOverdue.ESCALATION and case.is_due(now)]


def test_an_escalation_is_due_once_the_impact_has_lasted_so_long(make: Any) -> None:
    incident = make.incident(make.update("14:05", "investigating"))

    assert due(make, incident, "14:00") == ["escalate-major-commander"]
    assert due(make, incident, "14:29") == ["escalate-major-commander"]
    assert due(make, incident, "14:30") == ["escalate-major-commander", "escalate-major-leadership"]


def test_an_escalation_that_is_ticked_is_not_due(make: Any) -> None:
    incident = make.incident(make.update("14:05", "investigating"))

    assert due(make, incident, "14:30", ("escalate-major-leadership",)) == ["escalate-major-commander"]


def test_time_is_counted_from_when_the_impact_was_reached(make: Any) -> None:
    incident = make.incident(
        make.update("14:05", "investigating"), make.update("14:40", "identified", impact="critical")
    )

    assert due(make, incident, "14:54") == []
    assert due(make, incident, "14:55") == ["escalate-critical-leadership"]


def test_a_resolved_incident_escalates_nothing_and_a_reopened_one_begins_again(make: Any) -> None:
    incident = make.incident(
        make.update("14:05", "investigating"),
        make.update("15:00", "resolved"),
        make.update("16:00", "investigating"),
    )

    assert due(make, incident, "15:30") == []
    assert due(make, incident, "16:10") == ["escalate-major-commander"]
    assert due(make, incident, "16:30") == ["escalate-major-commander", "escalate-major-leadership"]


def test_maintenance_and_withdrawn_incidents_escalate_nothing(make: Any) -> None:
    assert due(make, make.maintenance(impact="major"), "03:00") == []
    assert due(make, make.incident(withdrawn="by mistake"), "15:00") == []


def test_a_case_that_may_be_sent_has_no_text_of_the_plan(make: Any) -> None:
    incident = make.incident(make.update("14:05", "investigating"))
    plan = Plan(
        escalation=EscalationFile(escalation=RULES),
        alternatives=AlternativesFile(alternatives=(Alternative(line="Secret line", instead="Secret"),)),
    )

    cases = plan_cases(plan, [IncidentFacts(incident)], BERLIN, make.at("15:00"))

    assert any("Secret" in case.detail for case in cases)
    assert not any("secret" in f"{case.case} {case.what}".casefold() for case in cases)


def of(cases: tuple[PlanCase, ...], kind: PlanOverdue) -> PlanCase:
    (found,) = [case for case in cases if case.kind is kind]
    return found


def signed(*sign_offs: SignOff, **more: Any) -> PlanCase:
    plan = Plan(
        roles=RolesFile(roles=(PlanRole(role="support", person="Ada"),)),
        sign_offs=SignOffsFile(sign_offs=sign_offs),
        rhythm=RhythmFile(review=timedelta(days=10)),
        **more,
    )
    return of(plan_cases(plan, (), BERLIN, datetime(2026, 3, 1, tzinfo=UTC)), PlanOverdue.SIGN_OFF)


def test_a_signature_expires_at_midnight_in_the_sites_zone() -> None:
    case = signed(SignOff(role="support", name="Ada", day=date(2026, 3, 1)))

    # 11 March begins in Berlin while it is still the 10th in UTC.
    assert case.due == datetime(2026, 3, 10, 23, tzinfo=UTC)


def test_the_end_is_at_midnight_when_the_clocks_change_in_between() -> None:
    case = signed(SignOff(role="support", name="Ada", day=date(2026, 3, 22)))

    assert case.due == datetime(2026, 3, 31, 22, tzinfo=UTC)


def test_a_role_that_never_signed_is_due_at_once() -> None:
    case = signed()

    assert case.due is None
    assert case.is_due(datetime(1970, 1, 1, tzinfo=UTC))


def test_each_signature_is_a_case_of_its_own_so_that_the_next_one_is_reported_too() -> None:
    first = signed(SignOff(role="support", name="Ada", day=date(2026, 3, 1)))
    second = signed(
        SignOff(role="support", name="Ada", day=date(2026, 3, 1)),
        SignOff(role="support", name="Ada", day=date(2026, 3, 9)),
    )

    assert (first.case, second.case) == ("sign-off-support-20260301", "sign-off-support-20260309")


def test_text_that_was_changed_later_makes_the_signature_due_since_then() -> None:
    changed = datetime(2026, 3, 5, 9, tzinfo=UTC)
    case = signed(SignOff(role="support", name="Ada", day=date(2026, 3, 1)), written={"channels.md": changed})

    assert (case.due, "channels.md" in case.what) == (changed, True)


@pytest.mark.parametrize(
    ("drilled", "expected"), [(None, None), (date(2026, 1, 1), datetime(2026, 7, 2, 22, tzinfo=UTC))]
)
def test_a_rehearsal_is_due_twice_a_year(drilled: date | None, expected: datetime | None) -> None:
    case = of(
        plan_cases(Plan(drilled=drilled), (), BERLIN, datetime(2026, 3, 1, tzinfo=UTC)), PlanOverdue.REHEARSAL
    )

    assert case.due == expected


def test_alternatives_that_were_never_tested_do_not_read_the_same() -> None:
    lines = tuple(Alternative(line=line, instead="Mobile") for line in ("Phone", "Chat"))
    plan = Plan(alternatives=AlternativesFile(alternatives=lines))

    said = [case.what for case in plan_cases(plan, (), BERLIN, datetime(2026, 3, 1, tzinfo=UTC))]

    assert "number 1 in alternatives.md was never tested" in said
    assert "number 2 in alternatives.md was never tested" in said


def test_an_alternative_is_due_when_its_test_is_too_old() -> None:
    tested = Alternative(line="Phone", instead="Mobile", role="support", tested=date(2026, 3, 1))
    plan = Plan(
        alternatives=AlternativesFile(alternatives=(tested,)), rhythm=RhythmFile(test=timedelta(days=7))
    )

    case = of(plan_cases(plan, (), BERLIN, datetime(2026, 3, 1, tzinfo=UTC)), PlanOverdue.ALTERNATIVE)

    assert (case.due, case.role) == (datetime(2026, 3, 7, 23, tzinfo=UTC), "support")


@pytest.mark.parametrize(
    ("acknowledged", "left"),
    [
        ("rehearsal-due", {PlanOverdue.SIGN_OFF, PlanOverdue.ALTERNATIVE}),
        ("not-signed", {PlanOverdue.REHEARSAL, PlanOverdue.ALTERNATIVE}),
        ("not-tested", {PlanOverdue.SIGN_OFF, PlanOverdue.REHEARSAL}),
    ],
)
def test_what_the_plan_acknowledges_is_not_due(acknowledged: str, left: set[PlanOverdue]) -> None:
    plan = Plan(
        roles=RolesFile(roles=(PlanRole(role="support", person="Ada"),)),
        alternatives=AlternativesFile(alternatives=(Alternative(line="Phone", instead="Mobile"),)),
        rhythm=RhythmFile(acknowledged=(acknowledged,)),
    )

    assert {case.kind for case in standing_cases(plan, BERLIN)} == left
