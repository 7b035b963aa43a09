"""Imports the folder of a cState (Hugo) site: its settings, and every incident with its whole text."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from msgspec.structs import replace

from outspoken.errors import Problem, ProblemsError
from outspoken.importers.components import Directory, entries
from outspoken.importers.cstate.cstate_config import CstateSite, read_site
from outspoken.importers.cstate.cstate_pages import OldFile, Step, read_pages, remark_on_the_rest
from outspoken.importers.import_names import incident_id
from outspoken.importers.import_report import Import, NewFile, Remarks
from outspoken.importers.incidents import Folder, Surroundings, make_folder
from outspoken.importers.missing_site_files import site_files
from outspoken.source.settings.read_settings import read_settings

PLACEHOLDER = "https://status.example.com/"


def import_cstate(
    source: Path,
    root: Path,
    *,
    now: datetime,
    site_url: str | None = None,
    step: Step = lambda _done, _total: None,
) -> Import:
    """Return what would be written below `root` for the cState site in `source`; writes nothing.

    `now` (UTC) decides what is in the future; `step` is called with the number of files read and their
    total. Raises SourceError if `source` has no folder of issues, ProblemsError if the settings in `root`
    have errors.
    """
    general = Remarks("config.yml")
    site = read_site(source, general)
    directory, url = _directory(root, site)
    is_new = url is None
    site = replace(site, url=(url or site_url or site.url or PLACEHOLDER).rstrip("/") + "/")
    old, gathered = read_pages(source, site, step)
    remark_on_the_rest(source, site, general)
    folders, present = _folders(old, root, site, directory, now)
    if is_new and not directory.listed and folders:
        directory.add_whole(site.title)
        general.chosen("no system is listed: one component stands for the whole site", site.title)
    remarks = [remark for each in (general, *gathered) for remark in each.entries]
    # Settings that people wrote are never changed: they add the entries, then import again.
    if not is_new and directory.listed:
        lines = "\n".join(entries(directory.listed, ""))
        return Import(files=(), remarks=tuple(remarks), components=len(directory.listed), entries=lines)
    files = [file for folder in folders for file in folder.files]
    if is_new:
        files = [*_site(root, site, directory, general), *files]
        # Again, since `_site` may have added remarks.
        remarks = [remark for each in (general, *gathered) for remark in each.entries]
    return Import(
        files=tuple(files),
        remarks=tuple(remarks),
        incidents=len(folders),
        updates=sum(folder.updates for folder in folders),
        postmortems=sum(folder.has_postmortem for folder in folders),
        components=len(directory.listed),
        present=present,
    )


def _directory(root: Path, site: CstateSite) -> tuple[Directory, str | None]:
    """Return the components to find by name, and the address of the existing site, if there is one."""
    if not (root / "mkdocs.yml").exists():
        return Directory(systems=site.systems), None
    problems: list[Problem] = []
    settings = read_settings(root, problems)
    if settings is None or any(problem.is_error for problem in problems):
        raise ProblemsError(problems)
    return Directory(components=settings.components), settings.url


def _folders(
    old: list[OldFile], root: Path, site: CstateSite, directory: Directory, now: datetime
) -> tuple[list[Folder], tuple[str, ...]]:
    """Return the folders to be written, and the ids of those that exist already."""
    folders, present, taken = [], [], set[str]()
    # By path: ids that need a number must get the same one at every import.
    for each in sorted(old, key=lambda one: one.remarks.path):
        day = each.issue.started.at.astimezone(site.zone).date()
        new = incident_id(day, each.issue.name, each.issue.title, taken)
        if (root / "incidents" / new[:7] / new).exists():
            present.append(new)
            each.remarks.read("its incident exists already and was not changed", new)
            continue
        folders.append(
            make_folder(each.issue, new, Surroundings(site=site, directory=directory, now=now), each.remarks)
        )
    return folders, tuple(present)


def _site(root: Path, site: CstateSite, directory: Directory, remarks: Remarks) -> Iterator[NewFile]:
    if site.url == PLACEHOLDER:
        remarks.left(
            "the site's address is unknown: write it as site_url in mkdocs.yml, or pass it with --site-url"
        )
    for file in site_files(site, site.url, tuple(directory.listed)):
        if (root / file.path).exists():
            remarks.read("the file exists already and was not changed", file.path)
        else:
            yield file
