"""Converts the history of another page to our files: finds existing ones, and adds the missing ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from outspoken.errors import Problem, ProblemsError
from outspoken.importers.components import ComponentDirectory, entries
from outspoken.importers.existing_incidents import ExistingIncidents, later_updates
from outspoken.importers.foreign_records import PLACEHOLDER, ForeignHistory, ForeignIncident, ForeignSite
from outspoken.importers.foreign_updates import usable_updates
from outspoken.importers.import_names import permanent_key
from outspoken.importers.import_report import (
    Grade,
    Import,
    ImportedIncident,
    ImportOutcome,
    NewFile,
    Remark,
    Remarks,
)
from outspoken.importers.import_request import ImportRequest
from outspoken.importers.imported_folder import (
    ImportContext,
    make_folder,
    name_updates,
    span_of,
    update_files,
)
from outspoken.importers.missing_site_files import site_files
from outspoken.model.file_names import POSTMORTEM_FILE, SETTINGS_FILE
from outspoken.model.settings import Settings
from outspoken.source.settings.read_settings import read_settings

Reader = Callable[[ImportRequest], ForeignHistory]
_LATEST = datetime.max.replace(tzinfo=UTC)


class _Made(Struct, frozen=True, kw_only=True):
    """The result for one incident of the source."""

    imported: ImportedIncident
    files: tuple[NewFile, ...] = ()
    remarks: tuple[Remark, ...] = ()


def import_history(read: Reader, root: Path, asked: ImportRequest) -> Import:
    """Return what would be written below `root` for the history that `read` returns; writes nothing.

    Raises SourceError if the source cannot be read, ProblemsError if the settings in `root` have errors.
    """
    settings = _settings(root)
    history = read(replace(asked, url=_address(settings.url if settings else asked.url)))
    site, general = history.site, Remarks(SETTINGS_FILE)
    known = settings.components if settings else ()
    directory = ComponentDirectory(foreign=site.components, components=known)
    context = ImportContext(directory=directory, zone=settings.zone if settings else site.zone, now=asked.now)
    made = tuple(_incidents(history, root, context))
    # Existing settings are never changed: a person adds these entries, then imports again.
    missing = "\n".join(entries(directory.listed, "")) if settings else ""
    files = [] if missing else [file for each in made for file in each.files]
    if not settings and files:
        files = [*_new_site(root, site, asked.url, directory, general), *files]
    return Import(
        files=tuple(files),
        remarks=(*general.entries, *_still_relevant(history.remarks, made), *_remarks(made)),
        incidents=tuple(each.imported for each in made),
        words=(*history.words, *directory.seen),
        postmortems=sum(file.path.endswith(f"/{POSTMORTEM_FILE}") for file in files),
        components=len(directory.listed),
        entries=missing,
    )


def _still_relevant(remarks: Iterable[Remark], made: Iterable[_Made]) -> Iterator[Remark]:
    """Yield the remarks of a reader, except those on how it read an incident that is not written again."""
    settled = {each.imported.path for each in made if each.imported.outcome is ImportOutcome.PRESENT}
    for remark in remarks:
        if remark.path not in settled or remark.grade is Grade.NOT_IMPORTED:
            yield remark


def _remarks(made: Iterable[_Made]) -> Iterator[Remark]:
    for each in made:
        yield from each.remarks


def _settings(root: Path) -> Settings | None:
    if not (root / SETTINGS_FILE).exists():
        return None
    problems: list[Problem] = []
    settings = read_settings(root, problems)
    if settings is None or any(problem.is_error for problem in problems):
        raise ProblemsError(problems)
    return settings


def _address(url: str) -> str:
    return f"{url.rstrip('/')}/" if url else ""


def _incidents(history: ForeignHistory, root: Path, context: ImportContext) -> Iterator[_Made]:
    existing, owners = ExistingIncidents(root), dict[str, str]()
    # Sorted, so that ids with a number get the same number at every import.
    for one in sorted(history.incidents, key=_order):
        foreign = replace(one, key=permanent_key(one.key))
        remarks = Remarks(foreign.path)
        owner = owners.setdefault(foreign.key, foreign.path)
        if owner == foreign.path:
            made = _made(foreign, root, existing, context, remarks, is_dated=history.is_dated)
        else:
            remarks.not_imported("another incident of the source has its id", f"{foreign.key}, in {owner}")
            made = _Made(imported=_imported(foreign, "", ImportOutcome.NOT_IMPORTED))
        yield replace(made, remarks=tuple(remarks.entries))


def _order(foreign: ForeignIncident) -> tuple[datetime, str]:
    times = (each.at for each in foreign.updates)
    return foreign.started or min(times, default=_LATEST), foreign.path


def _made(
    foreign: ForeignIncident,
    root: Path,
    existing: ExistingIncidents,
    context: ImportContext,
    remarks: Remarks,
    *,
    is_dated: bool,
) -> _Made:
    # Separate, since the remarks are dropped if the incident is not written.
    aside = Remarks(foreign.path)
    updates = usable_updates(foreign, context.now, aside)
    if not updates:
        remarks.entries += aside.entries
        remarks.not_imported("the incident has nothing that can be imported", foreign.title)
        return _Made(imported=_imported(foreign, "", ImportOutcome.NOT_IMPORTED))
    named, span = name_updates(updates), span_of(foreign, updates, aside)
    incident, is_present = existing.place(foreign, span.start.astimezone(context.zone).date())
    if not is_present:
        remarks.entries += aside.entries
        one = replace(foreign, redirects=tuple(existing.free_redirects(foreign, incident, remarks)))
        files = make_folder(one, incident, named, span, context, remarks)
        return _Made(imported=_imported(foreign, incident, ImportOutcome.NEW, len(named)), files=files)
    for about, both in existing.differences(foreign, incident, span):
        remarks.different(about, both)
    later = later_updates(root, incident, named) if is_dated else ()
    if not later:
        remarks.understood("its incident exists already and was not changed", incident)
        return _Made(imported=_imported(foreign, incident, ImportOutcome.PRESENT))
    files = tuple(update_files(incident, later, span, context, remarks))
    return _Made(imported=_imported(foreign, incident, ImportOutcome.CONTINUED, len(later)), files=files)


def _imported(
    foreign: ForeignIncident, incident: str, outcome: ImportOutcome, updates: int = 0
) -> ImportedIncident:
    return ImportedIncident(path=foreign.path, key=foreign.key, id=incident, outcome=outcome, updates=updates)


def _new_site(
    root: Path, site: ForeignSite, asked: str, directory: ComponentDirectory, remarks: Remarks
) -> Iterator[NewFile]:
    url = _address(asked or site.url or PLACEHOLDER)
    if url == PLACEHOLDER:
        remarks.not_imported(
            "the site's address is unknown: write it as site_url in mkdocs.yml, or pass it with --site-url"
        )
    if not directory.listed:
        directory.add_whole(site.title)
        remarks.assumed("no system is listed: one component stands for the whole site", site.title)
    for file in site_files(site, url, tuple(directory.listed)):
        if (root / file.path).exists():
            remarks.understood("the file exists already and was not changed", file.path)
        else:
            yield file
