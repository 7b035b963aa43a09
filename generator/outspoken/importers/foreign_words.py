"""Maps the words of a source to ours, and counts them for the report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Generic, TypeVar

from outspoken.importers.import_report import MappedWord, Remarks

Word = TypeVar("Word", bound=StrEnum)
UNCHANGED = "(unchanged)"
"""Shown for an update that leaves the status as it was."""


class WordMap(Generic[Word]):
    """The words of one kind (`status`, `impact`, `state`); upper and lower case, `-` and `_` do not count.

    `known` maps a source's word to ours, or to None if it changes nothing. An unknown word gets a remark,
    and `otherwise` is used.
    """

    def __init__(self, what: str, known: Mapping[str, Word | None], otherwise: Word | None) -> None:
        self._what, self._otherwise = what, otherwise
        self._known = {_folded(word): ours for word, ours in known.items()}
        self._seen: Counter[tuple[str, str, bool]] = Counter()

    def find(self, written: str, remarks: Remarks) -> Word | None:
        """Return our word; for an unknown one the default, and add a remark."""
        key = _folded(written)
        is_known = key in self._known
        ours = self._known.get(key, self._otherwise)
        self._seen[(written.strip(), ours.value if ours else UNCHANGED, is_known)] += 1
        if not is_known:
            used = ours.value if ours else "unchanged"
            remarks.assumed(f"unknown {self._what}: {used} was used", written.strip() or "(empty)")
        return ours

    @property
    def seen(self) -> tuple[MappedWord, ...]:
        """The words so far, the most frequent first."""
        return tuple(
            MappedWord(what=self._what, old=old, new=new, count=count, is_known=is_known)
            for (old, new, is_known), count in self._seen.most_common()
        )


def counted(what: str, pairs: Iterable[tuple[str, StrEnum]]) -> tuple[MappedWord, ...]:
    """Return mappings from pairs of a source's word and ours, the most frequent first."""
    found = Counter(pairs).most_common()
    return tuple(MappedWord(what=what, old=old, new=new.value, count=count) for (old, new), count in found)


def _folded(word: str) -> str:
    return " ".join(word.casefold().replace("_", " ").replace("-", " ").split())
