"""The report of an import: remarks on files, by importance."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class Grade(StrEnum):
    """The importance of a remark."""

    UNDERSTOOD = "understood"
    """Written in an unusual way, but understood."""
    ASSUMED = "assumed"
    """Contradictory or missing in the source: a sensible value was used; please check it."""
    NO_EQUIVALENT = "no_equivalent"
    """Has no equivalent here; nothing needs to be done."""
    DIFFERENT = "different"
    """Differs between the source and here; nothing was changed here."""
    NOT_IMPORTED = "not_imported"
    """Was not imported: a person has to do something."""


class Remark(Struct, frozen=True, kw_only=True):
    """One remark on one file of the source; `about` is general, `detail` is only about this file."""

    path: str
    grade: Grade
    about: str
    detail: str = ""


class MappedWord(Struct, frozen=True, kw_only=True):
    """A word of the source, ours for it, and how often it occurs; `what` is `status`, `impact` and so on.

    `is_known` is false if the word was guessed.
    """

    what: str
    old: str
    new: str
    count: int
    is_known: bool = True


class ImportOutcome(StrEnum):
    """What an import does with one incident of the source."""

    NEW = "new"
    """It is written."""
    CONTINUED = "continued"
    """It exists already, and later updates are added to it."""
    PRESENT = "present"
    """It exists already and is not changed."""
    NOT_IMPORTED = "not_imported"
    """It cannot be imported; a remark says why."""


class ImportedIncident(Struct, frozen=True, kw_only=True):
    """One incident of the source: its path there, its key, its id here, and the number of new updates."""

    path: str
    key: str
    id: str
    outcome: ImportOutcome
    updates: int = 0


class NewFile(Struct, frozen=True, kw_only=True):
    """A file to be written: its path below the site's root (forward slashes), and its whole text.

    `data` is used instead of the text if a file must keep its bytes, such as a picture.
    """

    path: str
    text: str = ""
    data: bytes | None = None

    @property
    def contents(self) -> str | bytes:
        return self.text if self.data is None else self.data


class Import(Struct, frozen=True, kw_only=True):
    """The result of an import: what would be written, and the report.

    `incidents` are all incidents of the source, `words` how its words were mapped, `components` counts new
    components, and `entries` are component entries that an existing site must add first: then nothing is
    written.
    """

    files: tuple[NewFile, ...]
    remarks: tuple[Remark, ...]
    incidents: tuple[ImportedIncident, ...] = ()
    words: tuple[MappedWord, ...] = ()
    postmortems: int = 0
    components: int = 0
    entries: str = ""

    def count(self, outcome: ImportOutcome) -> int:
        """Return the number of incidents with this outcome."""
        return sum(each.outcome is outcome for each in self.incidents)

    @property
    def updates(self) -> int:
        """The number of updates that are written."""
        return sum(each.updates for each in self.incidents)

    @property
    def is_empty(self) -> bool:
        """Whether the source has no incident that can be imported."""
        return self.count(ImportOutcome.NOT_IMPORTED) == len(self.incidents)

    @property
    def needs_a_person(self) -> bool:
        """Whether anything was not imported."""
        return bool(self.entries) or any(remark.grade is Grade.NOT_IMPORTED for remark in self.remarks)


class Remarks:
    """Collects the remarks on one file."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.entries: list[Remark] = []

    def understood(self, about: str, detail: str = "") -> None:
        """Add a remark: something unusual was understood."""
        self._add(Grade.UNDERSTOOD, about, detail)

    def assumed(self, about: str, detail: str = "") -> None:
        """Add a remark: a value was chosen, which a person should check."""
        self._add(Grade.ASSUMED, about, detail)

    def no_equivalent(self, about: str, detail: str = "") -> None:
        """Add a remark: something has no equivalent, and needs no action."""
        self._add(Grade.NO_EQUIVALENT, about, detail)

    def different(self, about: str, detail: str = "") -> None:
        """Add a remark: something differs from the source, and was not changed."""
        self._add(Grade.DIFFERENT, about, detail)

    def not_imported(self, about: str, detail: str = "") -> None:
        """Add a remark: something was not imported, and a person has to act."""
        self._add(Grade.NOT_IMPORTED, about, detail)

    def _add(self, grade: Grade, about: str, detail: str) -> None:
        self.entries.append(Remark(path=self.path, grade=grade, about=about, detail=detail))
