"""Finds the incidents of an earlier import, so that importing again adds only what is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator
from datetime import date, datetime
from pathlib import Path

from outspoken.importers.foreign_records import ForeignIncident, ForeignUpdate
from outspoken.importers.import_names import clean_title, incident_id
from outspoken.importers.import_report import Remarks
from outspoken.importers.imported_folder import TimeSpan
from outspoken.model.file_names import UPDATES, folder_of
from outspoken.model.site_path import path_key
from outspoken.model.vocabulary import Kind
from outspoken.source.format.instants import read_instant
from outspoken.source.format.read_context import Refusal
from outspoken.source.format.writing import stamp
from outspoken.source.incidents.known_incidents import known_incidents, known_updates, newest_stamp


class ExistingIncidents:
    """The incidents below a root, and the ids and old paths that this import has used since."""

    def __init__(self, root: Path) -> None:
        self._by_key: dict[str, str] = {}
        self._owners: dict[str, str] = {}
        self._taken: set[str] = set()
        self._unnamed: set[str] = set()
        self._moved: dict[str, str] = {}
        self._known = {each.id: each for each in known_incidents(root)}
        for each in self._known.values():
            if each.key:
                self._by_key.setdefault(each.key, each.id)
            for path in each.redirects:
                self._owners.setdefault(path_key(path), each.id)
            # Imports of an earlier version have neither key nor old paths: they are found by their id only.
            (self._taken if each.key or each.redirects else self._unnamed).add(each.id)
            # An import that finds it by its id finds it by the former one; to others that one is taken.
            self._moved |= {alias: each.id for alias in each.aliases if alias != each.id}
            self._taken.update(each.aliases if each.key or each.redirects else ())

        # A copy: old paths of incidents of this run must not match other incidents of the source.
        self._by_path = dict(self._owners)

    def find(self, foreign: ForeignIncident) -> str | None:
        """Return the id of the incident with this key, or else with one of the old paths."""
        by_path = (self._by_path.get(path_key(path)) for path in foreign.redirects)
        return self._by_key.get(foreign.key) or next(filter(None, by_path), None)

    def place(self, foreign: ForeignIncident, day: date) -> tuple[str, bool]:
        """Return its id here, and whether it exists already."""
        if found := self.find(foreign):
            return found, True
        new = incident_id(day, foreign.name, foreign.title, self._taken)
        new = self._moved.get(new, new)
        return new, new in self._unnamed

    def differences(
        self, foreign: ForeignIncident, incident: str, span: TimeSpan
    ) -> Iterator[tuple[str, str]]:
        """Yield each difference between the source and an incident that already exists here, with both texts.

        A person here or there may have changed it, and only a person knows which one is right.
        """
        existing = self._known.get(incident)
        if existing is None:
            return
        title = clean_title(foreign.title)
        if title and existing.title and title != existing.title:
            yield "its title is different at the source", f"{title}; here {existing.title}"
        if foreign.kind is not Kind.MAINTENANCE and existing.impact and foreign.impact != existing.impact:
            yield "its impact is different at the source", f"{foreign.impact.value}; here {existing.impact}"
        if foreign.kind is Kind.MAINTENANCE and foreign.started and foreign.scheduled_until and span.end:
            imported = (span.start, span.end)
            if len(existing.window) == 2 and imported != tuple(map(_instant, existing.window)):
                yield (
                    "its window is different at the source",
                    f"{' to '.join(map(stamp, imported))}; here {' to '.join(existing.window)}",
                )

    def free_redirects(self, foreign: ForeignIncident, new: str, remarks: Remarks) -> Iterator[str]:
        """Yield its old paths that no other incident has: a path can redirect to only one page."""
        for path in foreign.redirects:
            owner = self._owners.setdefault(path_key(path), new)
            if owner == new:
                yield path
            else:
                remarks.assumed("its old address already leads to another incident", f"{path} to {owner}")


def _instant(text: str) -> datetime | None:
    """Return a written time in UTC; None for one that cannot be read, which `check` reports."""
    try:
        return read_instant(text)
    except Refusal:
        return None


def later_updates(
    root: Path, incident: str, updates: Iterable[tuple[str, ForeignUpdate]]
) -> tuple[tuple[str, ForeignUpdate], ...]:
    """Return the updates (with their ids) that were posted at the source since the last import.

    An update that is older than the newest one here was removed, renamed or edited by a person, so it is not
    written again.
    """
    existing = known_updates(root, folder_of(incident))
    newest = newest_stamp(existing)
    if not newest:
        return ()
    pairs = tuple(updates)
    # The first 16 characters of a name are its time: 20261121T140500Z.
    later = {name for name, _ in pairs if name[:16] >= newest and name.casefold() not in existing}
    return tuple(_without_texts(pairs, later, _texts(root, incident))) if later else ()


def _without_texts(
    pairs: Iterable[tuple[str, ForeignUpdate]], later: Container[str], texts: Counter[str]
) -> Iterator[tuple[str, ForeignUpdate]]:
    """Yield those that are `later`, without those whose text already exists here.

    The text of an update whose time was corrected at the source exists here. People also post one text
    several times, so each existing text matches only one update.
    """
    for name, each in pairs:
        if texts[each.text]:
            texts[each.text] -= 1
        elif name in later:
            yield name, each


def _texts(root: Path, incident: str) -> Counter[str]:
    files = sorted((root / folder_of(incident) / UPDATES).glob("*.md"))
    read = (path.read_text(encoding="utf-8", errors="replace") for path in files)
    # Cut and not parsed: only equal texts are looked for, and a file with errors has a text too.
    return Counter(text.partition("\n---\n")[2].strip("\n") for text in read)
