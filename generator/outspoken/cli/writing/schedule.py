"""`outspoken schedule`: announces scheduled maintenance."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from outspoken.authoring.answers.clock_times import completed_after
from outspoken.authoring.drafted_change import open_incident
from outspoken.authoring.drafts import IncidentDraft, UpdateDraft
from outspoken.authoring.given_keys import given_keys
from outspoken.authoring.situation_templates import read_template
from outspoken.authoring.state_input import read_states
from outspoken.authoring.time_input import next_window, until, window_in_words
from outspoken.cli.required_text import FilledArgument
from outspoken.cli.stop import Stop, one_line
from outspoken.cli.writing_parts import message_source, questions
from outspoken.cli.writing_parts.change_result import DeliveryOptions, note
from outspoken.cli.writing_parts.key_options import keys_of, takes_keys
from outspoken.cli.writing_parts.resume_answers import resume
from outspoken.cli.writing_parts.writing_run import WritingRun, writes
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
        run = WritingRun(root, now, delivery)
        text = message_source.given(message)
        run.expect_able()
        message_source.expect_template(run, template)
        plan = _Plan(run, answers)
        # Before any question: unknown components raise MissingError.
        plan.read_states()

        text = resume(run, keys_of("schedule"), answers, text)
        plan.complete(no_components=no_components)
        plan.write(text or plan.compose(template))


class _Plan:
    """Scheduled maintenance before it is written: `answers` are texts by the name of their option."""

    def __init__(self, run: WritingRun, answers: dict[str, str]) -> None:
        self.run, self.answers = run, answers
        self.states: dict[str, str] = {}

    def read_states(self) -> dict[str, str]:
        """Return the states that --component options give. Raises MissingError."""
        return read_states(self.answers.get("component", ""), self.run.context, "under_maintenance")

    def complete(self, *, no_components: bool) -> None:
        run, answers = self.run, self.answers
        self.states = self.read_states()
        if "component" not in answers and not no_components:
            self.states = questions.components(run, "under_maintenance", states=False)
        # After the components, since the default title contains the name of the first one.
        if "title" not in answers:
            known = run.settings.public_names
            default = f"{known.get(next(iter(self.states), ''), 'Our service')}: scheduled maintenance"
            answers["title"] = questions.title(run, "What is planned?", default)
        self._ask_window()
        self._settle_end()

    def _settle_end(self) -> None:
        """Store the end as a time: a duration, and a time without a day, are relative to the start."""
        answers, zone = self.answers, self.run.moment.hinting().zone
        start = read_instant(answers["from"])
        end = completed_after(answers["until"], start, zone)
        if end != answers["until"]:
            note(f"--until {answers['until']} is read as {end}")
        answers["until"] = until(end, start)

    def _ask_window(self) -> None:
        run, answers = self.run, self.answers
        keys = {key.name: key for key in keys_of("schedule")}
        if "from" not in answers:
            default = next_window(run.settings, run.now)
            why = "A time, such as 02:00. From then on the page says by itself that the work has begun."
            answers["from"] = questions.time(run, keys["from"], "When does it begin?", default, why)
        if "until" not in answers:
            longest = run.settings.planned.longest
            default = duration_text(longest) if longest else "30m"
            why = "A time, such as 02:30, or how long it takes."
            answers["until"] = questions.time(run, keys["until"], "When does it end?", default, why)

    def compose(self, template: str | None) -> str:
        run, answers = self.run, self.answers
        chosen = read_template(run.root, template or "scheduled")
        if run.is_terminal:
            questions.ask_keys(run, keys_of("schedule"), answers, chosen.defaults)
        for name, value in chosen.defaults.items():
            answers.setdefault(name, value)
        start, end = (read_instant(answers[name]) for name in ("from", "until"))
        begin, over = window_in_words(start, end, run.now, run.settings.zone)
        slots = {**answers, "from": begin, "until": over}
        about = (f"{answers['title']}: the announcement.",)
        return message_source.compose(run, chosen, slots, about, is_chosen=bool(template))

    def write(self, text: str) -> None:
        run, answers = self.run, self.answers
        incident = {"kind": "maintenance", **given_keys("schedule", INCIDENT, answers, run.now)}
        draft = IncidentDraft(given=incident, components=self.states)
        update = {**given_keys("schedule", UPDATE, answers, run.now), "status": "scheduled"}
        first = UpdateDraft(at=run.now, message=text, given=update)
        day = run.settings.day(read_instant(answers["from"]))
        run.carry_out(
            lambda store: open_incident(
                store, run.context_of(store), run.settings_of(store), draft, first, day
            )
        )
