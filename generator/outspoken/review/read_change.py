"""Reads the incidents that a change touches, and compares them with what was published."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from outspoken.errors import Problem
from outspoken.model.differences import with_present_ids
from outspoken.model.file_names import INCIDENT_FILE, POSTMORTEM_FILE, SETTINGS_FILE, UPDATES, folder_around
from outspoken.model.incident import Incident
from outspoken.model.settings import Settings
from outspoken.review.fact_rules import check_facts
from outspoken.review.private_words import check_words
from outspoken.review.published_rules import (
    Versions,
    check_ids,
    check_removed,
    check_times,
    check_updates,
)
from outspoken.review.removed_components import check_components, check_groups
from outspoken.source.format.front_matter import MAX_FILE
from outspoken.source.git.change import Change, file_at, texts_before
from outspoken.source.git.git_history import AddedFile, GitHistory
from outspoken.source.git.log_format import identity
from outspoken.source.incidents import cross_rules
from outspoken.source.incidents.equal_times import course_problems
from outspoken.source.incidents.folder import Parsed, parse_incident
from outspoken.source.incidents.folder_context import context_for
from outspoken.source.incidents.former_ids import present_ids, with_present_references
from outspoken.source.incidents.incident_files import read_file, read_folder
from outspoken.source.incidents.key_lines import Outline, outline
from outspoken.source.load import Loaded, assemble
from outspoken.source.settings.read_settings import read_settings
from outspoken.source.site_on_disk import SiteOnDisk


class Touched(Struct, frozen=True, kw_only=True):
    """The incidents that a change touches (`versions`, by folder), and the problems that concern it.

    `settings` are None if they cannot be used. Publication times are as if the change was merged at `now`;
    files that existed before count as published at their own times, since git's whole history is not read.
    """

    settings: Settings | None
    versions: tuple[Versions, ...] = ()
    problems: tuple[Problem, ...] = ()


def read_change(site: SiteOnDisk, change: Change) -> Touched:
    """Read what a change touches and check it; with changed settings, every incident is read.

    Warnings are about what the change adds or touches; an error is reported wherever it was found. The
    content of files never raises an exception.
    """
    if site.settings is None:
        return Touched(settings=None, problems=_sorted(site.problems))
    return _Review(site, change, site.settings).touched()


class _Review:
    """One review: everything that it reads is cached until its end."""

    def __init__(self, site: SiteOnDisk, change: Change, settings: Settings) -> None:
        self.site, self.change, self.settings = site, change, settings
        self.root, self.now, self.folders = site.root, site.now, site.folders
        asked = {folder_around(path) for path in change.paths} - {""}
        self.existing = [folder for folder in self.folders if folder in asked]
        self.gone = sorted(asked.difference(self.folders))
        self.settings_before = self._settings_before()
        self.old = files_before(self.root, change, [*self.existing, *self.gone])
        self.moved = self._moved()
        self.added = self._added()

    def touched(self) -> Touched:
        loaded = self._load()
        after = {incident.folder: incident for incident in loaded.history.incidents} if loaded.history else {}
        before = self._before()
        versions = tuple(self._versions(before, after))
        # Without the line: a problem that only moved is not new.
        known = {(one.path, one.rule, one.message) for one in self._problems_before(before)}
        kept = [one for one in loaded.problems if self._concerns(one, known)]
        found = [*self._compared(versions, after.values()), *self._private()]
        acknowledged = {incident.folder: incident.acknowledged for incident in after.values()}
        kept += cross_rules.without_acknowledged(found, acknowledged)
        return Touched(settings=self.settings, versions=versions, problems=_sorted(kept))

    def _load(self) -> Loaded:
        # Any incident may name a component that the changed settings no longer have.
        is_whole = SETTINGS_FILE in self.change.paths
        wanted = self.folders if is_whole else [*self.existing, *self._related()]
        parsed = self.site.parsed(wanted)
        ids = [folder.rpartition("/")[2] for folder in self.folders]
        history = _merged(parsed, self.added, self.change.base, self.now)
        return assemble(
            self.settings,
            parsed,
            self.site.problems,
            now=self.now,
            root=self.root,
            history=history,
            others=ids,
        )

    def _moved(self) -> Mapping[str, str]:
        """Return each folder that the change moves, to another month or to another id, with its old one.

        A moved incident names its former ids.
        """
        names = {folder.rpartition("/")[2]: folder for folder in self.gone}
        found: dict[str, str] = {}
        for parsed in self.site.parsed(self.existing) if names else ():
            ids = parsed.incident.ids if parsed.incident else (parsed.folder.rpartition("/")[2],)
            if parsed.folder not in self.old and (known := [names[one] for one in ids if one in names]):
                found[parsed.folder] = known[0]
        return found

    def _related(self) -> list[str]:
        """Unchanged folders that name what the change removes, old paths too."""
        marks = [folder.rpartition("/")[2].encode() for folder in self.gone]
        # Two incidents must not claim the same old path, and a reference may name a former id.
        if marks or any(_names_others(self._head(folder)) for folder in self.existing):
            marks += [b"redirects:", b"aliases:"]
        existing = set(self.existing)
        others = (folder for folder in self.folders if marks and folder not in existing)
        return [folder for folder in others if any(mark in self._head(folder) for mark in marks)]

    def _head(self, folder: str) -> bytes:
        return self._read(f"{folder}/{INCIDENT_FILE}")

    def _read(self, path: str) -> bytes:
        return read_file(f"{self.root}/{path}", MAX_FILE + 1, path, []) or b""

    def _settings_before(self) -> Settings:
        if SETTINGS_FILE not in self.change.before:
            return self.settings
        data = file_at(self.root, self.change.base, SETTINGS_FILE)
        return read_settings(self.root, [], data=data) or self.settings

    def _before(self) -> dict[str, Parsed]:
        """Return the touched incidents as they were published, by folder."""
        context = context_for(self.settings_before, self.now)
        return {folder: parse_incident(folder, files, context) for folder, files in self.old.items()}

    def _versions(self, before: Mapping[str, Parsed], after: Mapping[str, Incident]) -> Iterator[Versions]:
        present, moved = self.site.context.components, present_ids(after.values())
        for folder in self.existing:
            was = before.get(folder) or before.get(self.moved.get(folder, ""))
            old = with_present_ids(was.incident, present) if was and was.incident else None
            old = old and with_present_references(old, moved)
            yield Versions(folder=folder, before=old, after=after.get(folder))

    def _problems_before(self, before: Mapping[str, Parsed]) -> Iterator[Problem]:
        """Yield the problems that the incidents had before the change."""
        for parsed in before.values():
            yield from parsed.problems
            # Problems of the order of updates are found only once the ties are resolved.
            if parsed.ties and parsed.incident:
                yield from course_problems(parsed.ties, parsed.incident)
            if parsed.incident:
                pair = [(parsed.incident, parsed.lines)]
                yield from cross_rules.check_policy(pair, self.settings, self.now)

    def _concerns(self, problem: Problem, known: set[tuple[str, str, str]]) -> bool:
        # An error keeps the whole site from being built, wherever it is.
        if problem.is_error or problem.path in self.change.after:
            return True
        is_new = (problem.path, problem.rule, problem.message) not in known
        return is_new and folder_around(problem.path) in self.existing

    def _compared(self, versions: Iterable[Versions], incidents: Iterable[Incident]) -> Iterator[Problem]:
        ids = {folder.rpartition("/")[2] for folder in self.folders}
        # A folder without incident.md was never an incident that readers had.
        published = [folder for folder in self.gone if f"{folder}/{INCIDENT_FILE}" in self.change.before]
        yield from check_removed(published, incidents, ids)
        yield from check_ids(versions)
        yield from check_components(self.settings_before, self.settings)
        yield from check_groups(self.settings_before, self.settings)
        added, removed = self.added, self.change.removed
        lines = {path: self._outline(path).lines for path in self._texts()}
        for one in versions:
            yield from check_updates(one, removed, lines)
            yield from check_facts(one, added, lines)
            yield from check_times(one, added, lines, self.now)

    def _added(self) -> frozenset[str]:
        """The paths that are new; a file that was moved with its incident is not."""
        moved = (path for path in self.change.added if folder_around(path) in self.moved)
        return self.change.added.difference(path for path in moved if self._before_of(path) is not None)

    def _before_of(self, path: str) -> bytes | None:
        """Return what an incident's file was before the change; None if it is new."""
        folder = folder_around(path)
        return self.old.get(self.moved.get(folder, folder), {}).get(path.split("/", 3)[3])

    def _private(self) -> Iterator[Problem]:
        allowed = [contact.value for contact in self.settings.support]
        for path in self._texts():
            was = self._before_of(path)
            before = outline(was) if was is not None else Outline()
            yield from check_words(path, self._outline(path), before, self.settings.private_words, allowed)

    def _texts(self) -> list[str]:
        existing = set(self.existing)
        return sorted(
            path for path in self.change.after if path.endswith(".md") and folder_around(path) in existing
        )

    def _outline(self, path: str) -> Outline:
        return outline(self._read(path))


