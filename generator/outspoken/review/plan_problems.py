"""All problems of the plan: what cannot be read, and what is unsigned, untested or has no person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

from outspoken import rules
from outspoken.derive.plan.on_duty import OnDuty, missing_roles, on_duty
from outspoken.derive.plan.plan_cases import PlanCase, PlanOverdue, standing_cases
from outspoken.errors import Problem
from outspoken.model.file_names import SETTINGS_FILE
from outspoken.model.plan.outage_plan import Plan
from outspoken.model.settings import Settings
from outspoken.source.plan.plan_folder import plan_folder
from outspoken.source.plan.read_plan import PlanReading, read_plan
from outspoken.source.plan.scenario_files import scenario_problems
from outspoken.source.plan.text_dates import with_dates

# The time zone that is furthest ahead of UTC: there it is tomorrow first.
_FIRST_ZONE = timedelta(hours=14)
_RULES = {
    PlanOverdue.SIGN_OFF: (rules.SIGN_OFF_EXPIRED, "read the plan and add a new line to sign-offs.md"),
    PlanOverdue.ALTERNATIVE: (rules.NOT_TESTED, "try it, and write the day into tested"),
    PlanOverdue.REHEARSAL: (rules.REHEARSAL_DUE, "rehearse it, and keep the report in drills/"),
}


def plan_problems(
    root: Path, settings: Settings, now: datetime, *, latest: datetime, is_public: bool
) -> tuple[Problem, ...]:
    """Return the problems that `check` reports about a site's plan at `now` (UTC); none without a plan.

    Days after `latest` (UTC) are in the future; it is later than `now` if `now` is in the past. `is_public`
    says that the site's repository is known to be public: then only the number of problems is reported for a
    plan outside of it, because the log of a workflow is public too.
    """
    # Pages link to their sources only if readers can open the repository.
    is_public = is_public or settings.source_links
    found = all_plan_problems(root, settings, now, latest=latest, is_public=is_public)
    if found and is_public and not _is_within(plan_folder(root, settings), root):
        return (_unquoted(found),)
    return found


def all_plan_problems(
    root: Path, settings: Settings, now: datetime, *, latest: datetime, is_public: bool
) -> tuple[Problem, ...]:
    """Return every problem of the plan, for the team only; otherwise like `plan_problems`."""
    reading = read_plan(root, settings)
    if reading is None:
        return ()
    folder = plan_folder(root, settings)
    dated = with_dates(reading, folder, now)
    found = [*dated.problems, *_future(dated, latest), *scenario_problems(root, settings)]
    # A plan without any content has one problem, not thirty.
    if dated.plan.roles.roles:
        found += _holders(dated, now.astimezone(settings.zone).date())
        found += _due(dated, settings, now)
    if is_public and dated.plan.people.people and _is_within(folder, root):
        found.append(_public(dated))
    acknowledged = dated.plan.rhythm.acknowledged
    kept = (one for one in found if one.is_error or one.rule not in acknowledged)
    return tuple(sorted(kept, key=lambda one: one.sort_key))


def _future(reading: PlanReading, latest: datetime) -> Iterator[Problem]:
    today, plan = (latest + _FIRST_ZONE).date(), reading.plan
    days = [("sign-offs.md", each.role, "date", each.day) for each in plan.sign_offs.sign_offs]
    days += [
        ("alternatives.md", each.line, "tested", each.tested)
        for each in plan.alternatives.alternatives
        if each.tested
    ]
    for file, entry, key, day in days:
        if day > today:
            message = f"{key} is {day}, which is in the future"
            yield rules.FUTURE_TIME.problem(
                *reading.place(file, entry), message, "write the day on which it was done"
            )
    if plan.drilled and plan.drilled > today:
        message = f"the newest drill is dated {plan.drilled}, which is in the future"
        yield rules.FUTURE_TIME.problem(f"{plan.folder}/drills", None, message, "rename its report")


def _holders(reading: PlanReading, today: date) -> Iterator[Problem]:
    for name in missing_roles(reading.plan):
        hint = f"add it to roles.md, or to the list without: [{name}]"
        yield rules.NO_HOLDER.problem(
            f"{reading.plan.folder}/roles.md", None, f"the plan has no role {name}", hint
        )
    for duty in on_duty(reading.plan, today):
        for message, hint in _lacks(reading.plan, duty):
            place = reading.place("roles.md", duty.role.role)
            yield rules.NO_HOLDER.problem(*place, f"{duty.role.role} {message}", hint)


def _lacks(plan: Plan, duty: OnDuty) -> Iterator[tuple[str, str]]:
    role = duty.role
    if not role.person:
        yield "has no person", "write who has it, as in person: Ada Lindqvist"
    elif not role.deputy or role.deputy == role.person:
        yield "has no deputy", "write who takes over, as in deputy: Tom Okafor"
    # Without any readable number, the list itself is the problem.
    for name in dict.fromkeys(role.holders) if plan.people.people else ():
        person = plan.person(name)
        if person is None or not person.phone:
            whose = "person" if name == role.person else "deputy"
            yield (
                f"has a {whose} without a phone number",
                "add it to people.md, under the same name as in roles.md",
            )
    if duty.away and duty.first is None:
        yield "has no person today, because its person and deputy are away", "name another person or deputy"


def _due(reading: PlanReading, settings: Settings, now: datetime) -> Iterator[Problem]:
    for case in standing_cases(reading.plan, settings.zone):
        if case.is_due(now):
            yield _problem(reading, case)


def _problem(reading: PlanReading, case: PlanCase) -> Problem:
    rule, hint = _RULES[case.kind]
    if case.kind is PlanOverdue.SIGN_OFF and case.due is None:
        rule = rules.NOT_SIGNED
    return rule.problem(*reading.place(case.file, case.entry), case.detail or case.what, hint)


def _public(reading: PlanReading) -> Problem:
    message = "this repository is public, and so are the names and numbers in the plan"
    hint = "keep the plan in a private repository and write its path: plan_dir: ../status-private/plan"
    return rules.PUBLIC_PLAN.problem(f"{reading.plan.folder}/people.md", None, message, hint)


def _unquoted(found: tuple[Problem, ...]) -> Problem:
    message = f"the private plan has {len(found)} problem{'' if len(found) == 1 else 's'}"
    hint = "run outspoken plan check on your own computer"
    return rules.PLAN_PROBLEMS.problem(SETTINGS_FILE, None, message, hint)


def _is_within(folder: Path, root: Path) -> bool:
    """Whether the plan is in the same repository as the site."""
    return _repository(folder) == _repository(root)


def _repository(folder: Path) -> Path | None:
    place = folder.resolve()
    # It may be a file: in a work tree and in a submodule `.git` is not a folder.
    return next((each for each in (place, *place.parents) if (each / ".git").exists()), None)
