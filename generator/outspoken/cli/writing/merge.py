"""`outspoken merge`: marks an incident as a duplicate of another one."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from outspoken.authoring.edits.duplicate import expect_mergeable, lost_states, merge
from outspoken.authoring.lookup import is_closed, read_incident
from outspoken.authoring.refusal import MissingError
from outspoken.authoring.situation_templates import DUPLICATE, is_ready, read_template
from outspoken.cli.required_text import FilledArgument, or_asked
from outspoken.cli.stop import Stop, one_line
from outspoken.cli.writing_parts import message_source
from outspoken.cli.writing_parts.change_result import DeliveryOptions, note
from outspoken.cli.writing_parts.resume_answers import resume
from outspoken.cli.writing_parts.which_incident import which_among
from outspoken.cli.writing_parts.writing_run import WritingRun, writes

if TYPE_CHECKING:
    from outspoken.derive.current import IncidentState
    from outspoken.model.incident import Incident


@click.command()
@click.argument("duplicate", metavar="[ID]", required=False, cls=FilledArgument, callback=or_asked)
@click.argument("original", metavar="[INTO]", required=False, cls=FilledArgument, callback=or_asked)
@click.option(
    "--works-again",
    is_flag=True,
    help="Everything that only ID reports is over: close ID without adding it to INTO.",
)
@message_source.option
@writes
def command(
    *,
    duplicate: str | None,
    original: str | None,
    works_again: bool,
    message: str | None,
    delivery: DeliveryOptions,
    root: Path,
    now: datetime | None,
) -> None:
    """Mark ID as a duplicate of INTO, if two people opened the same incident.

    ID is closed with an update that leads its readers to INTO; both keep their pages, feeds and times.
    Reports count only INTO, and downtime of a component counts once. If ID is over already, it is only marked
    as a duplicate. If a component is in a worse state in ID than in INTO, update INTO first. ID and INTO may
    be parts of ids. On a terminal, the command asks for what is missing; otherwise both are required. Prints
    the paths that were written.
    """
    with one_line():
        run = WritingRun(root, now, delivery)
        run.expect_able()

        given = message_source.given(message)
        ending, staying = _find(run, duplicate, original)
        expect_mergeable(ending, staying)
        _expect_nothing_lost(run, ending, staying, works_again=works_again)
        text = resume(run, (), {}, given, ending.id, staying.id)
        if text is None:
            text = _text(run, ending, staying)
        _explain(ending, staying, is_closing=bool(text))
        run.carry_out(lambda store: merge(store, run.context_of(store), ending.id, staying.id, text, run.now))


def _find(run: WritingRun, duplicate: str | None, original: str | None) -> tuple[Incident, Incident]:
    """Return both incidents from the branch that is written to; on a terminal, ask. Raises RefusedError."""

    def is_incident(state: IncidentState) -> bool:
        return not state.incident.is_maintenance

    question = "Which incident is the duplicate?"
    ending = which_among(run, duplicate, is_incident, "open incidents", question)
    run.begin(ending)
    try:
        staying = which_among(
            run,
            original,
            lambda state: is_incident(state) and state.incident.id != ending,
            "other open incidents",
            f"Which incident is {ending} a duplicate of?",
        )
    except MissingError as fault:
        if not run.earlier_work.joined:
            raise
        # Each is in its own pull request, so the other does not exist on the branch that is checked out.
        remedy = f"merge the pull request of one of the two first ({fault})"
        raise MissingError(f"{run.earlier_work.joined} has only {ending}: {remedy}", "INTO") from None
    run.begin(staying)
    # Read after `begin`, which may have checked out a branch with later updates.
    first, second = (read_incident(run.store, run.context, each) for each in (ending, staying))
    return first, second


def _expect_nothing_lost(run: WritingRun, ending: Incident, staying: Incident, *, works_again: bool) -> None:
    """Raise Stop, with the command to run first, if a component would look better than it is."""
    lost = () if works_again else lost_states(ending, staying, run.now)
    if lost:
        raise Stop(
            f"{ending.id} reports what {staying.id} does not: first run outspoken update "
            f"{staying.id} {' '.join(lost)}, or add --works-again if that is over"
        )


def _text(run: WritingRun, ending: Incident, staying: Incident) -> str:
    """Return the message that leads readers to the original; empty if the duplicate is over."""
    if is_closed(ending):
        return ""
    template = read_template(run.root, DUPLICATE)
    title = staying.title.replace("[", r"\[").replace("]", r"\]")
    answers = {"original": title, "link": f"../{staying.id}/"}
    if is_ready(run.root, DUPLICATE, run.settings.language):
        return template.filled(answers)
    about = (f"{ending.title}: the last update, which leads readers to {staying.id}.",)
    return message_source.compose(run, template, answers, about, is_chosen=False)


def _explain(ending: Incident, staying: Incident, *, is_closing: bool) -> None:
    note(f"{ending.id} becomes a duplicate of {staying.id} ({staying.title}):")
    if is_closing:
        note("- an update closes it and leads readers there; it is announced like every update;")
    note(f"- both pages stay: the duplicate's page names the other, and reports count only {staying.id}.")
