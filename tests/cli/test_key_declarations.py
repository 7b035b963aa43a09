"""A key is declared so that all that is made from it works: its example, its label and its names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from enum import StrEnum

import click
import pytest

from outspoken.cli import main
from outspoken.cli.writing_parts.key_options import keys_of
from outspoken.errors import Problem
from outspoken.model.field import Field, Type, attributes
from outspoken.model.incident import Incident, Postmortem, Update
from outspoken.model.key_values import defaults, facts, references
from outspoken.render.language.terms import word
from outspoken.render.messages.message_facts import MessageFacts
from outspoken.source.format.example_values import example_values

RECORDS = (Incident, Update, Postmortem)
# What a message says of these is more than what the key says, and has the key's name on purpose.
WORDED = {"title", "eta"}


def every(fields: tuple[Field, ...]) -> Iterator[Field]:
    """These keys, and those inside of them."""
    for field in fields:
        yield field
        yield from every(field.fields)


@pytest.mark.parametrize("record", RECORDS)
def test_an_example_can_be_pasted(record: type[Incident | Update | Postmortem]) -> None:
    # Components are those of the site.
    fields = [one for one in attributes(record).values() if one.type is not Type.COMPONENT_STATES]
    problems: list[Problem] = []
    found = example_values([one for one in fields if not one.inside], problems)

    assert problems == []
    assert set(found) >= {one.attribute for one in fields if one.example and not one.inside}
    inner = [one for field in every(tuple(fields)) for one in field.fields]
    for field in inner:
        example_values([field], problems)
    assert problems == []


@pytest.mark.parametrize("record", [Incident, Update])
def test_what_readers_learn_has_a_label_and_its_words_are_translated(record: type[Incident | Update]) -> None:
    assert [name for name, field in facts(record).items() if not field.label] == []
    for field in every(tuple(attributes(record).values())):
        for term in field.words:
            if isinstance(term, StrEnum):
                assert word(term), field.name


@pytest.mark.parametrize("record", RECORDS)
def test_a_switch_turns_off_what_is_on_by_default(record: type[Incident | Update | Postmortem]) -> None:
    flags = {name: one for name, one in attributes(record).items() if one.type is Type.FLAG}
    default = defaults(record)
    assert {name: one.switched == "false" for name, one in flags.items()} == {
        name: default[name] for name in flags
    }


@pytest.mark.parametrize("name", ["new", "schedule", "update", "resolve"])
def test_no_option_of_a_key_has_the_name_of_another_option(name: str) -> None:
    command = main.get_command(click.Context(main), name)
    assert command is not None
    known = Counter(one.name for one in command.params)
    flags = Counter(flag for one in command.params for flag in one.opts if flag.startswith("-"))
    assert [each for each, count in (known + flags).items() if count > 1] == []
    assert [each for each, count in Counter(key.name for key in keys_of(name)).items() if count > 1] == []


def test_no_key_has_the_name_of_something_else_in_a_record_or_a_message() -> None:
    for record in RECORDS:
        own = {*record.__dict__, *record.__annotations__} & set(attributes(record))
        # msgspec makes a descriptor for each field of a record, and so for each key.
        assert [name for name in own if name in record.__annotations__ or _is_computed(record, name)] == []
    names = {*facts(Incident), *facts(Update)}
    assert {name for name in names if name in dir(MessageFacts)} == WORDED


def _is_computed(record: type, name: str) -> bool:
    return isinstance(record.__dict__.get(name), property)


def test_a_key_of_incidents_and_updates_is_of_one_sort() -> None:
    """Rules about published facts know a key by its name alone."""
    incident, update = attributes(Incident), attributes(Update)
    for name in incident.keys() & update.keys():
        first, second = incident[name], update[name]
        assert (first.type, first.purpose, first.inside) == (second.type, second.purpose, second.inside)


def test_another_incident_is_named_in_incident_md_alone() -> None:
    """Only there is it known to exist, and does it follow when that incident is moved."""
    assert references(Update) == references(Postmortem) == {}
