"""What people wrote in `site_src/`, for engines that run no plugin: its pages, links, drafts and places."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from outspoken import rules
from outspoken.errors import Problem, ProblemsError
from outspoken.model.file_names import SETTINGS_FILE
from outspoken.site.draft_prose import DraftProse
from outspoken.site.engines.written_links import WrittenLinks
from outspoken.site.filled_placeholders import FilledPlaceholders
from outspoken.site.prose_engine import ProseRequest
from outspoken.source.prose.prose_files import (
    WrittenPage,
    built_path,
    irregular_files,
    is_page,
    published_files,
    read_page,
)
from outspoken.source.prose.prose_settings import ProseSettings, UnusedSetting, read_prose_settings

HOME = "index.html"


class WrittenSite:
    """The files of one build that are published; `problems` collects what is found while it is built."""

    def __init__(self, request: ProseRequest, settings: ProseSettings, problems: list[Problem]) -> None:
        self.request, self.settings, self.problems = request, settings, problems
        self.docs = request.root / request.docs
        self.files = published_files(self.docs, settings.excluded)
        self.links = WrittenLinks(request.docs, self.files, request.linkable, flat=settings.flat)
        self.placeholders = FilledPlaceholders(request.placeholders, request.docs)
        self.drafts = DraftProse(request.language, preview=request.preview)

    def read_pages(self) -> tuple[WrittenPage, ...]:
        """Return every page that can be read, and find the drafts: in others, links to them are left out."""
        docs = self.request.docs
        paths = filter(is_page, self.files)
        read = (read_page(self.request.root, docs, path, self.problems) for path in paths)
        pages = tuple(page for page in read if page is not None)
        self.drafts.find((page.path, self.links.url(page.path), page.text) for page in pages)
        return pages

    def text(self, page: WrittenPage) -> str:
        """Return the text of a page with its places filled, marked if it is a draft."""
        return self.drafts.marked(self.placeholders.fill(page.body, page.text, page.path), page.path)

    def place(self, address: str, page: WrittenPage) -> str:
        """Return where a link of a page leads; one that leads nowhere is a problem."""
        return self.links.place(address, page, self.problems)

    def built(self, path: str) -> str:
        """Return the path of the built file, from the site's root."""
        return built_path(path, flat=self.settings.flat)

    @property
    def other_files(self) -> tuple[str, ...]:
        """What is published as it is, such as pictures."""
        return tuple(path for path in self.files if not is_page(path))

    @property
    def sources(self) -> Mapping[str, str]:
        """The source of each built file, both as paths: of the site, and of the repository."""
        docs = self.request.docs
        return {self.built(path): f"{docs}/{path}" for path in self.files if not self.drafts.hides(path)}


def written_site(request: ProseRequest, warning: Callable[[UnusedSetting], str]) -> WrittenSite:
    """Return what is written; `warning` says what an engine does not do for a setting, empty if nothing.

    Raises ProblemsError for what must not be published.
    """
    docs = request.root / request.docs
    problems = list(irregular_files(docs, request.root)) if docs.exists() else []
    settings = read_prose_settings(request.settings_data, problems)
    for one in settings.unused:
        if message := warning(one):
            problems.append(rules.PROSE_WARNING.problem(SETTINGS_FILE, one.line, message))
    # What one person excludes must not be published because the file that says so was not read.
    if any(problem.is_error for problem in problems):
        raise ProblemsError(problems)
    return WrittenSite(request, settings, problems)


def write_file(file: Path, data: bytes) -> None:
    """Write a file, and the folders around it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
