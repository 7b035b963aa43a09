"""`outspoken new`: opens an incident with its first update."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from outspoken.cli.required_text import FilledArgument
from outspoken.cli.stop import one_line
from outspoken.cli.writing_parts import message_source
from outspoken.cli.writing_parts.change_result import DeliveryOptions
from outspoken.cli.writing_parts.key_options import takes_keys
from outspoken.cli.writing_parts.opening import Opening
from outspoken.cli.writing_parts.writing_run import WritingRun, writes

_HELPS = {
    "component": "A component and its state; default: the state that matches the impact. "
    "May be given several times.",
    "status": "The status of the first update.  [default: investigating]",
}


@click.command()
@click.argument("title", required=False, cls=FilledArgument)
@takes_keys("new", _HELPS)
@click.option("--no-components", is_flag=True, help="No component is affected.")
@message_source.option
@message_source.template
@click.option("--from-alert", metavar="-", help="Draft it from an alert's JSON on standard input.")
@writes
def command(
    *,
    title: str | None,
    answers: dict[str, str],
    no_components: bool,
    message: str | None,
    template: str | None,
    from_alert: str | None,
    delivery: DeliveryOptions,
    root: Path,
    now: datetime | None,
) -> None:
    """Open an incident with its first update.

    On a terminal, the command asks for what is missing; otherwise TITLE, --impact, --component (or
    --no-components) and -m are required. Prints the paths that were written.
    """
    if title:
        answers["title"] = title
    with one_line():
        run = WritingRun(root, now, delivery)
        # With --from-alert, standard input is the alert, not the message.
        text = message_source.given(message) if from_alert is None else None
        opening = Opening(run, answers, no_components=no_components)
        if from_alert is not None:
            from outspoken.cli.writing_parts.from_alert import open_from_alert

            open_from_alert(opening, from_alert, message)
            return
        opening.carry_out(text, template)
