"""One incident's files in memory, between the generator of a corpus and its writer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One update or post-mortem: its file within the incident's folder, time (UTC), fields and text."""

    name: str
    at: datetime
    heading: str
    fields: tuple[str, ...]
    body: str

    @property
    def text(self) -> str:
        return document(self.fields, self.body)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One incident: its id, title, the lines of its front matter, and its notes, oldest first."""

    id: str
    title: str
    started: datetime
    fields: tuple[str, ...]
    body: str
    notes: tuple[Note, ...] = ()
    postmortem: Note | None = None

    @property
    def folder(self) -> str:
        return f"incidents/{self.id[:7]}/{self.id}"

    @property
    def text(self) -> str:
        return document(self.fields, self.body)

    @property
    def published(self) -> tuple[Note, ...]:
        """Every note, oldest first."""
        return self.notes if self.postmortem is None else (*self.notes, self.postmortem)


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """A site to be written: its name, components as (id, name, group), and its incidents, oldest first."""

    name: str
    components: tuple[tuple[str, str, str], ...]
    entries: Sequence[Entry] = field(default_factory=tuple)

    @property
    def updates(self) -> int:
        return sum(len(entry.notes) for entry in self.entries)

    @property
    def postmortems(self) -> int:
        return sum(entry.postmortem is not None for entry in self.entries)


def document(fields: Sequence[str], body: str) -> str:
    """Front matter lines and a body as one Markdown file."""
    return "\n".join(["---", *fields, "---", "", body, ""])


def stamp(instant: datetime) -> str:
    """`2026-11-21T14:05:00Z`, as people write it in front matter."""
    return f"{instant.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def stem(instant: datetime, word: str, taken: set[str]) -> str:
    """`20261121T140500Z-identified`, with `-2` and so on if an update of this second already has it."""
    return _unused(f"{instant.astimezone(UTC):%Y%m%dT%H%M%SZ}-{word}", taken)


def slug(words: str) -> str:
    """`card-payments`: lower-case letters and digits, with hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")


def new_id(started: datetime, title: str, taken: set[str], longest: int) -> str:
    """An incident's id of at most `longest` characters, with `-2` and so on if it is taken."""
    return _unused(f"{started:%Y-%m-%d}-{slug(title)}"[:longest].rstrip("-"), taken)


def _unused(first: str, taken: set[str]) -> str:
    name, count = first, 1
    while name in taken:
        count += 1
        name = f"{first}-{count}"
    taken.add(name)
    return name
