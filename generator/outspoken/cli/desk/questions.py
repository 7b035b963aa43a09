"""What is asked for where an option does not say it: on a terminal of a person, else in one line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from outspoken.cli.stop import missing

if TYPE_CHECKING:
    from outspoken.cli.desk.writing_desk import WritingDesk

# What customers ask: the option's name, the question, why it is asked.
CUSTOMERS_ASK = {
    "affected": ("Who is affected, and how many?", "Everybody else can stop reading."),
    "signing_in": ("What do they see signing in?", "People compare it with their own screen."),
    "signed_in": ("What do they see once signed in?", "People compare it with their own screen."),
    "workaround": ("What can they do meanwhile?", "It is what they came for."),
    "worst_case": ("How long at worst?", "It says whether to wait or to go home: 4h, 2d."),
}
STATE_LABELS = {
    "operational": "operational: it works",
    "degraded_performance": "degraded_performance: slow, or not perfect",
    "partial_outage": "partial_outage: fails for some, or some of the time",
    "major_outage": "major_outage: fails for most",
    "under_maintenance": "under_maintenance: away for planned work",
}
IMPACT_LABELS = {
    "none": "none: nothing is broken, but some may notice",
    "minor": "minor: slow, wrong or missing, with a way around",
    "major": "major: many cannot do something important",
    "critical": "critical: most cannot do what they came for",
}


def impact(desk: WritingDesk, default: str) -> str:
    """How bad it is."""
    return chosen(
        desk, "--impact", "How bad is it?", IMPACT_LABELS, default or "minor",
        "It decides how the page looks and who is told; it can change with any update.",
    )  # fmt: skip


def chosen(
    desk: WritingDesk, option: str, question: str, labels: Mapping[str, str], default: str, why: str
) -> str:
    """One of some words. Raises Stop without a terminal."""
    if not desk.is_terminal:
        raise missing(option, f"one of {', '.join(labels)}")
    from outspoken.cli.desk.prompts import choose

    return choose(question, tuple(labels.items()), why=why, default=default)


def line(
    desk: WritingDesk,
    option: str,
    question: str,
    default: str,
    why: str,
    fault: Callable[[str], str] | None = None,
) -> str:
    """A line of text that has to be there. Raises Stop without a terminal."""
    if not desk.is_terminal:
        raise missing(option, question)
    from outspoken.cli.desk.prompts import ask

    return ask(question, why=why, default=default, check=fault)


def components(desk: WritingDesk, usual: str, *, states: bool = True) -> dict[str, str]:
    """Components found by their names, each with a state. Raises Stop without a terminal."""
    if not desk.is_terminal:
        raise missing("--component", "name one as id=state, or say --no-components where none is touched")
    from outspoken.cli.desk.prompts import choose, search

    settings = desk.context.settings
    today = settings.day(desk.now)
    names = {
        f"{settings.public_names[each.id]} ({each.id})" if each.name != each.id else each.id: each.id
        for each in settings.components
        if each.is_listed(today)
    }
    found: dict[str, str] = {}
    why = "Their states make the page's bars and the uptime."
    while name := search("Which component does not work?" if not found else "Another one?", names, why=why):
        found[name] = usual
        if states:
            found[name] = choose(
                f"How is {name}?",
                tuple(STATE_LABELS.items()),
                why="As it is now; updates can change it.",
                default=usual,
            )
    return found


def what_customers_ask(answers: dict[str, str], defaults: Mapping[str, str]) -> None:
    """Ask what `answers` does not say yet, beginning with a template's defaults; each may be left out."""
    from outspoken.cli.desk.prompts import ask
    from outspoken.cli.desk.time_types import SPAN

    for name, (question, why) in CUSTOMERS_ASK.items():
        if not answers.get(name):
            check = SPAN.fault if name == "worst_case" else None
            answers[name] = ask(question, why=why, default=defaults.get(name, ""), check=check)


def next_update(default: str) -> str:
    """When we speak next."""
    from outspoken.cli.desk.prompts import ask
    from outspoken.cli.desk.time_types import TIME_OR_SPAN

    why = "A promise on the page, kept news or not: 30m, or a time with its zone."
    return ask("When do we speak next?", why=why, default=default, check=TIME_OR_SPAN.fault)
