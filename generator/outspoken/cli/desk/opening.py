"""An incident that `outspoken new` opens: what options said, then what is asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from outspoken.cli.desk import message_source as words
from outspoken.cli.desk.writing_desk import WritingDesk
from outspoken.cli.stop import Stop

if TYPE_CHECKING:
    from outspoken.authoring.situation_templates import Template


class Opening:
    """An incident on its way: what was told, then what was asked for."""

    def __init__(
        self,
        desk: WritingDesk,
        answers: dict[str, str],
        told: tuple[str, ...],
        *,
        no_components: bool,
        announce: bool,
    ) -> None:
        if told and no_components:
            raise Stop("--component and --no-components exclude each other", 2)
        self.desk, self.answers, self.told = desk, answers, told
        self.no_components, self.announce = no_components, announce
        self.states: dict[str, str] = {}

    def carry_out(self, text: str | None, template: str | None) -> None:
        """Ask, compose and write."""
        from outspoken.authoring.situation_templates import read_template

        self.desk.expect_able()
        asked_for = read_template(self.desk.root, template) if template else None
        defaults = dict(asked_for.defaults) if asked_for else {}
        self._ask(defaults, is_composing=text is None)
        if text is None:
            status = self.answers["status"]
            text = self._compose(asked_for or read_template(self.desk.root, status), is_chosen=bool(template))
        self.write(text)

    def _ask(self, defaults: dict[str, str], *, is_composing: bool) -> None:
        from outspoken.authoring.state_input import usual_state
        from outspoken.cli.desk import questions

        desk, answers = self.desk, self.answers
        is_asking = desk.is_terminal
        if not answers.get("impact"):
            told = "" if is_asking else defaults.get("impact", "")
            answers["impact"] = told or questions.impact(desk, defaults.get("impact", ""))
        self.states = self.read_states(answers["impact"])
        if not self.states and not self.no_components:
            self.states = questions.components(desk, usual_state(answers["impact"]))
        if not answers.get("title"):
            answers["title"] = self._title(defaults)
        if is_asking and is_composing:
            self._ask_what_may_be_left_out(defaults)
        for name, value in {"status": "investigating", **defaults}.items():
            if not is_asking or name == "status":
                answers.setdefault(name, value)

    def read_states(self, impact: str) -> dict[str, str]:
        """What --component said."""
        from outspoken.authoring.state_input import read_states, usual_state

        return read_states(self.told, self.desk.context, usual_state(impact))

    def _title(self, defaults: dict[str, str]) -> str:
        from outspoken.cli.desk import questions

        if "title" in defaults and not self.desk.is_terminal:
            return defaults["title"]
        first = next(iter(self.states), "")
        known = self.desk.context.settings.public_names
        default = defaults.get("title") or f"Trouble with {known.get(first, first) or 'our service'}"
        why = "The largest sentence on the page, in the words of a customer."
        return questions.line(self.desk, "TITLE", "What fails?", default, why)

    def _ask_what_may_be_left_out(self, defaults: dict[str, str]) -> None:
        from outspoken.cli.desk import questions
        from outspoken.cli.desk.time_types import TIME_OR_SPAN

        answers = self.answers
        if not answers.get("started"):
            why = "When customers began to feel it: a time with its zone, or how long ago (20m)."
            told = questions.line(
                self.desk, "--started", "Since when?", "now", why, _unless_now(TIME_OR_SPAN.fault)
            )
            answers["started"] = "" if told == "now" else told
        questions.what_customers_ask(answers, defaults)
        if not answers.get("next_update"):
            answers["next_update"] = questions.next_update(self._cadence(defaults))

    def _cadence(self, defaults: dict[str, str]) -> str:
        from outspoken.authoring.time_input import written_span
        from outspoken.model.vocabulary import Impact

        longest = self.desk.context.settings.cadence.get(Impact(self.answers["impact"]))
        return defaults.get("next_update") or (written_span(longest) if longest else "30m")

    def _compose(self, chosen: Template, *, is_chosen: bool) -> str:
        from outspoken.authoring.time_input import in_words, since, span_in_words
        from outspoken.source.format.instants import read_instant

        desk, zone = self.desk, self.desk.context.settings.zone
        started = self.answers.get("started")
        since_when = read_instant(since(started, desk.now)) if started else desk.now
        slots = dict(self.answers)
        slots["started"] = in_words(since_when, desk.now, zone)
        if slots.get("worst_case"):
            slots["worst_case"] = span_in_words(slots["worst_case"])
        slots["components"] = ", ".join(self.states)
        about = (f"{self.answers['title']}: the first message, {self.answers['status']}.",)
        return words.compose(desk, chosen, slots, about, is_chosen=is_chosen)

    def write(self, text: str, *, body: str = "", is_draft: bool = False) -> None:
        """Write the incident with its first update."""
        from outspoken.authoring.drafts import IncidentDraft, UpdateDraft
        from outspoken.authoring.plans import open_incident
        from outspoken.authoring.time_input import since, until
        from outspoken.source.format.instants import read_instant
        from outspoken.source.format.writing import stamp

        desk, answers = self.desk, self.answers
        started = since(answers["started"], desk.now) if answers.get("started") else stamp(desk.now)
        draft = IncidentDraft(
            title=answers["title"],
            impact=answers["impact"],
            components=self.states,
            started=started,
            affected=answers.get("affected", ""),
            signing_in=answers.get("signing_in", ""),
            signed_in=answers.get("signed_in", ""),
            workaround=answers.get("workaround", ""),
            worst_case=answers.get("worst_case", ""),
            key=answers.get("key", ""),
            body=body,
        )
        update = UpdateDraft(
            at=desk.now,
            message=text,
            status=answers.get("status") or "investigating",
            next_update=answers.get("next_update", ""),
            eta=until(answers["eta"], desk.now) if answers.get("eta") else "",
            announce=self.announce,
        )
        day = desk.context.settings.day(read_instant(started))
        desk.carry_out(
            lambda shelf: open_incident(shelf, desk.context_of(shelf), draft, update, day, is_draft=is_draft),
            is_draft=is_draft,
        )


def _unless_now(fault: Callable[[str], str]) -> Callable[[str], str]:
    return lambda text: "" if text == "now" else fault(text)
