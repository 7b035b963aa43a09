"""The options that name the ledger of a command, and the ledger that is opened by them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from outspoken import clock
from outspoken.cli.print_problems import print_problems

if TYPE_CHECKING:
    from outspoken.announce.ledger.ledger import Ledger
    from outspoken.announce.ledger.open_ledger import LedgerPlace

ledger_folder = click.option(
    "--ledger",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Keep the ledger in this folder too; it is used alone while the git host is down.",
)
remote = click.option(
    "--remote",
    default="origin",
    show_default=True,
    help="The remote (a name or an address) that has the ledger's branch.",
)
as_json = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")


@contextmanager
def opened_ledger(
    root: Path, remote: str, folder: Path | None, now: datetime | None, *, is_dry: bool = True
) -> Iterator[Ledger]:
    """Open the ledger; print to stderr why the branch could not be used. Raises ProblemsError."""
    from outspoken.announce.ledger.open_ledger import ledger_at

    with ledger_at(ledger_place(root, remote, folder, now, is_dry=is_dry)) as (ledger, why):
        print_problems(why, err=True)
        yield ledger


def ledger_place(
    root: Path, remote: str, folder: Path | None, now: datetime | None, *, is_dry: bool
) -> LedgerPlace:
    """Return the place of the ledger from a command's options; with `is_dry` nothing is written."""
    from outspoken.announce.ledger.open_ledger import LedgerPlace

    return LedgerPlace(
        root=root.resolve(),
        remote=remote,
        folder=folder,
        clock=clock_from(now),
        sleep=time.sleep,
        is_dry=is_dry,
    )


def clock_from(now: datetime | None) -> Callable[[], datetime]:
    """Return the clock, or one that starts at `now` and runs on from there."""
    from outspoken.announce.stopwatch import elapsed

    if now is None:
        return clock.now
    begun = elapsed()
    # Not a fixed time: with a stopped clock, leases and pauses would never end.
    return lambda: now + timedelta(seconds=int(elapsed() - begun))
