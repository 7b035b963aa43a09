"""`outspoken postmortem`: drafts a post-mortem."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from outspoken.authoring import lookup
from outspoken.authoring.drafted_change import add_postmortem
from outspoken.cli.desk.change_result import DeliveryOptions
from outspoken.cli.desk.which_incident import which
from outspoken.cli.desk.writing_desk import WritingDesk, writes
from outspoken.cli.required_text import FilledArgument
from outspoken.cli.stop import one_line


@click.command()
@click.argument("incident", metavar="[ID]", required=False, cls=FilledArgument)
@writes
def command(
    *,
    incident: str | None,
    delivery: DeliveryOptions,
    root: Path,
    now: datetime | None,
) -> None:
    """Draft a post-mortem with the sections from the settings and the times of the updates.

    ID is the incident's id, or a part of it that no other incident without a post-mortem has; without it,
    the only incident that needs one is used. It stays a draft until you write `published` in it. Prints the
    path that was written.
    """
    with one_line():
        desk = WritingDesk(root, now, delivery)

        desk.expect_able()
        store, context, policy = desk.store, desk.context, desk.settings.postmortem
        found = which(
            desk,
            incident,
            lambda text: lookup.find_awaiting_postmortem(store, context, policy, text),
            lambda: lookup.awaiting_postmortem(store, context, policy),
        )
        desk.begin(found)
        desk.carry_out(
            lambda store: add_postmortem(
                store, desk.context_of(store), desk.settings_of(store), found, desk.now
            ),
            is_draft=True,
        )
