"""`outspoken schedule`: announces scheduled maintenance."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from outspoken.authoring.answers.clock_times import completed_after
from outspoken.authoring.drafted_change import open_incident
from outspoken.authoring.drafts import IncidentDraft, UpdateDraft
from outspoken.authoring.given_keys import given_keys
from outspoken.authoring.state_input import read_states
from outspoken.authoring.time_input import until, window_in_words
from outspoken.cli.desk import message_source, questions
from outspoken.cli.desk.change_result import DeliveryOptions, note
from outspoken.cli.desk.key_options import keys_of, takes_keys
from outspoken.cli.desk.resume_answers import resume
from outspoken.cli.desk.writing_desk import WritingDesk, writes
from outspoken.cli.required_text import FilledArgument
from outspoken.cli.stop import Stop, one_line
from outspoken.source.format.incident_fields import INCIDENT, UPDATE
from outspoken.source.format.instants import duration_text, read_instant

_HELPS = {
    "component": "A component that is unavailable; ID=STATE if it is only slow. May be given several times.",
    "impact": "How badly customers are affected during the maintenance.",
    "workaround": "What customers can do before and during the maintenance.",
}


@click.command()
@click.argument("title", required=False, cls=FilledArgument)
@takes_keys("schedule", _HELPS)
@click.option("--no-components", is_flag=True, help="No component is affected.")
@message_source.option
@message_source.template
@writes
def command(
    *,
    title: str | None,
    answers: dict[str, str],
    no_components: bool,
    message: str | None,
    template: str | None,
    delivery: DeliveryOptions,
    root: Path,
    now: datetime | None,
) -> None:
    """Announce scheduled maintenance.

    On a terminal, the command asks for what is missing; otherwise TITLE, --from, --until, --component (or
    --no-components) and -m are required. Prints the paths that were written.
    """
    if title:
        answers["title"] = title
    with one_line():
        if "component" in answers and no_components:
            raise Stop("--component and --no-components exclude each other", 2)
        desk = WritingDesk(root, now, delivery)
        text = message_source.given(message)
        desk.expect_able()
        message_source.expect_template(desk, template)
        plan = _Plan(desk, answers)
        # Before any question: unknown components raise MissingError.
        plan.read_states()

        text = resume(desk, keys_of("schedule"), answers, text)
        plan.complete(no_components=no_components)
        plan.write(text or plan.compose(template))


class _Plan:
    """Scheduled maintenance before it is written: `answers` are texts by the name of their option."""

    def __init__(self, desk: WritingDesk, answers: dict[str, str]) -> None:
        self.desk, self.answers = desk, answers
        self.states: dict[str, str] = {}

    def read_states(self) -> dict[str, str]:
        """Return the states that --component options give. Raises MissingError."""
        return read_states(self.answers.get("component", ""), self.desk.context, "under_maintenance")

    def complete(self, *, no_components: bool) -> None:
        desk, answers = self.desk, self.answers
        self.states = self.read_states()
        if "component" not in answers and not no_components:
            self.states = questions.components(desk, "under_maintenance", states=False)
        # After the components, since the default title contains the name of the first one.
        if "title" not in answers:
            known = desk.settings.public_names
            default = f"{known.get(next(iter(self.states), ''), 'Our service')}: scheduled maintenance"
            answers["title"] = questions.title(desk, "What is planned?", default)
        self._ask_window()
        self._settle_end()

    def _settle_end(self) -> None:
        """Store the end as a time: a duration, and a time without a day, are relative to the start."""
        answers, zone = self.answers, self.desk.moment.hinting().zone
        start = read_instant(answers["from"])
        end = completed_after(answers["until"], start, zone)
        if end != answers["until"]:
            note(f"--until {answers['until']} is read as {end}")
        answers["until"] = until(end, start)

    def _ask_window(self) -> None:
        desk, answers = self.desk, self.answers
        keys = {key.name: key for key in keys_of("schedule")}
        if "from" not in answers:
            from outspoken.authoring.next_window import next_window

            default = next_window(desk.settings, desk.now)
            why = "A time, such as 02:00. From then on the page says by itself that the work has begun."
            answers["from"] = questions.time(desk, keys["from"], "When does it begin?", default, why)
        if "until" not in answers:
            longest = desk.settings.planned.longest
            default = duration_text(longest) if longest else "30m"
            why = "A time, such as 02:30, or how long it takes."
            answers["until"] = questions.time(desk, keys["until"], "When does it end?", default, why)

    def compose(self, template: str | None) -> str:
        from outspoken.authoring.situation_templates import read_template

        desk, answers = self.desk, self.answers
        chosen = read_template(desk.root, template or "scheduled")
        if desk.is_terminal:
            questions.ask_keys(desk, keys_of("schedule"), answers, chosen.defaults)
        for name, value in chosen.defaults.items():
            answers.setdefault(name, value)
        start, end = (read_instant(answers[name]) for name in ("from", "until"))
        begin, over = window_in_words(start, end, desk.now, desk.settings.zone)
        slots = {**answers, "from": begin, "until": over}
        about = (f"{answers['title']}: the announcement.",)
        return message_source.compose(desk, chosen, slots, about, is_chosen=bool(template))

    def write(self, text: str) -> None:
        desk, answers = self.desk, self.answers
        incident = {"kind": "maintenance", **given_keys("schedule", INCIDENT, answers, desk.now)}
        draft = IncidentDraft(given=incident, components=self.states)
        update = {**given_keys("schedule", UPDATE, answers, desk.now), "status": "scheduled"}
        first = UpdateDraft(at=desk.now, message=text, given=update)
        day = desk.settings.day(read_instant(answers["from"]))
        desk.carry_out(
            lambda store: open_incident(
                store, desk.context_of(store), desk.settings_of(store), draft, first, day
            )
        )
