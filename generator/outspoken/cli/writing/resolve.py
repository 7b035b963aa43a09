"""`outspoken resolve`: says that an incident, or planned work, is over."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from outspoken.cli.desk import message_source as words
from outspoken.cli.desk.change_result import DeliveryOptions
from outspoken.cli.desk.writing_desk import WritingDesk, writes
from outspoken.cli.stop import Stop, one_line


@click.command()
@click.argument("incident", metavar="[ID]", required=False)
@words.option
@words.template
@click.option("--no-announce", is_flag=True, help="On the page and in feeds, but not sent.")
@click.option("--key", help="A caller's own id for this: a repeated call gives the first result.")
@writes
def command(
    *,
    incident: str | None,
    message: str | None,
    template: str | None,
    no_announce: bool,
    key: str | None,
    delivery: DeliveryOptions,
    root: Path,
    now: datetime | None,
) -> None:
    """Say that an incident is resolved, or planned work completed.

    ID is the incident's, or a part of it that no other open one has; without it, the only open one is
    meant. All its components return to operational. Prints the path that was written.
    """
    if template == "list":
        words.print_templates(root)
        return
    with one_line():
        desk = WritingDesk(root, now, delivery)
        text = words.given(message)
        from outspoken.cli.desk.which_incident import which_open
        from outspoken.cli.writing.update import post

        desk.expect_able()
        found = which_open(desk, incident, upcoming=False)
        answers = {"status": _final_status(desk, found, key)}
        if key:
            answers["key"] = key
        post(desk, found, answers, (), text, template, announce=not no_announce)


def _final_status(desk: WritingDesk, incident: str, key: str | None) -> str:
    """What closes an incident of this kind. Raises Stop where it is closed, but for a repeated call."""
    from outspoken.authoring.lookup import is_closed, update_with_key
    from outspoken.cli.desk.which_incident import read
    from outspoken.source.incidents.new_ids import folder_of

    parsed = read(desk, incident).incident
    if parsed is None:
        return "resolved"
    word = "completed" if parsed.is_maintenance else "resolved"
    if is_closed(parsed) and not (key and update_with_key(desk.shelf, folder_of(incident), key)):
        raise Stop(f"{incident} is over already; outspoken update adds a postscript")
    return word
