"""Converts a command's answers to values of keys, by the path of each key; durations become times."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from outspoken.authoring.time_input import since, until
from outspoken.model.command_keys import CommandKey, command_keys
from outspoken.model.field import Field, Span, Type


def given_keys(
    command: str, fields: tuple[Field, ...], answers: Mapping[str, str], now: datetime
) -> dict[str, str]:
    """Return the answers that belong to the keys of one table; `now` is in UTC.

    `answers` are texts by the name of their option; components are read elsewhere. Raises Refusal for
    a time that cannot be read.
    """
    found = {}
    for key in command_keys(command, fields):
        text = answers.get(key.name, "")
        if not text or key.field.type is Type.COMPONENT_STATES:
            continue
        found[key.path] = as_time(key, text, now)
    return found


def as_time(key: CommandKey, text: str, now: datetime) -> str:
    """Return a duration from or until `now` (UTC) as a time, and any other text as it is. Raises Refusal."""
    if key.option.span is Span.AGO:
        return since(text, now)
    return until(text, now) if key.option.span is Span.FROM_NOW else text
