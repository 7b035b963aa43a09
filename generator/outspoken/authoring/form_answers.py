"""Turn the answers of the git host's form into the arguments of one command (pure)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping

from msgspec import Struct

from outspoken.model.command_keys import command_keys
from outspoken.model.field import Type
from outspoken.source.format.fields import INCIDENT, UPDATE

STRAIGHT = "straight to the page"
PULL_REQUEST = "pull request"
UNCHANGED = "unchanged"
Answers = Mapping[str, str]
_TEXTS = (Type.LINE, Type.TEXT, Type.INSTANT, Type.PROMISE, Type.DURATION, Type.DAY, Type.NUMBER)


class FormError(ValueError):
    """What is wrong with the form, in one line."""


class FormCommand(Struct, frozen=True, kw_only=True):
    """The command's arguments, and whether it pushes straight to the published branch."""

    arguments: tuple[str, ...]
    is_straight: bool


def read_form(text: str) -> FormCommand:
    """Read a form's JSON; unknown and empty fields are ignored. Raises FormError."""
    answers = _answers(text)
    what = answers.get("what", "update")
    make = _COMMANDS.get(what)
    if make is None:
        raise FormError(f"what is {what!r}: choose one of {', '.join(_COMMANDS)}")
    route = answers.get("route", PULL_REQUEST)
    if route not in (PULL_REQUEST, STRAIGHT):
        raise FormError(f"route is {route!r}: choose {PULL_REQUEST!r} or {STRAIGHT!r}")
    if "message" not in answers:
        raise FormError("the message is missing: write what customers should read")
    is_straight = route == STRAIGHT
    options = (*make(answers), f"--message={_message(answers['message'])}")
    way = "--push" if is_straight else "--pr"
    # After `--` a title that begins with a hyphen is not read as an option.
    return FormCommand(
        arguments=(what, *options, way, "--json", "--", *_subject(what, answers)), is_straight=is_straight
    )


def _answers(text: str) -> dict[str, str]:
    try:
        found = json.loads(text)
    except ValueError as fault:
        raise FormError(f"the form is not valid JSON: {fault}") from None
    if not isinstance(found, dict):
        raise FormError("the form is not a JSON object")
    # The git host sends a field that was left empty as an empty text: it counts as not given.
    texts = {name: value.strip() for name, value in found.items() if isinstance(value, str)}
    return {name: value for name, value in texts.items() if value}


def _message(text: str) -> str:
    # The form has fields of one line only: `\n` begins another.
    if text == "-":
        raise FormError("the message is only a hyphen")
    return text.replace("\\n", "\n")


def _subject(what: str, answers: Answers) -> Iterator[str]:
    """Yield the title of a new incident, or the id of an existing one; none means the only open one."""
    subject = answers.get("incident", "")
    if what in _NEW:
        subject = answers.get("title", subject)
        if not subject:
            raise FormError("the title is missing: write in a few words what is broken, or what is planned")
    if subject:
        yield subject


def _new(answers: Answers) -> Iterator[str]:
    # Without an impact it counts as major: too high is safer than too low.
    yield f"--impact={_chosen(answers, 'impact') or 'major'}"
    if status := _chosen(answers, "status"):
        yield f"--status={status}"
    yield from _components(answers) or ("--no-components",)
    yield from _texts(answers, "new")


def _update(answers: Answers) -> Iterator[str]:
    for name in ("impact", "status"):
        if value := _chosen(answers, name):
            yield f"--{name}={value}"
    yield from _components(answers)
    yield from _texts(answers, "update")


def _resolve(answers: Answers) -> Iterator[str]:
    yield from _texts(answers, "resolve")


def _schedule(answers: Answers) -> Iterator[str]:
    for name in ("from", "until"):
        if name not in answers:
            raise FormError(f"{name} is missing: write it as 2026-12-01 02:00 Europe/Berlin")
    yield from _texts(answers, "schedule", "from", "until")
    if impact := _chosen(answers, "impact"):
        yield f"--impact={impact}"
    yield from _components(answers) or ("--no-components",)
    yield from _texts(answers, "schedule", but=("from", "until"))


_COMMANDS: Mapping[str, Callable[[Answers], Iterator[str]]] = {
    "update": _update,
    "new": _new,
    "resolve": _resolve,
    "schedule": _schedule,
}
_NEW = ("new", "schedule")


def _chosen(answers: Answers, name: str) -> str:
    value = answers.get(name, UNCHANGED)
    return "" if value == UNCHANGED else value


def _components(answers: Answers) -> tuple[str, ...]:
    """Return `checkout=partial_outage, search` as options; `=` may have blanks around it."""
    listed = re.split(r"[,;\n]+", re.sub(r"\s*=\s*", "=", answers.get("components", "")))
    return tuple(f"--component={text.strip()}" for text in listed if text.strip())


def _texts(answers: Answers, command: str, *names: str, but: tuple[str, ...] = ()) -> Iterator[str]:
    """Yield the options of a command that take one text: those of these names, or all."""
    for key in (*command_keys(command, INCIDENT), *command_keys(command, UPDATE)):
        is_text = key.field.type in _TEXTS and not key.option.is_argument
        if is_text and key.name in (names or answers) and key.name in answers and key.name not in but:
            yield f"{key.flag}={answers[key.name]}"
