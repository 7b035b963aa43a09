"""Finds who has which role on a day, taking absences into account."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from outspoken.model.plan.outage_plan import Plan
from outspoken.model.plan.plan_duties import STANDARD_ROLES, Person, PlanRole


class OnDuty(Struct, frozen=True, kw_only=True):
    """A role on one day: `first` has it, `next` takes over; `away` are those of the two who are absent.

    A person who is not in the list of people has only a name.
    """

    role: PlanRole
    first: Person | None
    next: Person | None = None
    away: tuple[Person, ...] = ()


def on_duty(plan: Plan, day: date) -> tuple[OnDuty, ...]:
    """Return every role of the plan on a day of the site's time zone, in the plan's order."""
    return tuple(_role_on_duty(plan, role, day) for role in plan.roles.roles)


def missing_roles(plan: Plan) -> tuple[str, ...]:
    """Return the usual roles that the plan neither has nor lists under `without`."""
    known = {*(role.role for role in plan.roles.roles), *plan.roles.without}
    return tuple(name for name in STANDARD_ROLES if name not in known)


def _role_on_duty(plan: Plan, role: PlanRole, day: date) -> OnDuty:
    # dict.fromkeys: a person may be both holder and deputy of a role.
    people = [plan.person(name) or Person(name=name) for name in dict.fromkeys(role.holders)]
    available = [person for person in people if not person.is_away(day)]
    return OnDuty(
        role=role,
        first=available[0] if available else None,
        next=available[1] if len(available) > 1 else None,
        away=tuple(person for person in people if person not in available),
    )
