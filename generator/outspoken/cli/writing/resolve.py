"""`outspoken resolve`: closes an incident, or completes scheduled maintenance."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from outspoken.authoring.lookup import is_closed, update_with_key
from outspoken.cli.required_text import FilledArgument
from outspoken.cli.stop import Stop, one_line
from outspoken.cli.writing.update import post
from outspoken.cli.writing_parts import message_source
from outspoken.cli.writing_parts.change_result import DeliveryOptions
from outspoken.cli.writing_parts.key_options import takes_keys
from outspoken.cli.writing_parts.which_incident import read, which_open
from outspoken.cli.writing_parts.writing_run import WritingRun, writes
from outspoken.model.file_names import folder_of


@click.command()
@click.argument("incident", metavar="[ID]", required=False, cls=FilledArgument)
@takes_keys("resolve")
@message_source.option
@message_source.template
@writes
def command(
    *,
    incident: str | None,
    answers: dict[str, str],
    message: str | None,
    template: str | None,
    delivery: DeliveryOptions,
    root: Path,
    now: datetime | None,
) -> None:
    """Resolve an incident, or complete scheduled maintenance.

    ID is the incident's id, or a part of it that no other open incident has; without it, the only open
    incident is used. All its components return to operational. Prints the path that was written.
    """
    with one_line():
        run = WritingRun(root, now, delivery)
        text = message_source.given(message)

        run.expect_able()
        # Not `upcoming`: maintenance that has not started cannot be completed.
        found = which_open(run, incident, upcoming=False)
        run.begin(found)
        answers["status"] = _final_status(run, found, answers.get("key"))
        post(run, found, answers, text, template, command="resolve")


def _final_status(run: WritingRun, incident: str, key: str | None) -> str:
    """Return the status that closes an incident of this kind.

    Raises Stop for an incident that is closed, unless an earlier call with the same key has closed it.
    """
    parsed = read(run, incident).incident
    if parsed is None:
        return "resolved"
    status = "completed" if parsed.is_maintenance else "resolved"
    # A bot that repeats its call with the same key gets the first result instead of an error.
    if is_closed(parsed) and not (key and update_with_key(run.store, folder_of(incident), key)):
        raise Stop(f"{incident} is already closed; outspoken update can still add to it")
    return status
