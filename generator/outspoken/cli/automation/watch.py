"""`outspoken watch`: what is overdue, and whether the clock asks for a publish."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from outspoken.cli import shared_options
from outspoken.cli.publishing.announce import ledger_folder, remote

if TYPE_CHECKING:
    from outspoken.announce.ledger.ledger_contents import LedgerContents
    from outspoken.pipeline.watch_report import WatchReport


@click.command("watch")
@click.argument("served", required=False)
@shared_options.root
@shared_options.now
@click.option("--tell", "tells", is_flag=True, help="Tell internal channels what is overdue, each case once.")
@ledger_folder
@remote
def command(
    *,
    served: str | None,
    root: Path,
    now: datetime | None,
    tells: bool,
    folder: Path | None,
    remote: str,
) -> None:
    """Look what the clock brought; SERVED is the site's address, or the folder with its build.json.

    Prints `publish=true` where the page should have changed since it was built, or a message waits, and
    `overdue=true` where a promise is broken, silence is too long or maintenance overruns; under a workflow
    these are outputs of the step. Exits with 1 where something is overdue or held for a person.
    """
    from outspoken.pipeline.watch_report import look

    instant = shared_options.instant_or_clock(now)
    root = root.resolve()
    book = _book(root, remote, folder, now)
    found = look(root, instant, book, served, present=shared_options.is_present(now))
    lines = list(_sentences(found, served))
    _print(found, lines)
    told = _tell(root, now, remote, folder) if tells and book else True
    sys.exit(1 if found.needs_a_person or book is None or not told else 0)


def _book(root: Path, remote: str, folder: Path | None, now: datetime | None) -> LedgerContents | None:
    """What the ledger says; None where it cannot be read: the page's own clock goes on all the same."""
    from outspoken.cli.print_problems import print_problems
    from outspoken.cli.publishing.announce import opened_ledger
    from outspoken.errors import ProblemsError

    try:
        with opened_ledger(root, remote, folder, now) as ledger:
            return ledger.book
    except ProblemsError as fault:
        print_problems(fault.problems, err=True)
        return None


def _sentences(look: WatchReport, served: str | None) -> Iterator[str]:
    from outspoken.cli.publishing.announce_report import held
    from outspoken.pipeline.served_build import NoBuild
    from outspoken.source.git.tool_output import without_secrets

    if isinstance(look.served, NoBuild):
        yield f"{without_secrets(served or '')} serves {look.served}"
    if look.crossed is not None:
        yield f"the page should have changed at {look.crossed:%Y-%m-%d %H:%M} UTC, and was built before"
    for key in look.waiting:
        yield f"{key} waits for a run"
    for key, record in look.held.items():
        yield held(key, record)
    for piece in look.cases:
        assert piece.case is not None  # noqa: S101 - cases have one
        yield f"{piece.incident.id}: {_WORDS[piece.case.debt]} since {piece.case.since:%Y-%m-%d %H:%M} UTC"
    if look.next is not None:
        yield f"the clock next changes something at {look.next:%Y-%m-%d %H:%M} UTC"


_WORDS = {
    "promise": "an update was promised and has not come",
    "silence": "nobody has spoken for longer than the settings allow",
    "overrun": "maintenance goes on past its end",
    "not-started": "maintenance has not begun",
}


def _print(look: WatchReport, lines: list[str]) -> None:
    """Sentences for people on stderr, words for machines on stdout and as outputs of a workflow's step."""
    from outspoken.cli.publishing.announce_report import summarise

    for line in lines:
        click.echo(line, err=True)
    said = f"publish={_word(look.should_publish)}\noverdue={_word(bool(look.cases))}\n"
    click.echo(said, nl=False)
    if outputs := os.environ.get("GITHUB_OUTPUT"):
        with Path(outputs).open("a", encoding="utf-8", newline="\n") as file:
            file.write(said)
    summarise("Watched", lines or ["All is well."])


def _word(flag: bool) -> str:
    return "true" if flag else "false"


def _tell(root: Path, now: datetime | None, remote: str, folder: Path | None) -> bool:
    """Tell the team what is overdue; False where a channel could not be spoken on."""
    from outspoken.announce.announcement import announce
    from outspoken.announce.request import AnnounceRequest
    from outspoken.cli.publishing.announce import real_rim, run_id
    from outspoken.cli.publishing.announce_report import needs

    order = AnnounceRequest(
        root=root,
        now=shared_options.instant_or_clock(now),
        run=run_id(),
        remote=remote,
        folder=folder,
        only_cases=True,
        present=shared_options.is_present(now),
    )
    report = announce(order, real_rim(now, lambda _done, _total: None))
    for key, record in report.done.items():
        click.echo(f"{record.state} {key}", err=True)
    for trouble in report.troubles:
        click.echo(f"{trouble.channel} said nothing: {trouble.message}; {trouble.hint}", err=True)
    return not (report.troubles or any(True for _ in needs(report)))
