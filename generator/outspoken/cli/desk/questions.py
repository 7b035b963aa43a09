"""Asks on a terminal for values that no option gives; without a terminal, names the missing option."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from outspoken.cli.stop import missing
from outspoken.model.field import Need, Span, Type

if TYPE_CHECKING:
    from outspoken.cli.desk.writing_desk import WritingDesk
    from outspoken.model.command_keys import CommandKey

STATE_LABELS = {
    "operational": "operational: it works",
    "degraded_performance": "degraded_performance: slow, or not perfect",
    "partial_outage": "partial_outage: fails for some, or some of the time",
    "major_outage": "major_outage: fails for most",
    "under_maintenance": "under_maintenance: unavailable during scheduled maintenance",
}
IMPACT_LABELS = {
    "none": "none: nothing is broken, but some customers may notice",
    "minor": "minor: slow, wrong or missing, with a workaround",
    "major": "major: many customers cannot do something important",
    "critical": "critical: most customers cannot do what they came for",
}


def impact(desk: WritingDesk, default: str) -> str:
    """Ask for the impact. Raises Stop without a terminal."""
    return chosen(
        desk, "--impact", "How bad is the impact?", IMPACT_LABELS, default or "minor",
        "It decides how the page looks and which channels are used; any update can change it.",
    )  # fmt: skip


def chosen(
    desk: WritingDesk, option: str, question: str, labels: Mapping[str, str], default: str, why: str
) -> str:
    """Ask for one of several values. Raises Stop without a terminal."""
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
    """Ask for a required line of text. Raises Stop without a terminal."""
    if not desk.is_terminal:
        raise missing(option, question)
    from outspoken.cli.desk.prompts import ask

    return ask(question, why=why, default=default, check=fault)


def components(desk: WritingDesk, usual: str, *, states: bool = True) -> dict[str, str]:
    """Ask for components by their names, each with a state. Raises Stop without a terminal."""
    if not desk.is_terminal:
        raise missing("--component", "name one as id=state, or use --no-components if none is affected")
    from outspoken.cli.desk.prompts import choose, search

    settings = desk.settings
    today = settings.day(desk.now)
    names = {
        f"{settings.public_names[each.id]} ({each.id})" if each.name != each.id else each.id: each.id
        for each in settings.components
        # A retired component cannot fail any more, and a future one not yet.
        if each.is_listed(today)
    }
    found: dict[str, str] = {}
    why = "The states of components decide the page's bars and the uptime."
    while name := search("Which component is affected?" if not found else "Another one?", names, why=why):
        found[name] = usual
        if states:
            found[name] = choose(
                f"What is the state of {name}?",
                tuple(STATE_LABELS.items()),
                why="The state now; updates can change it.",
                default=usual,
            )
    return found


def ask_keys(keys: Iterable[CommandKey], answers: dict[str, str], defaults: Mapping[str, str]) -> None:
    """Ask each question that a key declares and `answers` has no text for; each may be left out."""
    for key in keys:
        if key.option.question and not answers.get(key.name):
            answers[key.name] = _answer(key, defaults.get(key.name, ""))


def _answer(key: CommandKey, default: str) -> str:
    from outspoken.cli.desk.key_options import SEVERAL
    from outspoken.cli.desk.prompts import ask, choose
    from outspoken.cli.desk.time_types import text_type

    question, why = key.option.question, key.option.why
    checked = text_type(key)
    check = checked.fault if checked else None
    if key.field.type in (Type.WORD, Type.FLAG):
        words = ("true", "false") if key.field.type is Type.FLAG else key.field.words
        labels = [("", "leave out"), *((str(word), str(word)) for word in words)]
        return choose(question, labels, why=why, default=default)
    if key.field.type in SEVERAL:
        return "\n".join(_lines(lambda: ask(question, why=why, check=check)))
    if key.option.span is Span.AGO and key.field.need is not Need.NEVER:
        # "now" is only a suggestion: the command then writes its own time.
        answer = ask(question, why=why, default=default or "now", check=_unless_now(check))
        return "" if answer == "now" else answer
    return ask(question, why=why, default=default, check=check)


def _lines(ask_again: Callable[[], str]) -> Iterable[str]:
    """Yield answers until one is empty."""
    while answer := ask_again():
        yield answer


def _unless_now(check: Callable[[str], str] | None) -> Callable[[str], str]:
    return lambda text: "" if text == "now" or check is None else check(text)
