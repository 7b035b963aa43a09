"""Brings the folder of a cState (Hugo) site along: its settings, and every incident with all its words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from outspoken.errors import Problem, ProblemsError
from outspoken.importers.components import Directory, entries
from outspoken.importers.cstate_config import Site, read_site
from outspoken.importers.cstate_issue import Issue, read_issue
from outspoken.importers.incidents import Folder, Surroundings, make_folder
from outspoken.importers.names import incident_id
from outspoken.importers.newsite import site_files
from outspoken.importers.report import Import, NewFile, Remarks
from outspoken.source.settings import read_settings

PLACES = ("content/issues", "issues")
_MARKDOWN = (".md", ".markdown")
PLACEHOLDER = "https://status.example.com/"


class SourceError(ValueError):
    """The folder is no site of this kind; the message says what was looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Old:
    """An issue that was read, with the remarks on its file."""

    issue: Issue
    remarks: Remarks


def import_cstate(
    source: Path,
    root: Path,
    *,
    now: datetime,
    site_url: str | None = None,
    step: Callable[[int, int], None] | None = None,
) -> Import:
    """What would be written below `root` for the cState site in `source`; nothing is written here.

    `now` (UTC) tells what is still to come; `step` is told how many files of how many are read.
    Raises SourceError where `source` holds no issues, ProblemsError where the settings in `root` have errors.
    """
    general = Remarks("config.yml")
    site = read_site(source, general)
    directory, is_new = _directory(root, site)
    old, gathered = _read(source, site, step or _silent)
    folders, present = _folders(old, root, site, directory, now)
    remarks = [remark for each in (general, *gathered) for remark in each.said]
    if not is_new and directory.listed:
        lines = "\n".join(entries(directory.listed, ""))
        return Import(files=(), remarks=tuple(remarks), components=len(directory.listed), entries=lines)
    files = [file for folder in folders for file in folder.files]
    if is_new:
        files = [*_site(root, site, site_url, directory, general), *files]
        remarks = [remark for each in (general, *gathered) for remark in each.said]
    return Import(
        files=tuple(files),
        remarks=tuple(remarks),
        incidents=len(folders),
        updates=sum(folder.updates for folder in folders),
        postmortems=sum(folder.has_postmortem for folder in folders),
        components=len(directory.listed),
        present=present,
    )


def _silent(_done: int, _total: int) -> None:
    """For callers whom nobody watches."""


def _directory(root: Path, site: Site) -> tuple[Directory, bool]:
    """The components to find by name, and whether the site has to be made."""
    if not (root / "mkdocs.yml").exists():
        return Directory(systems=site.systems), True
    problems: list[Problem] = []
    settings = read_settings(root, problems)
    if settings is None or any(problem.is_error for problem in problems):
        raise ProblemsError(problems)
    return Directory(components=settings.components), False


def _read(source: Path, site: Site, step: Callable[[int, int], None]) -> tuple[list[Old], list[Remarks]]:
    """Every issue that can be read, in the order of their starts, and the remarks of all files."""
    paths = _paths(source)
    gathered: list[Remarks] = []
    old: list[Old] = []
    for number, path in enumerate(paths, start=1):
        remarks = Remarks(path.relative_to(source).as_posix())
        gathered.append(remarks)
        issue = _issue(path, site, remarks)
        if issue:
            old.append(Old(issue=issue, remarks=remarks))
        step(number, len(paths))
    _free_redirects(old)
    return sorted(old, key=lambda each: (each.issue.started.at, each.remarks.path)), gathered


def _paths(source: Path) -> list[Path]:
    for place in PLACES:
        folder = source / place
        if folder.is_dir():
            return sorted(path for path in folder.rglob("*") if path.is_symlink() or path.is_file())
    message = f"{source} holds neither {PLACES[0]} nor {PLACES[1]}: name the folder where config.yml lies"
    raise SourceError(message)


def _issue(path: Path, site: Site, remarks: Remarks) -> Issue | None:
    if path.name.startswith("."):
        return None
    if path.is_symlink():
        remarks.left("a symbolic link")
    elif path.suffix.lower() not in _MARKDOWN:
        remarks.left("no Markdown file")
    elif path.stem == "_index":
        remarks.chosen("the text above the list of issues stays behind")
    else:
        name = path.parent.name if path.stem == "index" else path.stem
        try:
            return read_issue(path.read_bytes(), name, site, remarks)
        except OSError as fault:
            remarks.left("it can't be read", fault.strerror or str(fault))
    return None


def _free_redirects(old: list[Old]) -> None:
    """An old path can lead to one incident only: the first file keeps it."""
    owners: dict[str, str] = {}
    for number, each in enumerate(old):
        kept = []
        for path in each.issue.redirects:
            owner = owners.setdefault(path.casefold(), each.remarks.path)
            if owner == each.remarks.path:
                kept.append(path)
            else:
                each.remarks.chosen("its old address leads to another incident already", f"{path} to {owner}")
        if len(kept) != len(each.issue.redirects):
            old[number] = replace(each, issue=replace(each.issue, redirects=tuple(kept)))


def _folders(
    old: list[Old], root: Path, site: Site, directory: Directory, now: datetime
) -> tuple[list[Folder], tuple[str, ...]]:
    """The folders to be written, and the ids of those that lie there already."""
    folders, present, taken = [], [], set[str]()
    for each in sorted(old, key=lambda one: one.remarks.path):
        day = each.issue.started.at.astimezone(site.zone).date()
        new = incident_id(day, each.issue.name, each.issue.title, taken)
        if (root / "incidents" / new[:7] / new).exists():
            present.append(new)
            each.remarks.read("its incident lies there already and was left as it is", new)
            continue
        folders.append(
            make_folder(each.issue, new, Surroundings(site=site, directory=directory, now=now), each.remarks)
        )
    return folders, tuple(present)


def _site(
    root: Path, site: Site, site_url: str | None, directory: Directory, remarks: Remarks
) -> Iterator[NewFile]:
    url = (site_url or site.url or PLACEHOLDER).rstrip("/") + "/"
    if url == PLACEHOLDER:
        remarks.left(
            "the site's address is unknown: write it as site_url in mkdocs.yml, or name it with --site-url"
        )
    for file in site_files(site, url, tuple(directory.listed)):
        if (root / file.path).exists():
            remarks.read("a file lies there already and was left as it is", file.path)
        else:
            yield file
