"""Who has which role on a day: a person who is away is skipped."""

from __future__ import annotations

from datetime import date

from outspoken.derive.plan.on_duty import OnDuty, missing_roles, on_duty
from outspoken.model.plan.outage_plan import Plan
from outspoken.model.plan.plan_duties import STANDARD_ROLES, Absence, Person, PlanRole
from outspoken.model.plan.plan_parts import PeopleFile, RolesFile

AWAY = Absence(start=date(2026, 12, 24), end=date(2026, 12, 26))
ADA, TOM = Person(name="Ada", phone="1", away=(AWAY,)), Person(name="Tom", phone="2")


def duty(day: date, *people: Person, deputy: str = "Tom") -> OnDuty:
    role = PlanRole(role="support", person="Ada", deputy=deputy)
    (found,) = on_duty(Plan(roles=RolesFile(roles=(role,)), people=PeopleFile(people=people)), day)
    return found


def test_the_person_comes_first_and_then_the_deputy() -> None:
    found = duty(date(2026, 12, 23), ADA, TOM)

    assert (found.first, found.next, found.away) == (ADA, TOM, ())


def test_the_deputy_comes_first_from_the_first_to_the_last_day_of_an_absence() -> None:
    for day in (AWAY.start, AWAY.end):
        found = duty(day, ADA, TOM)
        assert (found.first, found.next, found.away) == (TOM, None, (ADA,))


def test_if_all_are_away_the_role_is_in_no_hands() -> None:
    found = duty(AWAY.start, ADA, deputy="Ada")

    assert (found.first, found.away) == (None, (ADA,))


def test_a_person_without_an_entry_is_known_by_name() -> None:
    assert duty(date(2026, 12, 23)).first == Person(name="Ada")


def test_a_usual_role_is_missing_unless_the_plan_does_without() -> None:
    roles = tuple(PlanRole(role=name) for name in STANDARD_ROLES if name not in ("scribe", "marketing"))
    plan = Plan(roles=RolesFile(roles=roles, without=("marketing",)))

    assert missing_roles(plan) == ("scribe",)
