"""Maps the words that tables use for statuses, impacts and states to ours."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from outspoken.importers.csv_rows.csv_mapping import CsvMapping
from outspoken.importers.foreign_words import WordMap
from outspoken.importers.import_report import MappedWord
from outspoken.importers.import_request import SourceError
from outspoken.model.vocabulary import Impact, Kind, State, Status
from outspoken.source.format.read_context import did_you_mean

Vocabulary = TypeVar("Vocabulary", bound=StrEnum)
UNCHANGED = "unchanged"
# On hosted pages, maintenance has this word as its impact.
MAINTENANCE = "maintenance"
_STATUSES: Mapping[str, Status | None] = {
    "update": None,
    "note": None,
    "open": Status.INVESTIGATING,
    "new": Status.INVESTIGATING,
    "started": Status.INVESTIGATING,
    "acknowledged": Status.IDENTIFIED,
    "watching": Status.MONITORING,
    "fixed": Status.RESOLVED,
    "closed": Status.RESOLVED,
    "done": Status.RESOLVED,
    "planned": Status.SCHEDULED,
    "canceled": Status.CANCELLED,
    "postmortem": None,
}
_IMPACTS = {"low": Impact.MINOR, "medium": Impact.MINOR, "high": Impact.MAJOR, MAINTENANCE: Impact.NONE}
_STATES = {
    "degraded": State.DEGRADED_PERFORMANCE,
    "partial": State.PARTIAL_OUTAGE,
    "down": State.MAJOR_OUTAGE,
    "outage": State.MAJOR_OUTAGE,
    MAINTENANCE: State.UNDER_MAINTENANCE,
}
_KINDS = {
    "planned": Kind.MAINTENANCE,
    "scheduled": Kind.MAINTENANCE,
    "outage": Kind.INCIDENT,
}


class CsvWords:
    """Maps the words of a table and counts them.

    Raises SourceError if a target word of the mapping does not exist.
    """

    def __init__(self, mapping: CsvMapping) -> None:
        words = mapping.words
        self._planned = {MAINTENANCE}
        self._planned |= {word for word, ours in words.get("impact", {}).items() if ours == MAINTENANCE}
        self.status = WordMap("status", _all(Status, _STATUSES, words.get("status", {})), None)
        self.impact = WordMap("impact", _all(Impact, _IMPACTS, words.get("impact", {})), Impact.MINOR)
        self.state = WordMap(
            "state", _all(State, _STATES, words.get("state", {})), State.DEGRADED_PERFORMANCE
        )
        self.kind = WordMap("kind", _all(Kind, _KINDS, words.get("kind", {})), Kind.INCIDENT)

    def is_maintenance(self, impact: str) -> bool:
        """Whether a word for the impact means scheduled maintenance, as on hosted pages."""
        return impact.casefold() in self._planned

    @property
    def seen(self) -> tuple[MappedWord, ...]:
        return (*self.status.seen, *self.impact.seen, *self.state.seen, *self.kind.seen)


def _all(
    ours: type[Vocabulary], usual: Mapping[str, Vocabulary | None], named: Mapping[str, str]
) -> dict[str, Vocabulary | None]:
    """Return all words; those of the user's mapping come last, so that they override the defaults."""
    known = {each.value: each for each in ours}
    chosen: dict[str, Vocabulary | None] = {}
    for word, written in named.items():
        # The impact of maintenance is named like its kind.
        if written == UNCHANGED or (ours is Impact and written == MAINTENANCE):
            chosen[word] = known.get("none")
        elif written in known:
            chosen[word] = known[written]
        else:
            guess = did_you_mean(written, known) or f"write one of {', '.join(known)}"
            raise SourceError(f"the mapping has {word}: {written}, which does not exist; {guess}")
    return {**usual, **known, **chosen}
