"""Message templates by situation: list them, read one, fill it in with the given answers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from outspoken.authoring.refusal import MissingError
from outspoken.errors import ProblemsError
from outspoken.model.command_keys import CommandKey, command_keys
from outspoken.model.field import Field, KeyPurpose, Need, Type
from outspoken.model.file_names import TEMPLATES
from outspoken.model.incident import Incident
from outspoken.model.vocabulary import Kind, Status
from outspoken.shipped import templates_dir
from outspoken.source.format.front_matter import read_document
from outspoken.source.format.incident_fields import INCIDENT, UPDATE
from outspoken.source.format.read_context import ReadContext, did_you_mean
from outspoken.source.format.values import read_fields

MESSAGES = "scaffolds/messages"
DUPLICATE = "duplicate"
"""The template for the last update of a duplicate."""
REPEATED = "repeated"
"""The template for the announcement of maintenance that is repeated."""
_SLOT = re.compile(r"\{(\w+)\}")
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")

_TEXTS = (Type.LINE, Type.TEXT)
_LISTS = (Type.LINES, Type.WORDS)
_UNCHANGED = (*_TEXTS, *_LISTS, Type.WORD, Type.NUMBER, Type.FLAG, Type.DURATION)
# A default does not depend on the time, so a promise can only be a duration.
_DEFAULTS = {each: each for each in _UNCHANGED} | {Type.PROMISE: Type.DURATION}


@cache
def template_fields() -> tuple[Field, ...]:
    """Return the keys of a template: what it is for, its kind, and answers by the name of their option."""
    answers = {
        key.name: replace(key.field, name=key.name, type=_DEFAULTS[key.field.type], need=Need.NEVER)
        for key in _opening_keys()
        if key.field.type in _DEFAULTS and _may_be_default(key)
    }
    about = Field(name="about", type=Type.LINE, help="what it is for", example="The database is slow")
    kind = next(field for field in INCIDENT if field.name == "kind")
    return (about, kind, *answers.values())


def _opening_keys() -> tuple[CommandKey, ...]:
    tables = ("new", INCIDENT), ("schedule", INCIDENT), ("new", UPDATE)
    return tuple(key for command, table in tables for key in command_keys(command, table))


def _may_be_default(key: CommandKey) -> bool:
    # Whether something is sent, for example, is decided each time.
    is_switch = key.field.type is Type.FLAG and key.field.purpose is KeyPurpose.EFFECT
    return key.field.purpose is not KeyPurpose.PRIVATE and not is_switch


@cache
def _list_names() -> frozenset[str]:
    """Return the names of answers that have a line for each of several texts."""
    keys = (*_opening_keys(), *command_keys("update", UPDATE), *command_keys("resolve", UPDATE))
    return frozenset(key.name for key in keys if key.field.type in _LISTS)


class Template(Struct, frozen=True, kw_only=True):
    """A message for a situation: `defaults` are suggested answers, by the name of their option."""

    name: str
    about: str
    kind: Kind
    defaults: Mapping[str, str]
    body: str

    def filled(self, answers: Mapping[str, str]) -> str:
        """Return the message, without lines that have an unanswered slot."""
        kept = [
            line for line in self.body.splitlines() if all(answers.get(slot) for slot in _SLOT.findall(line))
        ]
        lines = (_SLOT.sub(lambda slot: _in_line(slot[1], answers[slot[1]]), line) for line in kept)
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def _in_line(name: str, answer: str) -> str:
    return ", ".join(answer.splitlines()) if name in _list_names() else answer


def names(root: Path) -> tuple[str, ...]:
    """Return the names of all templates, the site's own and the shipped ones, sorted."""
    return tuple(sorted({path.stem for folder in _folders(root) for path in folder.glob("*.md")}))


def listed(root: Path) -> Iterator[Template]:
    """Yield every template for a situation. Raises ProblemsError."""
    yield from (read_template(root, name) for name in names(root) if not _is_plain(name))


def read_template(root: Path, name: str) -> Template:
    """Read a template, the site's own before a shipped one. Raises MissingError, ProblemsError."""
    for folder in _folders(root):
        path = folder / f"{name}.md"
        # The name comes from a command line: it must not lead to another folder.
        if _NAME.fullmatch(name.replace("_", "-")) and path.is_file():
            return _parse(name, path, root)
    known = [each for each in names(root) if not _is_plain(each)]
    guess = did_you_mean(name, known) or f"the templates are {', '.join(known)}"
    raise MissingError(f"--template {name}: there is no such template; {guess}", "--template")


def is_ready(root: Path, name: str, language: str) -> bool:
    """Whether the template can be published unchanged in a site's language.

    The shipped text is English: for another language, the site has its own, or a person has to write it.
    """
    return language.partition("-")[0] == "en" or (_folders(root)[0] / f"{name}.md").is_file()


def _is_plain(name: str) -> bool:
    """Whether a command uses it without being asked to, as it uses the template of a status."""
    return name in (DUPLICATE, REPEATED, "update") or name in {status.value for status in Status}


def _folders(root: Path) -> tuple[Path, ...]:
    return (root / TEMPLATES / MESSAGES, templates_dir() / MESSAGES)


def _parse(name: str, path: Path, root: Path) -> Template:
    shown = (
        path.relative_to(root).as_posix()
        if path.is_relative_to(root)
        else f"templates/{MESSAGES}/{path.name}"
    )
    reading = ReadContext(shown, [])
    document = read_document(path.read_bytes(), reading)
    if document is None or document.fields is None:
        values: dict[str, str] = {}
    else:
        read, _ = read_fields(document.fields, template_fields(), reading)
        # Keep numbers and durations as they were written: they become options of a command.
        raw = {key.value: value.value for key, value in document.fields.value}
        values = {key: _answer(value, raw[key]) for key, value in read.items()}
    if reading.problems or document is None:
        raise ProblemsError(reading.problems)
    about, kind = values.pop("about", ""), Kind(values.pop("kind", "incident"))
    return Template(name=name, about=about, kind=kind, defaults=values, body=document.body.strip("\n"))


def _answer(value: object, raw: str) -> str:
    """Return a default as the answer that a person would give: of several texts, each has its line."""
    if isinstance(value, tuple):
        return "\n".join(value)
    return value if isinstance(value, str) else raw


def known_answers(incident: Incident) -> dict[str, str]:
    """Return the texts of an incident by the name of their option, including those inside mappings."""
    return dict(_texts_of(incident, INCIDENT))


def _texts_of(record: Struct, fields: Iterable[Field]) -> Iterator[tuple[str, str]]:
    for field in fields:
        value = getattr(record, field.attribute, None)
        if field.type is Type.RECORD and isinstance(value, Struct):
            yield from _texts_of(value, field.fields)
        elif field.option and field.type in _TEXTS:
            yield field.option.name or field.name, value or ""
        elif field.option and field.type in _LISTS:
            yield field.option.name or field.name, "\n".join(value or ())
