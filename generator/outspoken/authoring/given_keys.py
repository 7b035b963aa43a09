"""Converts a command's answers to values of keys, by the path of each key; durations become times."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from outspoken.authoring.time_input import since, until
from outspoken.model.command_keys import command_keys
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
        if key.option.span is Span.AGO:
            text = since(text, now)
        elif key.option.span is Span.FROM_NOW:
            text = until(text, now)
        found[key.path] = text
    return found
