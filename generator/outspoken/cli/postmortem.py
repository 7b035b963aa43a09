"""`outspoken postmortem`: begins a post-mortem."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from outspoken.cli.desk import Delivery, Desk, writes
from outspoken.cli.stop import one_line


@click.command()
@click.argument("incident", metavar="[ID]", required=False)
@writes
def command(
    *,
    incident: str | None,
    delivery: Delivery,
    root: Path,
    now: datetime | None,
) -> None:
    """Begin a post-mortem: a draft with the settings' sections and the moments of the updates.

    ID is the incident's, or enough of it to name one; without it, the only one that owes a post-mortem
    is meant. It stays a draft until its `published` is written. Prints the path that was written.
    """
    with one_line():
        desk = Desk(root, now, delivery)
        from outspoken.authoring.lookup import owing_postmortem
        from outspoken.authoring.plans import add_postmortem
        from outspoken.cli.which import which

        desk.expect_able()
        found = which(desk, incident, lambda: owing_postmortem(desk.shelf, desk.context))
        desk.carry_out(
            lambda shelf: add_postmortem(shelf, desk.context_of(shelf), found, desk.now), is_draft=True
        )
