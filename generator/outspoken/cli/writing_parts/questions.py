"""Asks on a terminal for missing values; without a terminal, raises Stop with the missing option."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from outspoken.authoring.given_keys import as_time
from outspoken.authoring.refusal import RefusedError
from outspoken.cli.checked_text import in_words
from outspoken.cli.stop import missing
from outspoken.cli.writing_parts.time_types import aim_of, text_type
from outspoken.model.field import Need, Span, Type
from outspoken.source.format.instants import duration_text
from outspoken.source.format.read_context import Refusal
from outspoken.source.format.scalars import number_of, one_of
from outspoken.source.format.writing import stamp

if TYPE_CHECKING:
    from outspoken.cli.writing_parts.writing_run import WritingRun
    from outspoken.model.command_keys import CommandKey

STATE_LABELS = {
    "operational": "operational: it works",
    "degraded_performance": "degraded_performance: slow, or not perfect",
    "partial_outage": "partial_outage: fails for some, or sometimes",
    "major_outage": "major_outage: fails for most",
    "under_maintenance": "under_maintenance: unavailable, as planned",
}
IMPACT_LABELS = {
    "none": "none: nothing is broken, some may notice",
    "minor": "minor: slow, wrong or missing; with a workaround",
    "major": "major: many cannot do something important",
    "critical": "critical: most cannot do what they came for",
}


def impact(run: WritingRun, default: str) -> str:
    """Ask for the impact. Raises Stop without a terminal."""
    return chosen(
        run, "--impact", "How bad is the impact?", IMPACT_LABELS, default or "minor",
        "It decides how the page looks and which channels are used; any update can change it.",
    )  # fmt: skip


def chosen(
    run: WritingRun, option: str, question: str, labels: Mapping[str, str], default: str, why: str
) -> str:
    """Ask for one of several values. Raises Stop without a terminal."""
    if not run.is_terminal:
        raise missing(option, f"one of {', '.join(labels)}")
    from outspoken.cli.writing_parts.prompts import choose

    name = _name_of(option)
    before = run.kept.earlier.get(name, "")
    # An answer from before an upgrade may name a value that no longer exists.
    answer = choose(question, tuple(labels.items()), why=why, default=before if before in labels else default)
    run.kept.answer(name, answer)
    return answer


def line(
    run: WritingRun,
    option: str,
    question: str,
    default: str,
    why: str,
    check: Callable[[str], str] | None = None,
) -> str:
    """Ask for a required line of text. Raises Stop without a terminal."""
    if not run.is_terminal:
        raise missing(option, question)
    from outspoken.cli.writing_parts.prompts import ask

    name = _name_of(option)
    answer = ask(
        question,
        why=why,
        default=default,
        check=check,
        before=run.kept.earlier.get(name, ""),
        is_needed=True,
    )
    run.kept.answer(name, answer)
    return answer


def title(run: WritingRun, question: str, default: str) -> str:
    """Ask for the title. Raises Stop without a terminal."""
    return line(run, "TITLE", question, default, "The largest text on the page: say it as a customer would.")


def refusal(read: Callable[[str], object], text: str) -> str:
    """Return why a text cannot be read, in one line; empty if it can."""
    try:
        read(text)
    except RefusedError as fault:
        return str(fault)
    except Refusal as fault:
        return in_words(fault.message, fault.hint)
    return ""


def time(run: WritingRun, key: CommandKey, question: str, default: str, why: str) -> str:
    """Ask for the required time of a key. Raises Stop without a terminal."""
    if not run.is_terminal:
        raise missing(key.flag, why)
    from outspoken.cli.writing_parts.prompts import ask

    answer = ask(
        question, why=why, default=default, check=_check(run, key),
        before=run.kept.earlier.get(key.name, ""),
    )  # fmt: skip
    return _settled(run, key, answer)


def _name_of(option: str) -> str:
    """Return the name of an option's answer."""
    return option.lstrip("-").replace("-", "_").lower()


