"""`outspoken update`: posts another update to an incident."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from outspoken.authoring.drafted_change import post_update
from outspoken.authoring.drafts import UpdateDraft
from outspoken.authoring.given_keys import given_keys
from outspoken.authoring.state_input import read_states
from outspoken.authoring.time_input import in_words, suggested_wait, window_in_words
from outspoken.cli.required_text import FilledArgument
from outspoken.cli.stop import one_line
from outspoken.cli.writing_parts import message_source, questions
from outspoken.cli.writing_parts.change_result import DeliveryOptions
from outspoken.cli.writing_parts.key_options import keys_of, takes_keys
from outspoken.cli.writing_parts.resume_answers import resume
from outspoken.cli.writing_parts.which_incident import read, which_open
from outspoken.cli.writing_parts.writing_run import WritingRun, writes
from outspoken.errors import ProblemsError
from outspoken.model.field import Asked
from outspoken.model.vocabulary import Impact, Status
from outspoken.source.format.incident_fields import UPDATE

if TYPE_CHECKING:
    from outspoken.model.incident import Incident

_HELPS = {
    "status": "The status from now on; unchanged by default.",
    "component": "A component's state from now on. May be given several times.",
    "impact": "The impact from now on.",
}


@click.command()
@click.argument("incident", metavar="[ID]", required=False, cls=FilledArgument)
@takes_keys("update", _HELPS)
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
    """Post another update to an incident.

    ID is the incident's id, or a part of it that no other open incident has; without it, the only open
    incident is used. On a terminal, the command asks for what is missing; otherwise -m is required. Prints
    the path that was written.
    """
    with one_line():
        run = WritingRun(root, now, delivery)
        post(run, incident, answers, message_source.given(message), template)


def post(
    run: WritingRun,
    named: str | None,
    answers: dict[str, str],
    text: str | None,
    template: str | None,
    *,
    command: str = "update",
) -> None:
    """Find the incident, ask for what is missing, and write the update."""
    # First, so that an error of git is raised before any question.
    run.expect_able()
    message_source.expect_template(run, template)
    incident = which_open(run, named, upcoming=True)
    run.begin(incident)
    # Before the questions too: unknown components raise MissingError.
    read_states(answers.get("component", ""), run.context)

    text = resume(run, keys_of(command), answers, text, incident)
    states = read_states(answers.get("component", ""), run.context)
    if text is None:
        text = _compose(run, incident, answers, template, command)
    given = given_keys(command, UPDATE, answers, run.now)
    if status := answers.get("status"):
        given["status"] = status
    draft = UpdateDraft(at=run.now, message=text, components=states, given=given)
    run.carry_out(lambda store: post_update(store, run.context_of(store), incident, draft))


def _compose(
    run: WritingRun, incident: str, answers: dict[str, str], template: str | None, command: str
) -> str:
    from outspoken.authoring.situation_templates import read_template

    parsed = read(run, incident)
    if parsed.incident is None:
        raise ProblemsError(parsed.problems)
    if run.is_terminal:
        _ask(run, parsed.incident, answers, command)
    chosen = read_template(run.root, template or answers.get("status") or "update")
    about = (f"{parsed.incident.title}: {answers.get('status') or 'another update'}.",)
    return message_source.compose(run, chosen, slots(parsed.incident, run), about, is_chosen=bool(template))


def _ask(run: WritingRun, incident: Incident, answers: dict[str, str], command: str) -> None:
    if "status" not in answers:
        labels = {"": "unchanged"} | {each: each.value for each in Status if each.kind is incident.kind}
        why = "Resolved or completed closes it, and sets every component to operational."
        status = questions.chosen(run, "--status", "What is the status now?", labels, "", why)
        answers["status"] = str(status)
    is_final = bool(answers.get("status")) and Status(answers["status"]).is_final
    longest = _longest_wait(run, incident, answers)
    defaults = {"next_update": suggested_wait(longest)}
    asked = {Asked.ALWAYS, Asked.END if is_final else Asked.OPEN}
    if _impact(incident).rank < Impact.MAJOR.rank:
        asked.discard(Asked.END)
    keys = (key for key in keys_of(command) if key.option.asked in asked)
    questions.ask_keys(run, keys, answers, defaults)


def _longest_wait(run: WritingRun, incident: Incident, answers: Mapping[str, str]) -> timedelta | None:
    """Return the longest time until the next update, given what this one says."""
    from outspoken.derive.cadence import opened
    from outspoken.derive.current import incident_state
    from outspoken.derive.facts import IncidentFacts

    facts = IncidentFacts(incident)
    impact = Impact(answers.get("impact") or _impact(incident))
    status = Status(answers.get("status") or incident_state(facts, run.now).status)
    return run.settings.cadence.of(impact).longest(status, run.now - opened(facts, run.now))


def _impact(incident: Incident) -> Impact:
    changed = [update.impact for update in incident.updates if update.impact]
    return changed[-1] if changed else incident.impact


def slots(incident: Incident, run: WritingRun) -> Mapping[str, str]:
    """Return the values for the slots of a template, from an existing incident."""
    from outspoken.authoring.situation_templates import known_answers

    zone = run.settings.zone
    found = known_answers(incident)
    found["started"] = in_words(incident.started, run.now, zone)
    if incident.window:
        ends = window_in_words(incident.window.start, incident.window.end, run.now, zone)
        found["from"], found["until"] = ends
    return found
