"""Reads every issue of a cState site, and reports translations, other pages and what has no equivalent."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from outspoken.importers.cstate.cstate_config import CstateSite
from outspoken.importers.cstate.cstate_issue import Issue, read_issue
from outspoken.importers.cstate.hugo_content import Page, find_pages
from outspoken.importers.import_report import Remarks
from outspoken.importers.import_request import SourceError, Step

_MARKDOWN = (".md", ".markdown", ".mdown")


class OldFile(Struct, frozen=True, kw_only=True):
    """An issue, with the remarks on its file."""

    issue: Issue
    remarks: Remarks
    page: Page


def read_pages(source: Path, site: CstateSite, step: Step) -> tuple[list[OldFile], list[Remarks]]:
    """Return every readable issue, in the order of their starts, and the remarks of all files.

    Raises SourceError if there is no folder of issues.
    """
    pages = find_pages(source, site.content)
    if pages is None:
        message = f"{source} has neither content/issues nor issues: name the folder with config.yml"
        raise SourceError(message)
    gathered: list[Remarks] = []
    old: list[OldFile] = []
    for number, page in enumerate(pages, start=1):
        remarks = Remarks(page.path.relative_to(source).as_posix())
        gathered.append(remarks)
        issue = _issue(page, site, remarks)
        if issue:
            old.append(OldFile(issue=issue, remarks=remarks, page=page))
        step(number, len(pages))
    originals = sorted(
        _without_translations(old, site), key=lambda each: (each.issue.started.at, each.remarks.path)
    )
    return originals, gathered


def _issue(page: Page, site: CstateSite, remarks: Remarks) -> Issue | None:
    if page.path.is_symlink():
        remarks.not_imported("it is a symbolic link")
    elif page.path.suffix.lower() not in _MARKDOWN:
        remarks.not_imported("it is not a Markdown file")
    # Hugo shows `_index.md` above the list: it is the text of the list itself.
    elif page.name == "_index":
        remarks.no_equivalent("the text above the list of issues was not imported")
    elif not page.edition.is_served:
        remarks.not_imported("its language is turned off", page.edition.code)
    else:
        try:
            return read_issue(page.path.read_bytes(), page, site, remarks)
        except OSError as fault:
            remarks.not_imported("it can't be read", fault.strerror or str(fault))
    return None


def _without_translations(old: list[OldFile], site: CstateSite) -> list[OldFile]:
    """Return each issue in its first language; the addresses of the others redirect to it."""
    order = [edition.code for edition in site.content.editions]
    kept: list[OldFile] = []
    firsts: dict[tuple[str, ...], int] = {}
    # The default language first, so that its file is the original.
    for each in sorted(old, key=lambda one: order.index(one.page.edition.code)):
        first = firsts.setdefault(each.page.key, len(kept))
        # Two files of one language are two incidents, not translations of each other.
        if first == len(kept) or kept[first].page.edition.code == each.page.edition.code:
            kept.append(each)
        else:
            kept[first] = _with_redirects(kept[first], each.issue.redirects)
            each.remarks.not_imported(
                "it is a translation: incidents have one language here", each.page.edition.code
            )
    return kept


def _with_redirects(old: OldFile, paths: tuple[str, ...]) -> OldFile:
    redirects = tuple(dict.fromkeys((*old.issue.redirects, *paths)))
    return replace(old, issue=replace(old.issue, redirects=redirects))


def remark_on_the_rest(source: Path, site: CstateSite, remarks: Remarks) -> None:
    """Add remarks on the other pages, the feeds and the data of a cState site."""
    issues = {page.path for page in find_pages(source, site.content) or ()}
    for place in site.content.places:
        for path in sorted((source / place.folder).rglob("*")):
            if path.is_file() and path not in issues and path.suffix.lower() in _MARKDOWN:
                remarks.no_equivalent("a page has no equivalent", path.relative_to(source).as_posix())
    remarks.no_equivalent(
        "feeds and data have new addresses: give subscribers /updates.rss, and programs /updates.json",
        "/index.xml, /issues/index.xml, /affected/<system>/index.xml, /index.json",
    )
