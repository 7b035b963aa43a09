"""`outspoken new`: opens an incident with its first update."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from outspoken.cli import message as words
from outspoken.cli.desk import Delivery, Desk, writes
from outspoken.cli.moments import SPAN, TIME_OR_SPAN
from outspoken.cli.stop import Stop, one_line
from outspoken.model.words import INCIDENT_STATUSES, Impact, Status

if TYPE_CHECKING:
    from outspoken.authoring.messages import Template

_STATUSES = [status.value for status in Status if status in INCIDENT_STATUSES]


@click.command()
@click.argument("title", required=False)
@click.option(
    "--impact", type=click.Choice([each.value for each in Impact]), help="How badly customers are touched."
)
@click.option(
    "--component", "told", metavar="ID=STATE", multiple=True,
    help="A component and its state; without a state, the one that goes with the impact. As often as needed.",
)  # fmt: skip
@click.option("--no-components", is_flag=True, help="No component is touched.")
@words.option
@words.template
@click.option("--started", type=TIME_OR_SPAN, help="Since when: a time, or how long ago; now by default.")
@click.option("--affected", help="Who, and how many.")
@click.option("--signing-in", help="What they see at the door.")
@click.option("--signed-in", help="What they see inside.")
@click.option("--workaround", help="What to do meanwhile.")
@click.option("--worst-case", type=SPAN, help="The longest it may last.")
@click.option("--next-update", type=TIME_OR_SPAN, help="When we speak next: a promise.")
@click.option("--eta", type=TIME_OR_SPAN, help="When we expect it fixed: a time, or how long from now.")
@click.option("--status", type=click.Choice(_STATUSES), help="Of the first update.  [default: investigating]")
@click.option("--no-announce", is_flag=True, help="On the page and in feeds, but not sent.")
@click.option("--key", help="A caller's own id for this: a repeated call gives the first result.")
@click.option("--from-alert", metavar="-", help="Draft it from an alert's JSON on standard input.")
@writes
def command(
    *,
    title: str | None,
    impact: str | None,
    told: tuple[str, ...],
    no_components: bool,
    message: str | None,
    template: str | None,
    started: str | None,
    affected: str | None,
    signing_in: str | None,
    signed_in: str | None,
    workaround: str | None,
    worst_case: str | None,
    next_update: str | None,
    eta: str | None,
    status: str | None,
    no_announce: bool,
    key: str | None,
    from_alert: str | None,
    delivery: Delivery,
    root: Path,
    now: datetime | None,
) -> None:
    """Open an incident with its first update.

    On a terminal it asks for what is missing. Without one, TITLE, --impact, --component (or
    --no-components) and -m are needed. Prints the paths that were written.
    """
    if template == "list":
        words.print_templates(root, "incident")
        return
    told_words = {
        "title": title, "impact": impact, "started": started, "affected": affected, "signing_in": signing_in,
        "signed_in": signed_in, "workaround": workaround, "worst_case": worst_case, "eta": eta,
        "next_update": next_update, "status": status, "key": key,
    }  # fmt: skip
    answers = {name: value for name, value in told_words.items() if value}
    with one_line():
        desk = Desk(root, now, delivery)
        text = words.given(message) if from_alert is None else None
        opening = Opening(desk, answers, told, no_components=no_components, announce=not no_announce)
        if from_alert is not None:
            from outspoken.cli.fromalert import open_from_alert

            open_from_alert(opening, from_alert, message)
            return
        opening.carry_out(text, template)


class Opening:
    """An incident on its way: what was told, then what was asked for."""

    def __init__(
        self,
        desk: Desk,
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
        from outspoken.authoring.messages import read_template

        self.desk.expect_able()
        asked_for = read_template(self.desk.root, template) if template else None
        defaults = dict(asked_for.defaults) if asked_for else {}
        self._ask(defaults, is_composing=text is None)
        if text is None:
            status = self.answers["status"]
            text = self._compose(asked_for or read_template(self.desk.root, status), is_chosen=bool(template))
        self.write(text)

    def _ask(self, defaults: dict[str, str], *, is_composing: bool) -> None:
        from outspoken.authoring.states import usual_state
        from outspoken.cli import questions

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
        from outspoken.authoring.states import read_states, usual_state

        return read_states(self.told, self.desk.context, usual_state(impact))

    def _title(self, defaults: dict[str, str]) -> str:
        from outspoken.cli import questions

        if "title" in defaults and not self.desk.is_terminal:
            return defaults["title"]
        first = next(iter(self.states), "")
        known = self.desk.context.settings.public_names
        default = defaults.get("title") or f"Trouble with {known.get(first, first) or 'our service'}"
        why = "The largest sentence on the page, in the words of a customer."
        return questions.line(self.desk, "TITLE", "What fails?", default, why)

    def _ask_what_may_be_left_out(self, defaults: dict[str, str]) -> None:
        from outspoken.cli import questions
        from outspoken.cli.moments import TIME_OR_SPAN

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
        from outspoken.authoring.moments import written_span
        from outspoken.model.words import Impact

        longest = self.desk.context.settings.cadence.get(Impact(self.answers["impact"]))
        return defaults.get("next_update") or (written_span(longest) if longest else "30m")

    def _compose(self, chosen: Template, *, is_chosen: bool) -> str:
        from outspoken.authoring.moments import in_words, since, span_in_words
        from outspoken.source.instant import read_instant

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
        from outspoken.authoring.moments import since, until
        from outspoken.authoring.plans import open_incident
        from outspoken.authoring.text import stamp
        from outspoken.source.instant import read_instant

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
