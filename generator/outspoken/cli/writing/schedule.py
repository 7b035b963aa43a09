"""`outspoken schedule`: announces planned work."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from outspoken.cli.desk import message_source as words
from outspoken.cli.desk.change_result import DeliveryOptions
from outspoken.cli.desk.time_types import TIME, TIME_OR_SPAN
from outspoken.cli.desk.writing_desk import WritingDesk, writes
from outspoken.cli.stop import missing, one_line
from outspoken.model.vocabulary import Impact


@click.command()
@click.argument("title", required=False)
@click.option("--from", "start", type=TIME, help="When it begins.")
@click.option("--until", "end", type=TIME_OR_SPAN, help="When it ends: a time, or how long it takes.")
@click.option(
    "--component", "told", metavar="ID", multiple=True,
    help="A component that is away meanwhile; ID=STATE if it is only slow. As often as needed.",
)  # fmt: skip
@click.option("--no-components", is_flag=True, help="No component is touched.")
@words.option
@words.template
@click.option(
    "--impact",
    type=click.Choice([each.value for each in Impact]),
    help="How badly customers are touched meanwhile.",
)
@click.option("--affected", help="Who, and how many.")
@click.option("--signing-in", help="What they see at the door.")
@click.option("--signed-in", help="What they see inside.")
@click.option("--workaround", help="What to do before and meanwhile.")
@click.option("--no-auto", is_flag=True, help="Begin and end only by updates, not by the clock.")
@click.option("--no-announce", is_flag=True, help="On the page and in feeds, but not sent.")
@click.option("--key", help="A caller's own id for this: a repeated call gives the first result.")
@writes
def command(
    *,
    title: str | None,
    start: str | None,
    end: str | None,
    told: tuple[str, ...],
    no_components: bool,
    message: str | None,
    template: str | None,
    impact: str | None,
    affected: str | None,
    signing_in: str | None,
    signed_in: str | None,
    workaround: str | None,
    no_auto: bool,
    no_announce: bool,
    key: str | None,
    delivery: DeliveryOptions,
    root: Path,
    now: datetime | None,
) -> None:
    """Announce planned work.

    On a terminal it asks for what is missing. Without one, TITLE, --from, --until, --component (or
    --no-components) and -m are needed. Prints the paths that were written.
    """
    if template == "list":
        words.print_templates(root, "maintenance")
        return
    told_words = {
        "title": title, "start": start, "end": end, "impact": impact, "affected": affected,
        "signing_in": signing_in, "signed_in": signed_in, "workaround": workaround, "key": key,
    }  # fmt: skip
    answers = {name: value for name, value in told_words.items() if value}
    with one_line():
        desk = WritingDesk(root, now, delivery)
        text = words.given(message)
        desk.expect_able()
        plan = _Plan(desk, answers)
        plan.complete(told, no_components=no_components)
        plan.write(text or plan.compose(template), auto=not no_auto, announce=not no_announce)


class _Plan:
    """Planned work on its way: what was told, then what was asked for."""

    def __init__(self, desk: WritingDesk, answers: dict[str, str]) -> None:
        self.desk, self.answers = desk, answers
        self.states: dict[str, str] = {}

    def complete(self, told: tuple[str, ...], *, no_components: bool) -> None:
        from outspoken.authoring.state_input import read_states
        from outspoken.authoring.time_input import until
        from outspoken.cli.desk import questions
        from outspoken.source.format.instants import read_instant

        desk, answers = self.desk, self.answers
        self.states = read_states(told, desk.context, "under_maintenance")
        if not self.states and not no_components:
            self.states = questions.components(desk, "under_maintenance", states=False)
        if "title" not in answers:
            known = desk.context.settings.public_names
            default = f"{known.get(next(iter(self.states), ''), 'Our service')} pauses for planned work"
            why = "The largest sentence on the page, in the words of a customer."
            answers["title"] = questions.line(desk, "TITLE", "What is planned?", default, why)
        self._ask_window()
        answers["end"] = until(answers["end"], read_instant(answers["start"]))

    def _ask_window(self) -> None:
        from outspoken.authoring.time_input import written_span
        from outspoken.cli.desk import questions

        desk, answers = self.desk, self.answers
        if "start" not in answers:
            if not desk.is_terminal:
                raise missing("--from", "say when it begins, as in 2026-11-28 03:00 Europe/Berlin")
            from outspoken.authoring.next_window import next_window

            default = next_window(desk.context.settings, desk.now)
            why = "A time with its zone; by itself the page says then that work has begun."
            answers["start"] = questions.line(desk, "--from", "When does it begin?", default, why, TIME.fault)
        if "end" not in answers:
            if not desk.is_terminal:
                raise missing("--until", "say when it ends: a time, or how long it takes, as in 30m")
            longest = desk.context.settings.planned.longest
            default = written_span(longest) if longest else "30m"
            why = "A time with its zone, or how long it takes."
            answers["end"] = questions.line(desk, "--until", "Until when?", default, why, TIME_OR_SPAN.fault)

    def compose(self, template: str | None) -> str:
        from outspoken.authoring.situation_templates import read_template
        from outspoken.authoring.time_input import window_in_words
        from outspoken.cli.desk import questions
        from outspoken.source.format.instants import read_instant

        desk, answers = self.desk, self.answers
        chosen = read_template(desk.root, template or "scheduled")
        if desk.is_terminal:
            questions.what_customers_ask(answers, chosen.defaults)
        for name, value in chosen.defaults.items():
            answers.setdefault(name, value)
        start, end = (read_instant(answers[name]) for name in ("start", "end"))
        begin, over = window_in_words(start, end, desk.now, desk.context.settings.zone)
        slots = {**answers, "from": begin, "until": over}
        about = (f"{answers['title']}: the announcement.",)
        return words.compose(desk, chosen, slots, about, is_chosen=bool(template))

    def write(self, text: str, *, auto: bool, announce: bool) -> None:
        from outspoken.authoring.drafts import IncidentDraft, UpdateDraft
        from outspoken.authoring.plans import open_incident
        from outspoken.source.format.instants import read_instant

        desk, answers = self.desk, self.answers
        draft = IncidentDraft(
            title=answers["title"],
            start=answers["start"],
            end=answers["end"],
            auto=auto,
            impact=answers.get("impact", ""),
            components=self.states,
            affected=answers.get("affected", ""),
            signing_in=answers.get("signing_in", ""),
            signed_in=answers.get("signed_in", ""),
            workaround=answers.get("workaround", ""),
            key=answers.get("key", ""),
        )
        update = UpdateDraft(at=desk.now, message=text, status="scheduled", announce=announce)
        day = desk.context.settings.day(read_instant(answers["start"]))
        desk.carry_out(lambda shelf: open_incident(shelf, desk.context_of(shelf), draft, update, day))
