"""Imports an export: recreates the settings and each incident's folder, all of them or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path, PurePosixPath

from msgspec import Struct

from outspoken import rules
from outspoken.errors import Problem, ProblemsError
from outspoken.importers.import_report import (
    Import,
    ImportedIncident,
    ImportOutcome,
    NewFile,
    Remarks,
)
from outspoken.importers.import_request import ImportRequest, SourceError
from outspoken.importers.outspoken.new_settings import settings_from_values
from outspoken.importers.outspoken.read_export import Read, ReadExport, read_export
from outspoken.importers.outspoken.restored_files import differences, restored_files
from outspoken.model.file_names import INCIDENT_FILE, POSTMORTEM_FILE, SETTINGS_FILE, folder_of
from outspoken.model.incident import Incident
from outspoken.model.settings import Settings
from outspoken.source.format.export_lines import exported
from outspoken.source.format.writing import document, text_scalar
from outspoken.source.incidents.folder import Parsed, parse_incident
from outspoken.source.incidents.folder_context import context_for
from outspoken.source.incidents.former_ids import with_present_references
from outspoken.source.incidents.incident_files import list_folders, read_folder
from outspoken.source.incidents.known_incidents import former_ids
from outspoken.source.load import assemble
from outspoken.source.settings.read_settings import read_settings


class _Restored(Struct, frozen=True, kw_only=True):
    """An incident's folder: its files by their path in it, and the parsed incident."""

    files: Mapping[str, bytes]
    parsed: Parsed


def import_outspoken(source: str, root: Path, request: ImportRequest) -> Import:
    """Return the files to write below `root` for an export; writes nothing.

    Raises SourceError if there is no such file, and ProblemsError with every problem of the export, or of
    the settings in `root`.
    """
    problems: list[Problem] = []
    read = read_export(_file(source), problems)
    if read is None:
        raise ProblemsError(problems)
    remarks = Remarks(source)
    of_site = _site_files(root, read, remarks)
    settings = _settings(root, of_site, problems)
    if settings is None:
        raise ProblemsError(problems)
    restored = list(_restored(source, read, settings, request, problems))
    _check(root, restored, settings, request.now, problems)
    home = tuple(_home(root, settings, remarks)) if of_site else ()
    moved = former_ids(root)
    made = [_placed(root, each, moved, remarks) for each in restored]
    files = [file for placed, new in made if placed.outcome is ImportOutcome.NEW for file in new]
    return Import(
        files=(*of_site, *home, *files),
        remarks=tuple(remarks.entries),
        incidents=tuple(placed for placed, _ in made),
        postmortems=sum(file.path.endswith(f"/{POSTMORTEM_FILE}") for file in files),
        components=len(settings.components) if of_site else 0,
    )


def _file(source: str) -> Path:
    path = Path(source)
    if not path.is_file():
        message = f"{source} is not a file: name one that outspoken export wrote"
        raise SourceError(message)
    return path


def _site_files(root: Path, read: ReadExport, remarks: Remarks) -> tuple[NewFile, ...]:
    """Return the files besides incidents that the site in `root` lacks."""
    files = {SETTINGS_FILE: settings_from_values(read.head).encode(), **read.files}
    new = []
    for path, data in files.items():
        if not (root / path).exists():
            new.append(NewFile(path=path, data=data))
        elif (root / path).read_bytes() != data:
            remarks.understood("the file exists already and was not changed", path)
    if SETTINGS_FILE not in read.files and any(file.path == SETTINGS_FILE for file in new):
        remarks.assumed("the export has no mkdocs.yml: it was written from its values", read.head.site_name)
    return tuple(new)


def _home(root: Path, settings: Settings, remarks: Remarks) -> Iterator[NewFile]:
    """Yield a home page if there is none: without it, the site cannot be built."""
    folder = PurePosixPath(settings.docs_dir)
    if folder.is_absolute() or ".." in folder.parts or (root / folder / "index.md").exists():
        return
    about = "an export has no pages, templates or plan: copy these folders too; a home page was written"
    remarks.no_equivalent(about, settings.docs_dir)
    fields = (("template", "status.html"), ("title", text_scalar(settings.site_name)))
    yield NewFile(path=f"{folder}/index.md", text=document(fields, ""))


