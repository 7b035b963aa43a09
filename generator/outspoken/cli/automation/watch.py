"""`outspoken watch`: report what is overdue, and whether to publish again."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
from msgspec.structs import replace

from outspoken.announce.plan_watch import PlanWatch
from outspoken.cli import shared_options
from outspoken.cli.github_actions import annotation, as_items, write_outputs, write_summary
from outspoken.cli.json_text import json_text
from outspoken.cli.print_problems import print_problems
from outspoken.cli.publishing.announce_report import held, needs
from outspoken.cli.publishing.ledger_options import ledger_folder, opened_ledger, remote
from outspoken.errors import ProblemsError
from outspoken.pipeline.served_build import NoBuild
from outspoken.pipeline.watch_report import build_of, watch
from outspoken.source.git.tool_output import without_secrets
from outspoken.source.repository_reader import RepositoryReader

if TYPE_CHECKING:
    from outspoken.announce.ledger.ledger import Ledger
    from outspoken.pipeline.watch_list import WatchMatter
    from outspoken.pipeline.watch_report import WatchReport


def _place(context: click.Context, parameter: click.Parameter, served: str | None) -> str | None:
    """Return the folder or the address. Raises click.BadParameter for an address that cannot be one."""
    is_folder = served is None or "://" not in served
    return served if is_folder else shared_options.web_address(context, parameter, served)


@click.command("watch")
@click.argument("served", required=False, callback=_place)
@shared_options.root
@shared_options.now
@click.option(
    "--tell", "tells", is_flag=True, help="Send what is overdue to internal channels, each case once."
)
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    help="Print lines, JSON, or annotations of GitHub Actions.",
)
@ledger_folder
@remote
def command(
    *,
    served: str | None,
    root: Path,
    now: datetime | None,
    tells: bool,
    style: str,
    folder: Path | None,
    remote: str,
) -> None:
    """List what is overdue or due soon, and whether to publish again.

    SERVED is the site's address, or the folder with its build.json. Prints `publish=true` if the page should
    have changed since it was built, or a message can be sent, and `overdue=true` if anything is overdue:
    updates, estimates, maintenance, post-mortems, follow-up actions, or what the plan requires. Under GitHub
    Actions these are outputs of the step. Exits with 1 if anything is overdue or waits for a decision.
    """
    root, instant = root.resolve(), shared_options.instant_or_clock(now)
    # The last good version, as for a publish: one broken incident must not stop all other reminders.
    reader = RepositoryReader(root, now=instant, last_good=True, present=shared_options.is_present(now))
    plan = PlanWatch(root, instant)
    with ExitStack() as stack:
        ledger = _ledger(stack, opened_ledger(root, remote, folder, now, is_dry=not tells))
        build = None if served is None else build_of(served)
        found = watch(plan, reader.read(), instant, ledger.book if ledger else None, build)
        _print(found, list(_sentences(found, served)), style)
        # With the same open ledger, so that what is printed and what is sent come from one state.
        is_sent = _send(ledger, reader, plan, now) if tells and ledger else True
    # Without a readable ledger nothing can be sent, so that needs a person as well.
    sys.exit(1 if found.needs_a_person or ledger is None or not is_sent else 0)


def _ledger(stack: ExitStack, opening: AbstractContextManager[Ledger]) -> Ledger | None:
    """Open the ledger until `stack` ends; None if it cannot be read (the page is then still checked)."""
    try:
        return stack.enter_context(opening)
    except ProblemsError as fault:
        print_problems(fault.problems, err=True)
        return None


def _sentences(report: WatchReport, served: str | None) -> Iterator[str]:
    if isinstance(report.served, NoBuild):
        yield f"{without_secrets(served or '')} serves {report.served}"
    if report.crossed is not None:
        yield f"the page should have changed at {report.crossed:%Y-%m-%d %H:%M} UTC, but was built before"
    for key in report.waiting:
        yield f"{key} can be sent by the next run"
    for key, record in report.held.items():
        yield held(key, record)
    for matter in report.matters:
        yield _line(matter)
    if report.next is not None:
        yield f"the page next changes at {report.next:%Y-%m-%d %H:%M} UTC"


def _line(matter: WatchMatter) -> str:
    """Return what is overdue, since when, and what to do about it."""
    when = f"{matter.due:%Y-%m-%d %H:%M} UTC" if matter.due else ""
    since = f" since {when}" if matter.is_overdue else f": due at {when}"
    detail = f" ({matter.detail})" if matter.detail else ""
    hint = f"; {matter.hint}" if matter.hint and matter.is_overdue else ""
    return f"{matter.incident or 'plan'}: {matter.what}{since if when else ''}{detail}{hint}"


def _print(report: WatchReport, lines: list[str], style: str) -> None:
    """Print sentences for people to stderr, and the result to stdout and as outputs of the step."""
    outputs = {"publish": _true_or_false(report.should_publish), "overdue": _true_or_false(report.is_overdue)}
    if style == "json":
        click.echo(_json(report))
    else:
        for line in lines:
            click.echo(line, err=True)
        if style == "github":
            for matter in report.matters:
                click.echo(annotation("warning" if matter.is_overdue else "notice", _line(matter)))
        for name, value in outputs.items():
            click.echo(f"{name}={value}")
    write_outputs(outputs)
    write_summary("What outspoken watch found", as_items(lines or ["Nothing is overdue."]))


def _json(report: WatchReport) -> str:
    document = {
        "publish": report.should_publish,
        "overdue": report.is_overdue,
        "matters": report.matters,
        "waiting": [str(key) for key in report.waiting],
        "held": [str(key) for key in report.held],
        "next_change": report.next,
    }
    return json_text(document)


def _true_or_false(flag: bool) -> str:
    return "true" if flag else "false"


def _send(ledger: Ledger, reader: RepositoryReader, plan: PlanWatch, now: datetime | None) -> bool:
    """Send to internal channels what is overdue; return False if a channel failed."""
    from outspoken.announce.announcement import announce
    from outspoken.announce.request import AnnounceRequest
    from outspoken.cli.publishing.real_dependencies import real_dependencies, run_id

    request = AnnounceRequest(root=reader.root, now=reader.now, run=run_id(), only_cases=True)
    dependencies = replace(real_dependencies(now, lambda _done, _total: None), plan=plan)
    result = announce(request, dependencies, ledger, reader.read)
    for key, record in result.done.items():
        click.echo(f"{record.state} {key}", err=True)
    for problem in result.channel_problems:
        click.echo(f"{problem.channel} sent nothing: {problem.message}; {problem.hint}", err=True)
    return not (result.channel_problems or any(True for _ in needs(result)))
