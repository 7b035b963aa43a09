"""`outspoken postmortem`: drafts a post-mortem."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from outspoken.authoring import lookup
from outspoken.authoring.drafted_change import add_postmortem
from outspoken.cli.required_text import FilledArgument
from outspoken.cli.stop import one_line
from outspoken.cli.writing_parts.change_result import DeliveryOptions
from outspoken.cli.writing_parts.which_incident import which
from outspoken.cli.writing_parts.writing_run import WritingRun, writes


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
        run = WritingRun(root, now, delivery)

        run.expect_able()
        store, context, policy = run.store, run.context, run.settings.postmortem
        found = which(
            run,
            incident,
            lambda text: lookup.find_awaiting_postmortem(store, context, policy, text),
            lambda: lookup.awaiting_postmortem(store, context, policy),
        )
        run.begin(found)
        run.carry_out(
            lambda store: add_postmortem(
                store, run.context_of(store), run.settings_of(store), found, run.now
            ),
            is_draft=True,
        )
