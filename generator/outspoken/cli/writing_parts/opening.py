"""An incident that `outspoken new` opens: values of options, then answers to questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outspoken.authoring.drafted_change import open_incident
from outspoken.authoring.drafts import IncidentDraft, UpdateDraft
from outspoken.authoring.given_keys import given_keys
from outspoken.authoring.situation_templates import read_template
from outspoken.authoring.state_input import read_states, usual_state
from outspoken.authoring.time_input import in_words, since, span_in_words, suggested_wait
from outspoken.cli.stop import Stop
from outspoken.cli.writing_parts import message_source, questions
from outspoken.cli.writing_parts.key_options import keys_of
from outspoken.cli.writing_parts.resume_answers import resume
from outspoken.cli.writing_parts.writing_run import WritingRun
from outspoken.model.vocabulary import Impact, Status
from outspoken.source.format.incident_fields import INCIDENT, UPDATE
from outspoken.source.format.instants import read_instant
from outspoken.source.format.writing import stamp

if TYPE_CHECKING:
    from outspoken.authoring.situation_templates import Template


class Opening:
    """An incident before it is written: `answers` are texts by the name of their option."""

    def __init__(self, run: WritingRun, answers: dict[str, str], *, no_components: bool) -> None:
        if "component" in answers and no_components:
            raise Stop("--component and --no-components exclude each other", 2)
        self.run, self.answers, self.no_components = run, answers, no_components
        self.states: dict[str, str] = {}

    def carry_out(self, text: str | None, template: str | None) -> None:
        """Ask for missing answers and the message, then write the incident."""
        # Before any question, so that a user does not type for five minutes before an error.
        self.run.expect_able()
        message_source.expect_template(self.run, template)
        # For the same reason, unknown components are reported now.
        self.read_states("none")

        text = resume(self.run, keys_of("new"), self.answers, text)
        asked_for = read_template(self.run.root, template) if template else None
        defaults = dict(asked_for.defaults) if asked_for else {}
        self._ask(defaults, is_composing=text is None)
        if text is None:
            status = self.answers["status"]
            text = self._compose(asked_for or read_template(self.run.root, status), is_chosen=bool(template))
        self.write(text)

    def _ask(self, defaults: dict[str, str], *, is_composing: bool) -> None:
        run, answers = self.run, self.answers
        is_asking = run.is_terminal
        if not answers.get("impact"):
            default = defaults.get("impact", "")
            answers["impact"] = (default if not is_asking else "") or questions.impact(run, default)
        self.states = self.read_states(answers["impact"])
        if "component" not in answers and not self.no_components:
            self.states = questions.components(run, usual_state(answers["impact"]))
        if not answers.get("title"):
            answers["title"] = self._title(defaults)
        if is_asking and is_composing:
            suggested = {**defaults, "next_update": self._cadence(defaults)}
            questions.ask_keys(run, keys_of("new"), answers, suggested)
        asked = {"title", "impact", *(key.name for key in keys_of("new") if key.option.question)}
        for name, value in {"status": "investigating", **defaults}.items():
            # On a terminal the template's defaults have already been offered as answers.
            if not is_asking or name not in asked:
                answers.setdefault(name, value)

    def read_states(self, impact: str) -> dict[str, str]:
        """Return the states that --component options give. Raises MissingError."""
        return read_states(self.answers.get("component", ""), self.run.context, usual_state(impact))

    def _title(self, defaults: dict[str, str]) -> str:
        if "title" in defaults and not self.run.is_terminal:
            return defaults["title"]
        first = next(iter(self.states), "")
        known = self.run.settings.public_names
        default = defaults.get("title") or f"Problems with {known.get(first, first) or 'our service'}"
        return questions.title(self.run, "What is broken?", default)

    def _cadence(self, defaults: dict[str, str]) -> str:
        status = Status(self.answers.get("status") or Status.INVESTIGATING)
        longest = self.run.settings.cadence.of(Impact(self.answers["impact"])).longest(status)
        return defaults.get("next_update") or suggested_wait(longest)

    def _compose(self, chosen: Template, *, is_chosen: bool) -> str:
        run, zone = self.run, self.run.settings.zone
        started = self.answers.get("started")
        since_when = read_instant(since(started, run.now)) if started else run.now
        slots = dict(self.answers)
        slots["started"] = in_words(since_when, run.now, zone)
        if slots.get("worst_case"):
            slots["worst_case"] = span_in_words(slots["worst_case"])
        slots["components"] = ", ".join(self.states)
        about = (f"{self.answers['title']}: the first message, {self.answers['status']}.",)
        return message_source.compose(run, chosen, slots, about, is_chosen=is_chosen)

    def write(self, text: str, *, body: str = "", is_draft: bool = False) -> None:
        """Write the incident with its first update."""
        run, answers = self.run, self.answers
        incident = {"started": stamp(run.now), **given_keys("new", INCIDENT, answers, run.now)}
        draft = IncidentDraft(given=incident, components=self.states, body=body)
        update = {"status": "investigating", **given_keys("new", UPDATE, answers, run.now)}
        first = UpdateDraft(at=run.now, message=text, given=update)
        # The id has the day on which it started in the site's zone, as the page shows it.
        day = run.settings.day(read_instant(incident["started"]))
        run.carry_out(
            lambda store: open_incident(
                store, run.context_of(store), run.settings_of(store), draft, first, day, is_draft=is_draft
            ),
            is_draft=is_draft,
        )
