"""`outspoken update`: posts another update to an incident."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from outspoken.authoring.drafted_change import post_update
from outspoken.authoring.drafts import UpdateDraft
from outspoken.cli.desk import message_source
from outspoken.cli.desk.change_result import DeliveryOptions
from outspoken.cli.desk.key_options import keys_of, takes_keys
from outspoken.cli.desk.which_incident import read, which_open
from outspoken.cli.desk.writing_desk import WritingDesk, writes
from outspoken.cli.required_text import FilledArgument
from outspoken.cli.stop import one_line
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
        desk = WritingDesk(root, now, delivery)
        post(desk, incident, answers, message_source.given(message), template)


def post(
    desk: WritingDesk,
    named: str | None,
    answers: dict[str, str],
    text: str | None,
    template: str | None,
    *,
    command: str = "update",
) -> None:
    """Find the incident, ask for what is missing, and write the update."""
    from outspoken.authoring.given_keys import given_keys
    from outspoken.authoring.state_input import read_states

    # First, so that an error of git is raised before any question.
    desk.expect_able()
    message_source.expect_template(desk, template)
    incident = which_open(desk, named, upcoming=True)
    desk.begin(incident)
    # Before the questions too: unknown components raise MissingError.
    read_states(answers.get("component", ""), desk.context)
    from outspoken.cli.desk.resume_answers import resume

    text = resume(desk, keys_of(command), answers, text, incident)
    states = read_states(answers.get("component", ""), desk.context)
    if text is None:
        text = _compose(desk, incident, answers, template, command)
    given = given_keys(command, UPDATE, answers, desk.now)
    if status := answers.get("status"):
        given["status"] = status
    draft = UpdateDraft(at=desk.now, message=text, components=states, given=given)
    desk.carry_out(lambda store: post_update(store, desk.context_of(store), incident, draft))


def _compose(
    desk: WritingDesk, incident: str, answers: dict[str, str], template: str | None, command: str
) -> str:
    from outspoken.authoring.situation_templates import read_template

    parsed = read(desk, incident)
    if parsed.incident is None:
        raise ProblemsError(parsed.problems)
    if desk.is_terminal:
        _ask(desk, parsed.incident, answers, command)
    chosen = read_template(desk.root, template or answers.get("status") or "update")
    about = (f"{parsed.incident.title}: {answers.get('status') or 'another update'}.",)
    return message_source.compose(desk, chosen, slots(parsed.incident, desk), about, is_chosen=bool(template))


def _ask(desk: WritingDesk, incident: Incident, answers: dict[str, str], command: str) -> None:
    from outspoken.authoring.time_input import suggested_wait
    from outspoken.cli.desk import questions

    if "status" not in answers:
        labels = {"": "unchanged"} | {each: each.value for each in Status if each.kind is incident.kind}
        why = "Resolved or completed closes it, and sets every component to operational."
        status = questions.chosen(desk, "--status", "What is the status now?", labels, "", why)
        answers["status"] = str(status)
    is_final = bool(answers.get("status")) and Status(answers["status"]).is_final
    longest = _longest_wait(desk, incident, answers)
    defaults = {"next_update": suggested_wait(longest)}
    asked = {Asked.ALWAYS, Asked.END if is_final else Asked.OPEN}
    if _impact(incident).rank < Impact.MAJOR.rank:
        asked.discard(Asked.END)
    keys = (key for key in keys_of(command) if key.option.asked in asked)
    questions.ask_keys(desk, keys, answers, defaults)


def _longest_wait(desk: WritingDesk, incident: Incident, answers: Mapping[str, str]) -> timedelta | None:
    """Return the longest time until the next update, given what this one says."""
    from outspoken.derive.cadence import opened
    from outspoken.derive.current import incident_state
    from outspoken.derive.facts import IncidentFacts

    facts = IncidentFacts(incident)
    impact = Impact(answers.get("impact") or _impact(incident))
    status = Status(answers.get("status") or incident_state(facts, desk.now).status)
    return desk.settings.cadence.of(impact).longest(status, desk.now - opened(facts, desk.now))


def _impact(incident: Incident) -> Impact:
    changed = [update.impact for update in incident.updates if update.impact]
    return changed[-1] if changed else incident.impact


def slots(incident: Incident, desk: WritingDesk) -> Mapping[str, str]:
    """Return the values for the slots of a template, from an existing incident."""
    from outspoken.authoring.situation_templates import known_answers
    from outspoken.authoring.time_input import in_words, window_in_words

    zone = desk.settings.zone
    found = known_answers(incident)
    found["started"] = in_words(incident.started, desk.now, zone)
    if incident.window:
        ends = window_in_words(incident.window.start, incident.window.end, desk.now, zone)
        found["from"], found["until"] = ends
    return found
