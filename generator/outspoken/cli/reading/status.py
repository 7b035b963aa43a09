"""`outspoken status`: what is open, scheduled, overdue and not sent yet, on one screen."""

from __future__ import annotations

import sys
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import click

from outspoken.announce.plan_watch import PlanWatch
from outspoken.authoring.incident_store import DiskIncidents
from outspoken.authoring.lookup import maybe_open
from outspoken.cli import shared_options
from outspoken.cli.publishing.ledger_options import ledger_folder, opened_ledger, remote
from outspoken.cli.reading.status_text import StatusReport, report_json, report_lines
from outspoken.derive.as_of import as_of
from outspoken.derive.current import situation
from outspoken.derive.facts import HistoryFacts
from outspoken.errors import ProblemsError
from outspoken.pipeline.watch_list import watch_list
from outspoken.source.load_part import load_part
from outspoken.source.site_on_disk import SiteOnDisk

if TYPE_CHECKING:
    from outspoken.errors import Problem
    from outspoken.model.history import History
    from outspoken.pipeline.messages_left import MessagesLeft
    from outspoken.source.load import Loaded

# Older incidents are not read, which would take time: only their follow-up could be overdue.
_NEWEST = 50


@click.command()
@shared_options.root
@shared_options.now
@click.option(
    "--no-ledger", is_flag=True, help="Do not look up unsent messages: quicker, and needs no network."
)
@click.option("--exit-code", is_flag=True, help="Exit with 1 if anything is overdue, held or cannot be read.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@ledger_folder
@remote
def command(
    *,
    root: Path,
    now: datetime | None,
    no_ledger: bool,
    exit_code: bool,
    as_json: bool,
    folder: Path | None,
    remote: str,
) -> None:
    """Show what is open, scheduled, overdue, and not sent yet.

    The overall state is the one that the page shows. Follow-up of incidents that are over is listed for the
    newest 50; outspoken watch lists all of it. Exits with 0, also during an outage: scripts can use
    --exit-code.
    """
    root, instant = root.resolve(), shared_options.instant_or_clock(now)
    loaded = _read(root, instant, present=shared_options.is_present(now))
    if loaded.history is None:
        raise ProblemsError(loaded.problems)
    facts = HistoryFacts(as_of(loaded.history, instant))
    plan = PlanWatch(root, instant)
    place = (remote, folder, now)
    left, reason = (None, "") if no_ledger else _left(root, loaded.history, instant, place, plan)
    report = StatusReport(
        current=situation(HistoryFacts(loaded.history), instant),
        settings=loaded.history.settings,
        overdue=tuple(one for one in watch_list(plan, facts, instant) if one.is_overdue),
        messages=left,
        no_messages=reason,
        errors=tuple(problem for problem in loaded.problems if problem.is_error),
    )
    click.echo(report_json(report) if as_json else "\n".join(report_lines(report)))
    sys.exit(1 if exit_code and report.needs_a_person else 0)


def _read(root: Path, now: datetime, *, present: bool) -> Loaded:
    """Read the incidents that may be open, and the newest 50."""
    site = SiteOnDisk(root, now)
    newest_first = site.folders[::-1]
    # With an earlier --now all are read: the quick search finds only what is open in the files today.
    newest = _NEWEST if present else None
    older = islice(newest_first, newest, None) if newest else ()
    wanted = {*newest_first[:newest], *maybe_open(DiskIncidents(root), iter(older))}
    return load_part(site, sorted(wanted), present=present)


def _left(
    root: Path,
    history: History,
    now: datetime,
    place: tuple[str, Path | None, datetime | None],
    plan: PlanWatch,
) -> tuple[MessagesLeft | None, str]:
    """Return the messages that are not sent yet; None, with the reason, if that is unknown."""
    if not history.settings.channels:
        return None, "no channels in the settings"
    from outspoken.pipeline.messages_left import messages_left

    remote, folder, given = place
    try:
        with opened_ledger(root, remote, folder, given) as ledger:
            return messages_left(root, history, now, ledger.book, plan), ""
    except ProblemsError as fault:
        return None, f"unknown: {_first(fault.problems)}"


def _first(problems: tuple[Problem, ...] | list[Problem]) -> str:
    return problems[0].message if problems else "the ledger cannot be read"
