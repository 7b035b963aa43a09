"""The plan as text for a terminal: who has which role, and one role with its tasks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from outspoken.derive.plan.on_duty import OnDuty
from outspoken.model.plan.outage_plan import Plan
from outspoken.model.plan.plan_duties import Person


def roster(duties: Iterable[OnDuty], day: date, zone: str) -> Iterator[str]:
    """Yield the lines of the list of roles on `day`; for each, the person to call first comes first."""
    duties = tuple(duties)
    width = max((len(duty.role.role) for duty in duties), default=0)
    yield f"Who has which role on {day:%a %Y-%m-%d} ({zone})"
    for duty in duties:
        yield ""
        for number, line in enumerate(_contacts(duty)):
            yield f"{'' if number else duty.role.role:<{width}}  {line}"


def everyone(people: Iterable[Person]) -> Iterator[str]:
    """Yield the lines of a list of all people, for a plan whose roles are missing or cannot be read."""
    yield "There are no roles: roles.md is missing or cannot be read. Everyone in people.md:"
    yield ""
    yield from (_contact(person) for person in people)


def one_role(plan: Plan, duty: OnDuty) -> Iterator[str]:
    """Yield the lines about one role: people, what it does, its tasks by id."""
    yield duty.role.role
    yield from (f"  {line}" for line in _contacts(duty))
    if duty.role.does:
        yield ""
        yield f"  {duty.role.does}"
    for heading, is_after in (("During an incident", False), ("After an incident", True)):
        items = [item for item in plan.items if item.role == duty.role.role and item.after is is_after]
        tasks = [item for item in items if not item.impact]
        if tasks:
            yield ""
            yield f"  {heading}"
            yield from (f"    {item.id:<20} {item.what}" for item in tasks)
    for each in plan.alternatives.alternatives:
        if each.role == duty.role.role:
            yield ""
            yield f"  If this fails: {each.line}"
            yield f"    {each.instead}{f'. {each.how}' if each.how else ''}"


def _contacts(duty: OnDuty) -> Iterator[str]:
    if duty.first is None and not duty.away:
        yield "no person yet: fill in roles.md"
    if duty.first:
        yield _contact(duty.first)
    if duty.next:
        yield f"then {_contact(duty.next)}"
    for person in duty.away:
        yield f"away: {_contact(person)}"


def _contact(person: Person) -> str:
    # The phone number first, since it is the fastest way at night.
    ways = [person.phone, person.second_phone, person.mail, person.chat]
    listed = ", ".join(way for way in ways if way)
    return f"{person.name}: {listed or 'no number yet, fill in people.md'}"
