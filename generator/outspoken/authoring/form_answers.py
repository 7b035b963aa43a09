"""Turn the answers of the git host's form into the arguments of one command (pure)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping

from msgspec import Struct

from outspoken.model.command_keys import CommandKey, command_keys
from outspoken.model.field import Type
from outspoken.source.format.incident_fields import INCIDENT, UPDATE

STRAIGHT = "straight to the page"
PULL_REQUEST = "pull request"
UNCHANGED = "unchanged"
Answers = Mapping[str, str]
_SEPARATORS = re.compile(r"[,;]+")


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
    texts = {name: _text(value) for name, value in found.items()}
    return {name: value for name, value in texts.items() if value}


def _text(value: object) -> str:
    """Return an answer as text: a checkbox as `true` or `false`, a list with a line for each; else empty."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return "\n".join(filter(None, map(_text, value)))
    return str(value).strip() if isinstance(value, str | int | float) else ""


def _message(text: str) -> str:
    # The form has fields of one line only: `\n` begins another.
    if text == "-":
        raise FormError("the message is only a hyphen")
    return text.replace("\\n", "\n")


def _subject(what: str, answers: Answers) -> Iterator[str]:
    """Yield the title of a new incident, or the id of an existing one; nothing for the only open one."""
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
    yield from _given(answers, "new", "status")
    yield from _components(answers) or ("--no-components",)
    yield from _given(answers, "new", but=("impact", "status"))


def _update(answers: Answers) -> Iterator[str]:
    for name in ("impact", "status"):
        yield from _given(answers, "update", name)
    yield from _components(answers)
    yield from _given(answers, "update", but=("impact", "status"))


def _resolve(answers: Answers) -> Iterator[str]:
    yield from _given(answers, "resolve")


def _schedule(answers: Answers) -> Iterator[str]:
    for name in ("from", "until"):
        if name not in answers:
            raise FormError(f"{name} is missing: write it as 2026-12-01 02:00 Europe/Berlin")
    yield from _given(answers, "schedule", "from", "until")
    yield from _given(answers, "schedule", "impact")
    yield from _components(answers) or ("--no-components",)
    yield from _given(answers, "schedule", but=("from", "until", "impact"))


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
    listed = _listed(re.sub(r"\s*=\s*", "=", answers.get("components", "")))
    return tuple(f"--component={text}" for text in listed)


def _listed(text: str) -> Iterator[str]:
    """Yield the parts of one line that has several; of more than one line, the lines."""
    parts = text.splitlines() if "\n" in text else _SEPARATORS.split(text)
    yield from filter(None, map(str.strip, parts))


def _given(answers: Answers, command: str, *names: str, but: tuple[str, ...] = ()) -> Iterator[str]:
    """Yield the options of a command for the answers of these names, or for all; components have their own.

    Raises FormError for a flag that is neither true nor false.
    """
    for key in (*command_keys(command, INCIDENT), *command_keys(command, UPDATE)):
        if key.option.is_argument or key.field.type is Type.COMPONENT_STATES:
            continue
        if key.name in (names or answers) and key.name not in but and (text := _chosen(answers, key.name)):
            yield from _options(key, text)


def _options(key: CommandKey, text: str) -> Iterator[str]:
    if key.field.type is Type.FLAG:
        if text not in ("true", "false"):
            raise FormError(f"{key.name} is {text!r}: write true or false")
        if text == key.field.switched:
            yield key.flag
    # A mapping of a list has commas itself: each has its own line.
    elif key.field.type in (Type.RECORDS, Type.TEXTS_BY_NAME):
        yield from (f"{key.flag}={line.strip()}" for line in text.splitlines() if line.strip())
    elif key.field.is_several:
        yield from (f"{key.flag}={one}" for one in _listed(text))
    else:
        yield f"{key.flag}={text}"