def _settings(root: Path, of_site: Iterable[NewFile], problems: list[Problem]) -> Settings | None:
    """Return the settings that the site will have; None, with Problems, if they are unusable."""
    new = next((file.data for file in of_site if file.path == SETTINGS_FILE), None)
    return read_settings(root, problems, data=new)


def _restored(
    source: str, read: ReadExport, settings: Settings, request: ImportRequest, problems: list[Problem]
) -> Iterator[_Restored]:
    context = context_for(settings, request.now)
    present = {
        str(alias): each.incident.id
        for each in read.incidents
        for alias in each.incident.front_matter.get("aliases") or ()
    }
    for done, each in enumerate(read.incidents, 1):
        files = restored_files(each.incident, each.files)
        parsed = parse_incident(folder_of(each.incident.id), files, context)
        problems += _contradictions(source, each, parsed, present)
        request.step(done, len(read.incidents))
        yield _Restored(files=files, parsed=parsed)


def _contradictions(source: str, each: Read, parsed: Parsed, present: Mapping[str, str]) -> Iterator[Problem]:
    """Yield a Problem if a person changed the values of a line, but not the text, or the reverse.

    The text may refer to a former id, which `present` maps to the one in the values.
    """
    if INCIDENT_FILE not in each.files or parsed.incident is None:
        return
    text = exported(with_present_references(parsed.incident, present))
    found = ", ".join(differences(each.incident, text))
    if found:
        message = f"the values differ from the text in files: {found}"
        hint = "change both, or remove the texts from files: they are then written from the values"
        yield rules.BAD_EXPORT.problem(source, each.line, message, hint)


def _check(
    root: Path, restored: Iterable[_Restored], settings: Settings, now: datetime, problems: list[Problem]
) -> None:
    """Raise ProblemsError if the site would have errors with these incidents."""
    if problems:
        # References to incidents whose lines cannot be read would be problems of their own.
        raise ProblemsError(
            problem for problem in (*problems, *_folder_problems(restored)) if problem.is_error
        )
    parsed = [each.parsed for each in restored]
    # What the site still has under a former id is the same incident.
    former = {alias for one in parsed if one.incident for alias in one.incident.aliases}
    others = {folder.rpartition("/")[2] for folder in list_folders(root, [])} - former
    loaded = assemble(settings, parsed, problems, now=now, root=root, history=None, others=others)
    errors = [problem for problem in loaded.problems if problem.is_error]
    if errors:
        raise ProblemsError(errors)


def _folder_problems(restored: Iterable[_Restored]) -> Iterator[Problem]:
    for each in restored:
        yield from each.parsed.problems


def _placed(
    root: Path, each: _Restored, moved: Mapping[str, str], remarks: Remarks
) -> tuple[ImportedIncident, tuple[NewFile, ...]]:
    """Return the outcome for an incident, and its files.

    `moved` are the former ids of the site's incidents, with the present ones.
    """
    folder, name = each.parsed.folder, each.parsed.folder.rpartition("/")[2]
    outcome = ImportOutcome.NEW
    if existing := _present(root, name, each.parsed.incident, moved):
        outcome, name = ImportOutcome.PRESENT, existing.rpartition("/")[2]
        # Compared by bytes: an export promises that they come back unchanged.
        if read_folder(root, existing, []) != each.files:
            remarks.not_imported("its folder exists already, with other files, and was not changed", existing)
    updates = len(each.parsed.incident.updates) if each.parsed.incident else 0
    placed = ImportedIncident(
        path=remarks.path,
        key=f"outspoken:{name}",
        id=name,
        outcome=outcome,
        updates=updates if outcome is ImportOutcome.NEW else 0,
    )
    files = (NewFile(path=f"{folder}/{path}", data=data) for path, data in each.files.items())
    return placed, tuple(files)


def _present(root: Path, name: str, incident: Incident | None, moved: Mapping[str, str]) -> str | None:
    """Return the folder that the site has of an incident, under any of its ids; None if it has none."""
    ids = dict.fromkeys((name, *(incident.aliases if incident else ())))
    folders = (folder_of(one) for each in ids for one in (each, moved.get(each, each)))
    return next((folder for folder in folders if (root / folder).exists()), None)