def _names_others(head: bytes) -> bool:
    """Whether an incident.md may name paths or ids that another incident also has."""
    return any(mark in head for mark in (b"redirects:", b"aliases:", b"duplicate_of:", b"caused_by:"))


def files_before(root: Path, change: Change, folders: Iterable[str]) -> dict[str, dict[str, bytes]]:
    """Return the files of each folder that existed before, by their path in it; without new folders."""
    known = {folder_around(path) for path in change.before}
    asked = [folder for folder in folders if folder in known or not _is_new(root, change, folder)]
    found: dict[str, dict[str, bytes]] = {folder: {} for folder in asked}
    for folder in asked:
        files = read_folder(root, folder, [])
        found[folder] = {name: data for name, data in files.items() if f"{folder}/{name}" not in change.added}
    for path, data in texts_before(root, change, frozenset(asked)).items():
        found[folder_around(path)][path.split("/", 3)[3]] = data
    return found


def _is_new(root: Path, change: Change, folder: str) -> bool:
    """Whether the change adds the incident itself, and not only an update to an existing one."""
    head = f"{folder}/{INCIDENT_FILE}"
    return head in change.added or not (root / head).is_file()


def _merged(parsed: Iterable[Parsed], new: Collection[str], base: str, now: datetime) -> GitHistory:
    """Return git's history as if the `new` files were merged at `now`, and all others announced in time."""
    added: dict[str, AddedFile] = {}
    for incident in (entry.incident for entry in parsed):
        if incident is None:
            continue
        times = {f"{incident.folder}/{UPDATES}/{update.id}.md": update.at for update in incident.updates}
        times[f"{incident.folder}/{INCIDENT_FILE}"] = incident.publication.at
        if incident.postmortem:
            times[f"{incident.folder}/{POSTMORTEM_FILE}"] = incident.postmortem.publication.at
        for path, at in times.items():
            added[identity(path)] = AddedFile(now, 1) if path in new else AddedFile(min(at, now), 0)
    # As two commits: one with everything that existed before, one with the change.
    return GitHistory(commit=base, length=2, newest=now, added=added)


def _sorted(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(problems, key=lambda problem: problem.sort_key))
