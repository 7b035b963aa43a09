"""What an import has to say: file by file, and how much it matters."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class Grade(StrEnum):
    """How much a remark matters."""

    READ = "read"
    """Written in an unusual way, and understood."""
    CHOSEN = "chosen"
    """Contradictory or missing in the source: a sensible value was chosen, worth a look."""
    WITHOUT = "without"
    """Has no counterpart here, and nothing is asked of anybody."""
    LEFT = "left"
    """Did not come along: a person is needed."""


class Remark(Struct, frozen=True, kw_only=True):
    """One thing about one file of the source; `about` is general, `detail` belongs to this file alone."""

    path: str
    grade: Grade
    about: str
    detail: str = ""


class NewFile(Struct, frozen=True, kw_only=True):
    """A file to be written: its path below the site's root with forward slashes, and its whole text."""

    path: str
    text: str


class Import(Struct, frozen=True, kw_only=True):
    """What an import would write, and what it has to say.

    `incidents` counts those that come along, `updates` their messages, `present` names the ids that
    the site already has, and `entries` are component entries that an existing site would need first
    (then `files` is empty).
    """

    files: tuple[NewFile, ...]
    remarks: tuple[Remark, ...]
    incidents: int = 0
    updates: int = 0
    postmortems: int = 0
    components: int = 0
    present: tuple[str, ...] = ()
    entries: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether the source has no incident at all."""
        return not (self.incidents or self.present or self.entries)

    @property
    def needs_a_person(self) -> bool:
        """Whether anything stayed behind."""
        return bool(self.entries) or any(remark.grade is Grade.LEFT for remark in self.remarks)


class Remarks:
    """Gathers what is to be said about one file."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.said: list[Remark] = []

    def read(self, about: str, detail: str = "") -> None:
        self._add(Grade.READ, about, detail)

    def chosen(self, about: str, detail: str = "") -> None:
        self._add(Grade.CHOSEN, about, detail)

    def without(self, about: str, detail: str = "") -> None:
        self._add(Grade.WITHOUT, about, detail)

    def left(self, about: str, detail: str = "") -> None:
        self._add(Grade.LEFT, about, detail)

    def _add(self, grade: Grade, about: str, detail: str) -> None:
        self.said.append(Remark(path=self.path, grade=grade, about=about, detail=detail))
