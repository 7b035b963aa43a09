"""`outspoken move`: gives an incident another id."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from outspoken.authoring.edits.move_incident import carry_out, new_id, plan_move, published_on
from outspoken.authoring.incident_store import DiskIncidents
from outspoken.authoring.refusal import RefusedError
from outspoken.cli import shared_options
from outspoken.cli.required_text import FilledArgument, or_asked
from outspoken.cli.stop import one_line
from outspoken.cli.writing_parts import questions
from outspoken.cli.writing_parts.change_result import DeliveryOptions, note
from outspoken.cli.writing_parts.resume_answers import resume
from outspoken.cli.writing_parts.which_incident import which_open
from outspoken.cli.writing_parts.writing_run import WritingRun
from outspoken.source.plan.checklist_file import checklist_path

if TYPE_CHECKING:
    from outspoken.authoring.edits.move_incident import FolderMove

_PLAIN = DeliveryOptions(branch=None, commit=False, pr=False, push=False, as_json=False)


@click.command()
@click.argument("incident", metavar="[ID]", required=False, cls=FilledArgument, callback=or_asked)
@click.argument("new", metavar="[NEW-ID]", required=False, cls=FilledArgument, callback=or_asked)
@shared_options.root
@shared_options.now
def command(*, incident: str | None, new: str | None, root: Path, now: datetime | None) -> None:
    """Give an incident another id: its folder is renamed, and with it the address of its page.

    If it is published, its former ids are kept in aliases: the old address redirects to the new one. Feeds,
    programs and announcements keep the first id, and nothing is sent again. Keys of other incidents that
    name it get the new id; other files that name it are listed. NEW-ID without a day keeps the day of ID.
    On a terminal, the command asks for what is missing; otherwise both are required. Prints the new folder.
    """
    with one_line():
        run = WritingRun(root, now, _PLAIN)
        old = which_open(run, incident, upcoming=True)
        # Without git, nothing says what was published.
        was_published = published_on(run.repository, _published(run)) if _is_in_git(root) else _never

        def planned(text: str) -> FolderMove:
            return plan_move(DiskIncidents(root), old, new_id(old, text), was_published)

        move = planned(new or _ask(run, old, planned))
        carry_out(root, move)
        run.done()
        _move_checklist(run, old, move.after.rpartition("/")[2])
        _explain(move, old)
        click.echo(move.after)


def _ask(run: WritingRun, old: str, planned: Callable[[str], object]) -> str:
    """Ask for a new id until the move is possible; store it for the next run if this one fails."""
    answers: dict[str, str] = {}
    resume(run, (), answers, None, old)
    why = "The address of its page ends with it. Without a day, it keeps the old day."
    return answers.get("new_id") or questions.line(
        run, "NEW-ID", "What is its new id?", "", why, check=lambda text: questions.refusal(planned, text)
    )


def _explain(move: FolderMove, old: str) -> None:
    if move.aliases:
        note(
            f"aliases: {', '.join(move.aliases)}: the old address leads to the new one, and feeds, programs "
            f"and announcements keep {move.aliases[0]}"
        )
    for path in move.edited:
        if not path.startswith(f"{move.after}/"):
            note(f"{path}: refers to the new id")
    for path in move.mentions:
        # A link to a former address still works, and a correction would show as an edit of a published text.
        note(f"{path} names {old}: {'a link still leads there' if move.aliases else 'correct it by hand'}")


def _move_checklist(run: WritingRun, old: str, new: str) -> None:
    """Rename the checklist that a private plan keeps outside of the incident's folder."""
    before, after = (checklist_path(run.root, run.settings, one) for one in (old, new))
    if before.is_file() and not after.exists():
        before.rename(after)


def _never(_folder: str) -> bool:
    return False


def _published(run: WritingRun) -> str:
    """Return the name of the published branch; without a remote, the one in the settings."""
    try:
        return run.main_branch()
    except RefusedError:
        return run.settings.branch


def _is_in_git(root: Path) -> bool:
    return any((folder / ".git").exists() for folder in (root.resolve(), *root.resolve().parents))
