"""`outspoken move`: gives an incident another id, before it is published."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from outspoken.cli import shared_options
from outspoken.cli.desk.change_result import DeliveryOptions, note
from outspoken.cli.desk.which_incident import which_open
from outspoken.cli.desk.writing_desk import WritingDesk
from outspoken.cli.stop import one_line

_PLAIN = DeliveryOptions(branch=None, commit=False, pr=False, push=False, as_json=False)


@click.command()
@click.argument("incident", metavar="ID")
@click.argument("new", metavar="NEW-ID")
@shared_options.root
@shared_options.now
def command(*, incident: str, new: str, root: Path, now: datetime | None) -> None:
    """Give an incident another id, as long as it is not published.

    The folder is renamed; duplicate_of and caused_by of other incidents follow, other files that name the
    old id are listed. Without a day, NEW-ID keeps the day of ID. What is published keeps its name: its
    address, its feed entries and its messages depend on it, and would come to readers again. Prints the new
    folder.
    """
    with one_line():
        from outspoken.authoring.edits.move_incident import carry_out, expect_unpublished, new_id, plan_move
        from outspoken.authoring.incident_store import DiskIncidents
        from outspoken.source.incidents.new_ids import folder_of

        desk = WritingDesk(root, now, _PLAIN)
        old = which_open(desk, incident, upcoming=True)
        if _is_in_git(root):
            expect_unpublished(desk.repository, _published(desk), folder_of(old))
        move = plan_move(DiskIncidents(root), old, new_id(old, new))
        carry_out(root, move)
        for path in move.edited:
            note(f"{path}: refers to the new id")
        for path in move.mentions:
            note(f"{path} names {old}: correct it by hand")
        click.echo(move.after)


def _published(desk: WritingDesk) -> str:
    """Return the name of the published branch; without a remote, by the settings."""
    from outspoken.authoring.refusal import RefusedError

    try:
        return desk.main_branch()
    except RefusedError:
        return desk.settings.branch


def _is_in_git(root: Path) -> bool:
    return any((folder / ".git").exists() for folder in (root.resolve(), *root.resolve().parents))