def components(run: WritingRun, usual: str, *, states: bool = True) -> dict[str, str]:
    """Ask for components by their names, each with a state. Raises Stop without a terminal."""
    if not run.is_terminal:
        raise missing("--component", "name one as id=state, or use --no-components if none is affected")
    from outspoken.cli.writing_parts.prompts import choose, search

    names = _component_names(run)
    earlier = [each.partition("=") for each in run.kept.earlier.get("component", "").splitlines()]
    found: dict[str, str] = {}
    why = "The states of components decide the page's bars and the uptime."
    while True:
        before = earlier[len(found)] if len(found) < len(earlier) else ("", "", "")
        question, none = ("Another one?", "no more") if found else ("Which component is affected?", "none")
        name = search(question, names, why=why, none=none, before=before[0])
        if not name:
            run.kept.answer("component", "\n".join(f"{one}={state}" for one, state in found.items()))
            return found
        found[name] = usual
        if states:
            found[name] = choose(
                f"What is the state of {name}?",
                tuple(STATE_LABELS.items()),
                why="The state now; updates can change it.",
                default=before[2] or usual,
            )
        run.kept.answer("component", "\n".join(f"{one}={state}" for one, state in found.items()))


def _component_names(run: WritingRun) -> dict[str, str]:
    """Return the ids of the components that can be affected, by what is searched for."""
    settings = run.settings
    today = settings.day(run.now)
    return {
        f"{settings.public_names[each.id]} ({each.id})" if each.name != each.id else each.id: each.id
        for each in settings.components
        # Without retired and future components, which cannot be affected.
        if each.is_listed(today)
    }


def ask_keys(
    run: WritingRun, keys: Iterable[CommandKey], answers: dict[str, str], defaults: Mapping[str, str]
) -> None:
    """Ask the question of each key that is not in `answers`; each answer may be left out."""
    for key in keys:
        if key.option.question and key.name not in answers:
            answers[key.name] = _settled(run, key, _answer(run, key, defaults.get(key.name, "")))


def _answer(run: WritingRun, key: CommandKey, default: str) -> str:
    from outspoken.cli.writing_parts.prompts import ask, choose

    question, why, check = key.option.question, key.option.why, _check(run, key)
    before = run.kept.earlier.get(key.name, "")
    if key.field.type in (Type.WORD, Type.FLAG):
        words = ("true", "false") if key.field.type is Type.FLAG else key.field.words
        labels = [("", "leave out"), *((str(word), str(word)) for word in words)]
        return choose(question, labels, why=why, default=before or default)
    if key.field.is_several:
        suggested = iter((before or default).splitlines())
        return "\n".join(_lines(lambda: ask(question, why=why, check=check, default=next(suggested, ""))))
    if key.option.span is Span.AGO and key.field.need is not Need.NEVER:
        answer = ask(question, why=why, default=default or "now", check=_unless_now(check), before=before)
        # As a time: if stored answers are used again, "now" would be another time.
        return stamp(run.now) if answer == "now" else answer
    return ask(question, why=why, default=default, check=check, before=before)


def _check(run: WritingRun, key: CommandKey) -> Callable[[str], str] | None:
    field = key.field
    if field.type is Type.NUMBER:
        return lambda text: refusal(lambda given: number_of(given, field), text)
    if field.type is Type.WORDS:
        return lambda text: refusal(lambda given: one_of(given, field, field.name), text)
    checked = text_type(key)
    return (lambda text: checked.fault(text, run.moment)) if checked else None


def _settled(run: WritingRun, key: CommandKey, answer: str) -> str:
    """Return an answer with its date and zone, and store it."""
    if answer and (checked := text_type(key)):
        answer = checked.completed(answer, run.moment, key.flag)
        answer = as_time(key, meant(run, key, answer), run.now)
    run.kept.answer(key.name, answer)
    return answer


def meant(run: WritingRun, key: CommandKey, text: str) -> str:
    """Return a time; if it is past but should be in the future, ask on a terminal for the day."""
    from outspoken.authoring.answers.clock_times import behind, next_one

    late = behind(text, run.now) if run.is_terminal and aim_of(key) == "AHEAD" else None
    # Less than a minute ago is accepted as now.
    if late is None or late < timedelta(minutes=1):
        return text
    from outspoken.cli.writing_parts.prompts import choose

    moved = next_one(text, run.now)
    return choose(
        f"{key.flag} {text} is {duration_text(late)} ago. Did you mean {moved}?",
        ((moved, f"Yes, {moved}"), (text, f"No, {text}, in the past")),
        why="Readers see a time in the past here as overdue.",
        default=moved,
    )


def _lines(ask_again: Callable[[], str]) -> Iterable[str]:
    """Yield answers until one is empty."""
    while answer := ask_again():
        yield answer


def _unless_now(check: Callable[[str], str] | None) -> Callable[[str], str]:
    return lambda text: "" if text == "now" or check is None else check(text)
