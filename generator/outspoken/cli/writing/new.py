"""`outspoken new`: opens an incident with its first update."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from outspoken.cli.desk import message_source as words
from outspoken.cli.desk.change_result import DeliveryOptions
from outspoken.cli.desk.opening import Opening
from outspoken.cli.desk.time_types import SPAN, TIME_OR_SPAN
from outspoken.cli.desk.writing_desk import WritingDesk, writes
from outspoken.cli.stop import one_line
from outspoken.model.vocabulary import INCIDENT_STATUSES, Impact, Status

if TYPE_CHECKING:
    pass

_STATUSES = [status.value for status in Status if status in INCIDENT_STATUSES]


@click.command()
@click.argument("title", required=False)
@click.option(
    "--impact", type=click.Choice([each.value for each in Impact]), help="How badly customers are touched."
)
@click.option(
    "--component", "told", metavar="ID=STATE", multiple=True,
    help="A component and its state; without a state, the one that goes with the impact. As often as needed.",
)  # fmt: skip
@click.option("--no-components", is_flag=True, help="No component is touched.")
@words.option
@words.template
@click.option("--started", type=TIME_OR_SPAN, help="Since when: a time, or how long ago; now by default.")
@click.option("--affected", help="Who, and how many.")
@click.option("--signing-in", help="What they see at the door.")
@click.option("--signed-in", help="What they see inside.")
@click.option("--workaround", help="What to do meanwhile.")
@click.option("--worst-case", type=SPAN, help="The longest it may last.")
@click.option("--next-update", type=TIME_OR_SPAN, help="When we speak next: a promise.")
@click.option("--eta", type=TIME_OR_SPAN, help="When we expect it fixed: a time, or how long from now.")
@click.option("--status", type=click.Choice(_STATUSES), help="Of the first update.  [default: investigating]")
@click.option("--no-announce", is_flag=True, help="On the page and in feeds, but not sent.")
@click.option("--key", help="A caller's own id for this: a repeated call gives the first result.")
@click.option("--from-alert", metavar="-", help="Draft it from an alert's JSON on standard input.")
@writes
def command(
    *,
    title: str | None,
    impact: str | None,
    told: tuple[str, ...],
    no_components: bool,
    message: str | None,
    template: str | None,
    started: str | None,
    affected: str | None,
    signing_in: str | None,
    signed_in: str | None,
    workaround: str | None,
    worst_case: str | None,
    next_update: str | None,
    eta: str | None,
    status: str | None,
    no_announce: bool,
    key: str | None,
    from_alert: str | None,
    delivery: DeliveryOptions,
    root: Path,
    now: datetime | None,
) -> None:
    """Open an incident with its first update.

    On a terminal it asks for what is missing. Without one, TITLE, --impact, --component (or
    --no-components) and -m are needed. Prints the paths that were written.
    """
    if template == "list":
        words.print_templates(root, "incident")
        return
    told_words = {
        "title": title, "impact": impact, "started": started, "affected": affected, "signing_in": signing_in,
        "signed_in": signed_in, "workaround": workaround, "worst_case": worst_case, "eta": eta,
        "next_update": next_update, "status": status, "key": key,
    }  # fmt: skip
    answers = {name: value for name, value in told_words.items() if value}
    with one_line():
        desk = WritingDesk(root, now, delivery)
        text = words.given(message) if from_alert is None else None
        opening = Opening(desk, answers, told, no_components=no_components, announce=not no_announce)
        if from_alert is not None:
            from outspoken.cli.desk.from_alert import open_from_alert

            open_from_alert(opening, from_alert, message)
            return
        opening.carry_out(text, template)
