"""What is true of every declaration of a key, so that one declaration is enough."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, get_args, get_type_hints

import pytest
from msgspec import Struct

from outspoken.model.command_keys import CommandKey, command_keys
from outspoken.model.field import Field, Type, attributes, keys
from outspoken.model.incident import Incident, Postmortem, Update
from outspoken.model.incident_keys import IncidentKeys
from outspoken.model.key_values import facts
from outspoken.model.nested_keys import Symptoms, Window
from outspoken.model.update_keys import Action, PostmortemKeys, UpdateKeys

RECORDS = (IncidentKeys, UpdateKeys, PostmortemKeys, Symptoms, Window, Action)
COMMANDS = ("new", "schedule", "update", "resolve")
VALUES = {
    Type.LINE: str, Type.TEXT: str, Type.INCIDENT: str, Type.WORD: StrEnum, Type.FLAG: bool,
    Type.INSTANT: datetime, Type.PROMISE: datetime | timedelta, Type.DURATION: timedelta, Type.DAY: date,
    Type.COMPONENT_STATES: tuple, Type.TEXTS_BY_NAME: tuple, Type.PATHS: tuple, Type.LINES: tuple,
    Type.INCIDENTS: tuple,
    Type.RECORD: Struct, Type.RECORDS: tuple,
}  # fmt: skip


def is_value_of(hint: Any, expected: Any) -> bool:
    """Whether an annotation, without its None, is of what a type of key is read to."""
    parts = [part for part in get_args(hint) or (hint,) if part is not type(None)]
    if isinstance(expected, type):
        origin = getattr(hint, "__origin__", None) or parts[0]
        return isinstance(origin, type) and issubclass(origin, expected)
    return set(parts) == set(get_args(expected))


@pytest.mark.parametrize("record", RECORDS)
def test_every_attribute_of_keys_is_declared(record: type[Struct]) -> None:
    assert set(attributes(record)) == set(record.__struct_fields__)


@pytest.mark.parametrize("record", RECORDS)
def test_a_declaration_has_the_type_of_its_attribute(record: type[Struct]) -> None:
    hints = get_type_hints(record)
    wrong = {
        name: field.type
        for name, field in attributes(record).items()
        if not is_value_of(hints[name], VALUES[field.type])
    }
    assert wrong == {}


@pytest.mark.parametrize("record", [Incident, Update, Postmortem])
def test_a_record_has_the_keys_of_its_file(record: type[Struct]) -> None:
    assert [field.name for field in keys(record)] == [field.name for field in keys(record.__mro__[1])]


@pytest.mark.parametrize("record", [IncidentKeys, UpdateKeys])
def test_every_fact_for_readers_has_a_name_for_pages(record: type[Struct]) -> None:
    assert [name for name, field in facts(record).items() if not field.label] == []


def keys_of(command: str) -> list[CommandKey]:
    return [*command_keys(command, keys(IncidentKeys)), *command_keys(command, keys(UpdateKeys))]


@pytest.mark.parametrize("command", COMMANDS)
def test_no_two_keys_of_a_command_share_an_option(command: str) -> None:
    names = [key.name for key in keys_of(command)]
    assert len(names) == len(set(names)) > 0


@pytest.mark.parametrize("command", COMMANDS)
def test_every_question_says_why_it_is_asked(command: str) -> None:
    assert [key.path for key in keys_of(command) if key.option.question and not key.option.why] == []


def test_a_key_of_a_mapping_may_belong_to_the_record_around_it() -> None:
    (scheduled,) = (field for field in keys(IncidentKeys) if field.name == "scheduled")
    assert [(field.name, field.attribute) for field in scheduled.fields] == [
        ("from", "start"),
        ("until", "end"),
        ("auto", "auto"),
    ]
    assert isinstance(scheduled, Field)
