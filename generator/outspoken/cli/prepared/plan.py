"""`outspoken plan`: who has which role now, and the plan for outages."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from outspoken.cli import shared_options
from outspoken.cli.prepared.plan_text import everyone, one_role, roster
from outspoken.cli.print_problems import print_problems, summary
from outspoken.cli.stop import Stop, one_line
from outspoken.derive.plan.on_duty import on_duty
from outspoken.errors import ProblemsError
from outspoken.source.format.read_context import did_you_mean
from outspoken.source.plan.plan_folder import has_own_plan, plan_folder, plan_name
from outspoken.source.plan.read_plan import read_plan
from outspoken.source.settings.read_settings import read_settings

if TYPE_CHECKING:
    from outspoken.errors import Problem
    from outspoken.model.settings import Settings
    from outspoken.source.plan.read_plan import PlanReading

_PRIVATE = (
    "If this repository is public, keep the plan in a private one: move the folder there, and write its path"
    " into mkdocs.yml, as in plan_dir: ../status-private/plan"
)


@click.group("plan", invoke_without_command=True)
@shared_options.root
@shared_options.now
@click.pass_context
def command(ctx: click.Context, *, root: Path, now: datetime | None) -> None:
    """Show who has which role now, with phone numbers; the same as `outspoken plan show`.

    The plan is the folder `plan/`, or what `plan_dir` in mkdocs.yml names.
    """
    # click calls the group's function even if a subcommand follows.
    if ctx.invoked_subcommand is None:
        _show(root, now, None)
    # Options before the subcommand are meant for it.
    ctx.default_map = {name: {"root": root, "now": now} for name in command.commands}


@command.command("show")
@click.argument("role", required=False)
@shared_options.root
@shared_options.now
def show(*, role: str | None, root: Path, now: datetime | None) -> None:
    """Show who has each role now and how to reach them.

    With ROLE, also what the role does, and its tasks during an incident and after it.
    """
    _show(root, now, role)


@command.command("init")
@shared_options.root
def begin(*, root: Path) -> None:
    """Write a plan to fill in: roles, channels, escalation, checklists, and everything else to agree on.

    Existing files are kept. Prints the paths that were written.
    """
    from outspoken.authoring.plan_scaffold import start_plan

    with one_line():
        settings, _ = _settings(root)
        written, kept = start_plan(plan_folder(root, settings))
    for name in written:
        click.echo(f"{plan_name(root, settings)}/{name}")
    for name in kept:
        click.echo(f"kept unchanged: {plan_name(root, settings)}/{name}", err=True)
    click.echo("Fill in roles.md and people.md first, then run outspoken plan check.", err=True)
    if has_own_plan(root, settings):
        click.echo(_PRIVATE, err=True)


@command.command("check")
@shared_options.root
@shared_options.now
@click.option("--strict", is_flag=True, help="Count warnings as errors.")
def check(*, root: Path, now: datetime | None, strict: bool) -> None:
    """Check the plan: what is missing, unsigned, untested, or has no person.

    Reports which role has not signed, whose signature is too old or older than the text, which role has no
    person, which duty has no role, which alternative was not tested, and when the last drill was. Exits with
    1 on errors, with --strict on warnings too.
    """
    from outspoken.review.plan_problems import all_plan_problems

    problems: list[Problem] = []
    settings = read_settings(root, problems)
    if settings is None:
        raise ProblemsError(problems)
    open_plan(root, settings)
    instant = shared_options.instant_or_clock(now)
    latest = shared_options.latest_instant(now)
    found = all_plan_problems(root, settings, instant, latest=latest, is_public=settings.source_links)
    print_problems(found, root=root)
    click.echo(f"the plan: {summary(found)}.")
    sys.exit(1 if any(strict or one.is_error for one in found) else 0)


@command.command("tick")
@click.argument("words", metavar="[ID] ITEM", nargs=-1)
@click.option("--by", metavar="NAME", help="Who did it; default: the name in git's settings.")
@click.option("--commit", is_flag=True, help="Commit exactly the checklist.")
@shared_options.root
@shared_options.now
def tick(*, words: tuple[str, ...], by: str | None, commit: bool, root: Path, now: datetime | None) -> None:
    """Tick a task in the checklist of an incident, with name and time.

    ID is the incident's id or a part of it; without it, the only open incident is used. ITEM is the id of a
    task; without it, the tasks are listed. The checklist is checklist.md in the incident's folder; it is
    never on the page. Prints its path. A task that is ticked already stays as it is.
    """
    from outspoken.cli.prepared.plan_tick import tick_task

    with one_line():
        tick_task(root, now, words, by, is_committed=commit)


def _show(root: Path, now: datetime | None, role: str | None) -> None:
    settings, zone = _settings(root)
    reading = open_plan(root, settings)
    day = _day(shared_options.instant_or_clock(now), zone)
    duties = on_duty(reading.plan, day)
    if role is None:
        lines = (
            *(roster(duties, day, zone) if duties else everyone(reading.plan.people.people)),
            *_due(root, settings, reading, shared_options.instant_or_clock(now)),
        )
    else:
        found = next((duty for duty in duties if duty.role.role == role.casefold()), None)
        if found is None:
            raise Stop(_no_role(reading, role), 2)
        lines = tuple(one_role(reading.plan, found))
    for line in lines:
        click.echo(line)
    # After the phone numbers: a person needs them immediately, even from a plan with errors.
    _print_errors(reading, root)


def _due(root: Path, settings: Settings | None, reading: PlanReading, now: datetime) -> Iterator[str]:
    if settings is None or not reading.plan.escalation.escalation:
        return
    from outspoken.cli.prepared.plan_due import due_lines

    lines = tuple(due_lines(root, settings, now))
    if lines:
        yield from ("", "Due by the plan")
        yield from (f"  {line}" for line in lines)


def open_plan(root: Path, settings: Settings | None) -> PlanReading:
    """Return the plan of a site. Raises Stop if there is none."""
    reading = read_plan(root, settings)
    if reading is None:
        raise Stop(f"there is no plan in {plan_name(root, settings)}: run outspoken plan init")
    return reading


def _settings(root: Path) -> tuple[Settings | None, str]:
    """Return the settings, None if they are broken, and the site's zone: phone numbers are shown anyway."""
    problems: list[Problem] = []
    settings = read_settings(root, problems)
    if settings is None:
        print_problems((one for one in problems if one.is_error), err=True, root=root)
    return settings, settings.zone.key if settings else "UTC"


def _day(instant: datetime, zone: str) -> date:
    return instant.astimezone(ZoneInfo(zone)).date()


def _no_role(reading: PlanReading, role: str) -> str:
    known = tuple(one.role for one in reading.plan.roles.roles)
    listed = f"the roles are {', '.join(known)}" if known else "roles.md has no roles"
    return f"the plan has no role {role}: {did_you_mean(role, known) or listed}"


def _print_errors(reading: PlanReading, root: Path) -> None:
    """Print what could not be read, and exit with 1: a name or a number may be missing because of it."""
    errors = tuple(one for one in reading.problems if one.is_error)
    print_problems(errors, err=True, root=root)
    if errors:
        sys.exit(1)
