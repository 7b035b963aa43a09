"""The options of the commands that write, made from the declarations of the keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import wraps
from typing import Any

import click

from outspoken.cli.required_text import FilledOption
from outspoken.cli.shared_options import CLOCK_HELPS
from outspoken.cli.writing_parts.time_types import aim_of, text_type
from outspoken.model.command_keys import CommandKey, command_keys
from outspoken.model.field import Type
from outspoken.model.vocabulary import Kind
from outspoken.source.format.incident_fields import INCIDENT, UPDATE

_METAVARS = {Type.COMPONENT_STATES: "ID=STATE", Type.TEXTS_BY_NAME: "NAME=TEXT"}
_CHOSEN = (Type.WORD, Type.WORDS)
KINDS = {"new": Kind.INCIDENT, "schedule": Kind.MAINTENANCE}


def keys_of(command: str) -> tuple[CommandKey, ...]:
    """Return every key that a command takes: those of incident.md, then those of the update."""
    return (*command_keys(command, INCIDENT), *command_keys(command, UPDATE))


def takes_keys(name: str, helps: Mapping[str, str] | None = None) -> Callable[..., Callable[..., None]]:
    """Add an option for each key that the command of this name takes.

    The command gets `answers`, a text for each option that was given, by the option's name; of several
    values each has its line. `helps` replaces the help of some options.
    """

    def added(command: Callable[..., None]) -> Callable[..., None]:
        keys = [key for key in keys_of(name) if not key.option.is_argument]

        @wraps(command)
        def called(**values: Any) -> None:
            given = {key.name: _text(values.pop(key.name), key) for key in keys}
            command(answers={name: text for name, text in given.items() if text}, **values)

        wrapped: Callable[..., None] = called
        # click lists options in the reverse order of their decorators.
        for key in reversed(keys):
            wrapped = _option(key, KINDS.get(name), (helps or {}).get(key.name, ""))(wrapped)
        return wrapped

    return added


def _option(key: CommandKey, kind: Kind | None, help_text: str) -> Callable[..., Callable[..., None]]:
    field = key.field
    text = help_text or sentence(key.option.help or field.help)
    if field.type is Type.FLAG:
        return click.option(key.flag, key.name, is_flag=True, help=text)
    if aim := aim_of(key):
        text += f" {CLOCK_HELPS[aim]}"
    if field.is_several and not help_text:
        text += " May be given several times."
    return click.option(
        key.flag,
        key.name,
        cls=FilledOption,
        type=click.Choice(list(words(key, kind))) if field.type in _CHOSEN else text_type(key),
        metavar=_METAVARS.get(field.type),
        multiple=field.is_several,
        help=text,
    )


def words(key: CommandKey, kind: Kind | None) -> Iterator[str]:
    """Yield the words of a key's vocabulary that fit a kind of incident; all of them for None."""
    for word in key.field.words:
        if kind is None or getattr(word, "kind", kind) is kind:
            yield str(word)


def sentence(phrase: str) -> str:
    """Return a phrase of the manual as a sentence of help."""
    return f"{phrase[:1].upper()}{phrase[1:]}."


def _text(value: Any, key: CommandKey) -> str:
    """Return an option's value as one text; empty if the option was not given."""
    if isinstance(value, bool):
        return key.field.switched if value else ""
    return "\n".join(value) if isinstance(value, tuple) else value or ""
