"""`outspoken withdraw`: withdraws an incident or an update, with the reason."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from outspoken.authoring import lookup
from outspoken.authoring.edits.withdrawal import expect_withdrawable, find_update, withdraw
from outspoken.cli.required_text import FilledArgument, FilledOption
from outspoken.cli.stop import Stop, missing, one_line
from outspoken.cli.writing_parts import questions
from outspoken.cli.writing_parts.change_result import DeliveryOptions, note
from outspoken.cli.writing_parts.resume_answers import resume
from outspoken.cli.writing_parts.which_incident import which
from outspoken.cli.writing_parts.writing_run import WritingRun, writes

if TYPE_CHECKING:
    from outspoken.model.incident import Incident


@click.command()
@click.argument("incident", metavar="[ID]", required=False, cls=FilledArgument)
@click.option(
    "--update",
    metavar="NAME",
    cls=FilledOption,
    help="Withdraw only this update: its file name, or a part of it.",
)
@click.option("--reason", metavar="TEXT", cls=FilledOption, help="What readers see: why it was wrong.")
@writes
def command(
    *,
    incident: str | None,
    update: str | None,
    reason: str | None,
    delivery: DeliveryOptions,
    root: Path,
    now: datetime | None,
) -> None:
    """Withdraw an incident, or one of its updates, that should not have been published.

    It stays on the page, struck through, with the reason, and has no effect on any state or figure. Messages
    that were not sent yet are not sent; people who got the original get one message about the withdrawal. An
    incident that happened and is over is resolved, not withdrawn. ID is the incident's id or a part of it;
    without it, the only open incident is used. Prints the path that was written.
    """
    with one_line():
        run = WritingRun(root, now, delivery)
        if reason is None and not run.is_terminal:
            raise missing("--reason", "write why it was wrong; readers see it")
        run.expect_able()

        found = _incident(run, incident)
        meant = find_update(found, update) if update else ""
        expect_withdrawable(found, meant)
        for line in _consequences(found, meant):
            note(line)
        answers = {"reason": reason} if reason else {}
        resume(run, (), answers, None, found.id, meant)
        why = (answers.get("reason") or _ask(run)).strip()
        if not why:
            raise Stop("the reason is empty, nothing was written")
        run.carry_out(lambda store: withdraw(store, run.context_of(store), found.id, meant, why))


def _incident(run: WritingRun, named: str | None) -> Incident:
    # Also closed incidents, by id: a false alarm is often noticed late.
    found = which(
        run,
        named,
        lambda text: lookup.find(run.store, text),
        lambda: lookup.the_open_one(lookup.open_ones(run.store, run.context, run.now), upcoming=True),
    )
    run.begin(found)
    # Read after `begin`, which may have checked out a branch with later updates.
    return lookup.read_incident(run.store, run.context, found)


def _consequences(incident: Incident, update: str) -> tuple[str, ...]:
    what = f"the update {update} of {incident.id}" if update else incident.id
    effect = "its status and states no longer count" if update else "it changes no state and no uptime"
    return (
        f"{what} ({incident.title}) will be withdrawn:",
        f"- on its page it is struck through, with the reason, and {effect};",
        "- messages that were not sent yet are not sent; people who got the original get one about this;",
        "- in the feeds the withdrawal takes its place.",
    )


def _ask(run: WritingRun) -> str:
    why = "Readers see it beside the text that is struck through, and in the message."
    return questions.line(run, "--reason", "Why is it withdrawn?", "", why)
