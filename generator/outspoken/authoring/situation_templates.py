"""Message templates by situation: which there are, and one filled with what is known."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from outspoken.authoring.refusal import RefusedError
from outspoken.errors import ProblemsError
from outspoken.model.field import Field, Type
from outspoken.model.vocabulary import Impact, Kind, Status
from outspoken.shipped import templates_dir
from outspoken.source.format.front_matter import read_document
from outspoken.source.format.read_context import ReadContext, did_you_mean
from outspoken.source.format.values import read_fields

MESSAGES = "scaffolds/messages"
_SLOT = re.compile(r"\{(\w+)\}")
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")

TEMPLATE = (
    Field(name="about", type=Type.LINE, help="what it is for", example="The database is slow or away"),
    Field(name="kind", type=Type.WORD, words=tuple(Kind), help="an outage (default), or planned work"),
    Field(name="title", type=Type.LINE, limit=120, help="a title to begin with", example="Saving is slow"),
    Field(name="impact", type=Type.WORD, words=tuple(Impact), help="the impact to begin with"),
    Field(name="status", type=Type.WORD, words=tuple(Status), help="the first update's status"),
    Field(name="next_update", type=Type.DURATION, help="when we speak next", example="30m"),
    Field(name="worst_case", type=Type.DURATION, help="the longest it may last", example="4h"),
    Field(name="affected", type=Type.TEXT, help="who is affected", example="everybody who saves"),
    Field(name="signing_in", type=Type.TEXT, help="what they see at the door"),
    Field(name="signed_in", type=Type.TEXT, help="what they see inside", example="Saving takes minutes"),
    Field(name="workaround", type=Type.TEXT, help="what to do meanwhile", example="Keep the tab open"),
)
# Read for their value alone; the rest of a template's fields stay the words that were written.
_DURATIONS = ("next_update", "worst_case")


class Template(Struct, frozen=True, kw_only=True):
    """A message by situation: `defaults` are answers to begin with, by the name of their option."""

    name: str
    about: str
    kind: Kind
    defaults: Mapping[str, str]
    body: str

    def filled(self, answers: Mapping[str, str]) -> str:
        """The message; a line with a slot that nobody answered is left out."""
        kept = [
            line for line in self.body.splitlines() if all(answers.get(slot) for slot in _SLOT.findall(line))
        ]
        lines = (_SLOT.sub(lambda slot: answers[slot[1]], line) for line in kept)
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def names(root: Path) -> tuple[str, ...]:
    """The names of all templates, the site's own and the shipped ones, in order."""
    return tuple(sorted({path.stem for folder in _folders(root) for path in folder.glob("*.md")}))


def listed(root: Path) -> Iterator[Template]:
    """Every template that a situation may ask for. Raises ProblemsError."""
    yield from (read_template(root, name) for name in names(root) if not _is_plain(name))


def read_template(root: Path, name: str) -> Template:
    """The template of this name, the site's own before a shipped one. Raises RefusedError, ProblemsError."""
    for folder in _folders(root):
        path = folder / f"{name}.md"
        if _NAME.fullmatch(name.replace("_", "-")) and path.is_file():
            return _parse(name, path, root)
    known = [each for each in names(root) if not _is_plain(each)]
    guess = did_you_mean(name, known) or f"there are {', '.join(known)}"
    raise RefusedError(f"there is no template {name}; {guess}")


def _is_plain(name: str) -> bool:
    """Whether the template is of a status alone, and not of a situation."""
    return name == "update" or name in {status.value for status in Status}


def _folders(root: Path) -> tuple[Path, ...]:
    return (root / "templates" / MESSAGES, templates_dir() / MESSAGES)


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
        read, _ = read_fields(document.fields, TEMPLATE, reading)
        raw = {key.value: value.value for key, value in document.fields.value}
        values = {key: raw[key] if key in _DURATIONS else str(value) for key, value in read.items()}
    if reading.problems or document is None:
        raise ProblemsError(reading.problems)
    about, kind = values.pop("about", ""), Kind(values.pop("kind", "incident"))
    return Template(name=name, about=about, kind=kind, defaults=values, body=document.body.strip("\n"))
