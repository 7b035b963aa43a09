"""`outspoken update`: posts another update to an incident."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from outspoken.cli.desk import message_source as words
from outspoken.cli.desk.change_result import DeliveryOptions
from outspoken.cli.desk.time_types import TIME_OR_SPAN
from outspoken.cli.desk.writing_desk import WritingDesk, writes
from outspoken.cli.stop import one_line
from outspoken.model.vocabulary import Impact, Status

if TYPE_CHECKING:
    from outspoken.model.incident import Incident


@click.command()
@click.argument("incident", metavar="[ID]", required=False)
@click.option(
    "--status",
    type=click.Choice([each.value for each in Status]),
    help="How far it has come; unchanged by default.",
)
@words.option
@words.template
@click.option("--next-update", type=TIME_OR_SPAN, help="When we speak next: a promise.")
@click.option("--eta", type=TIME_OR_SPAN, help="When we expect it fixed: a time, or how long from now.")
@click.option("--impact", type=click.Choice([each.value for each in Impact]), help="The impact from now on.")
@click.option(
    "--component", "told", metavar="ID=STATE", multiple=True,
    help="A component's state from now on. As often as needed.",
)  # fmt: skip
@click.option("--no-announce", is_flag=True, help="On the page and in feeds, but not sent.")
@click.option("--key", help="A caller's own id for this: a repeated call gives the first result.")
@writes
def command(
    *,
    incident: str | None,
    status: str | None,
    message: str | None,
    template: str | None,
    next_update: str | None,
    eta: str | None,
    impact: str | None,
    told: tuple[str, ...],
    no_announce: bool,
    key: str | None,
    delivery: DeliveryOptions,
    root: Path,
    now: datetime | None,
) -> None:
    """Post another update to an incident.

    ID is the incident's, or a part of it that no other open one has; without it, the only open one is
    meant. On a terminal it asks for what is missing. Without one, -m is needed. Prints the path that was
    written.
    """
    if template == "list":
        words.print_templates(root)
        return
    with one_line():
        desk = WritingDesk(root, now, delivery)
        said = {"status": status, "next_update": next_update, "eta": eta, "impact": impact, "key": key}
        answers = {name: value for name, value in said.items() if value}
        post(desk, incident, answers, told, words.given(message), template, announce=not no_announce)


def post(
    desk: WritingDesk,
    named: str | None,
    answers: dict[str, str],
    told: tuple[str, ...],
    text: str | None,
    template: str | None,
    *,
    announce: bool,
) -> None:
    """Find the incident, ask for what is missing, and write the update."""
    from outspoken.authoring.drafts import UpdateDraft
    from outspoken.authoring.plans import post_update
    from outspoken.authoring.state_input import read_states
    from outspoken.authoring.time_input import until
    from outspoken.cli.desk.which_incident import which_open

    desk.expect_able()
    incident = which_open(desk, named, upcoming=True)
    states = read_states(told, desk.context)
    if text is None:
        text = _compose(desk, incident, answers, template)
    draft = UpdateDraft(
        at=desk.now,
        message=text,
        components=states,
        eta=until(answers.pop("eta"), desk.now) if answers.get("eta") else "",
        announce=announce,
        **answers,
    )
    desk.carry_out(lambda shelf: post_update(shelf, desk.context_of(shelf), incident, draft))


def _compose(desk: WritingDesk, incident: str, answers: dict[str, str], template: str | None) -> str:
    from outspoken.authoring.situation_templates import read_template
    from outspoken.cli.desk.which_incident import read
    from outspoken.errors import ProblemsError

    parsed = read(desk, incident)
    if parsed.incident is None:
        raise ProblemsError(parsed.problems)
    if desk.is_terminal:
        _ask(desk, parsed.incident, answers)
    chosen = read_template(desk.root, template or answers.get("status") or "update")
    about = (f"{parsed.incident.title}: {answers.get('status') or 'another update'}.",)
    return words.compose(desk, chosen, slots(parsed.incident, desk), about, is_chosen=bool(template))


def _ask(desk: WritingDesk, incident: Incident, answers: dict[str, str]) -> None:
    from outspoken.authoring.time_input import written_span
    from outspoken.cli.desk import questions

    if "status" not in answers:
        labels = {"": "unchanged"} | {each: each.value for each in Status if each.kind is incident.kind}
        why = "Resolved or completed closes it, and returns every component to operational."
        told = questions.chosen(desk, "--status", "How far has it come?", labels, "", why)
        answers |= {"status": str(told)} if told else {}
    is_final = bool(answers.get("status")) and Status(answers["status"]).is_final
    if "next_update" not in answers and not is_final:
        longest = desk.context.settings.cadence.get(_impact(incident))
        told = questions.next_update(written_span(longest) if longest else "30m")
        answers |= {"next_update": told} if told else {}


def _impact(incident: Incident) -> Impact:
    said = [update.impact for update in incident.updates if update.impact]
    return said[-1] if said else incident.impact


def slots(incident: Incident, desk: WritingDesk) -> Mapping[str, str]:
    """What a template can say of an incident that is known already."""
    from outspoken.authoring.time_input import in_words, window_in_words

    zone = desk.context.settings.zone
    found = {
        "title": incident.title,
        "affected": incident.affected,
        "workaround": incident.workaround,
        "signing_in": incident.symptoms.signing_in,
        "signed_in": incident.symptoms.signed_in,
        "started": in_words(incident.started, desk.now, zone),
    }
    if incident.window:
        ends = window_in_words(incident.window.start, incident.window.end, desk.now, zone)
        found["from"], found["until"] = ends
    return found
