"""The report of an import: remarks on files, by importance."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class Grade(StrEnum):
    """The importance of a remark."""

    READ = "read"
    """Written in an unusual way, but understood."""
    CHOSEN = "chosen"
    """Contradictory or missing in the source: a sensible value was used; please check it."""
    WITHOUT = "without"
    """Has no equivalent here; nothing needs to be done."""
    LEFT = "left"
    """Was not imported: a person has to do something."""


class Remark(Struct, frozen=True, kw_only=True):
    """One remark on one file of the source; `about` is general, `detail` is only about this file."""

    path: str
    grade: Grade
    about: str
    detail: str = ""


class NewFile(Struct, frozen=True, kw_only=True):
    """A file to be written: its path below the site's root (forward slashes), and its whole text."""

    path: str
    text: str


class Import(Struct, frozen=True, kw_only=True):
    """The result of an import: what would be written, and the report.

    `incidents` counts imported incidents, `updates` their messages, `present` has the ids that exist
    already, and `entries` are component entries that an existing site must add first (then `files` is
    empty).
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
        """Whether anything was not imported."""
        return bool(self.entries) or any(remark.grade is Grade.LEFT for remark in self.remarks)


class Remarks:
    """Collects the remarks on one file."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.entries: list[Remark] = []

    def read(self, about: str, detail: str = "") -> None:
        self._add(Grade.READ, about, detail)

    def chosen(self, about: str, detail: str = "") -> None:
        self._add(Grade.CHOSEN, about, detail)

    def without(self, about: str, detail: str = "") -> None:
        self._add(Grade.WITHOUT, about, detail)

    def left(self, about: str, detail: str = "") -> None:
        self._add(Grade.LEFT, about, detail)

    def _add(self, grade: Grade, about: str, detail: str) -> None:
        self.entries.append(Remark(path=self.path, grade=grade, about=about, detail=detail))
