"""Builds the prose pages without any engine: our Markdown settings, our frame, our search entries."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator
from html import escape
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from outspoken import rules
from outspoken.errors import Problem, ProblemsError
from outspoken.render.prose_frame import FramedPage
from outspoken.render.prose_result import Prose
from outspoken.site.draft_prose import DraftProse
from outspoken.site.engines.plain_markdown import ConvertedPage, PlainMarkdown
from outspoken.site.engines.written_links import WrittenLinks
from outspoken.site.promise_places import PromisePlaces
from outspoken.site.prose_engine import ProsePages, ProseRequest
from outspoken.site.search_index import INDEX
from outspoken.source.prose.prose_files import (
    WrittenPage,
    built_path,
    is_page,
    not_files,
    published_files,
    read_page,
)
from outspoken.source.prose.prose_settings import ProseSettings, read_prose_settings
from outspoken.source.settings.read_settings import SETTINGS_FILE

HOME = "index.html"
_SECTION = re.compile(r'<h([1-6])[^>]*?\sid="([^"]+)"[^>]*>(.*?)</h\1>', re.DOTALL)


def make_plain_prose(request: ProseRequest, folder: Path) -> ProsePages:
    """Build the prose pages into `folder`. Raises ProblemsError for what must not be published."""
    problems = list(not_files(request.root / request.docs, request.root)) if _exists(request) else []
    if problems:
        raise ProblemsError(problems)
    settings = read_prose_settings(request.settings_data, problems)
    for one in settings.unused:
        message = f"{one.what} needs a prose engine, and the pages are built without one"
        problems.append(rules.PROSE_WARNING.problem(SETTINGS_FILE, one.line, message))
    # What one person excludes must not be published because the file that says so was not read.
    if any(problem.is_error for problem in problems):
        raise ProblemsError(problems)
    return _PlainSite(request, settings, problems).build(folder)


def _exists(request: ProseRequest) -> bool:
    return (request.root / request.docs).exists()


class _BuiltPage(Struct, frozen=True, kw_only=True):
    """A page, what became of it, its URL from the site's root, and its title."""

    source: WrittenPage
    made: ConvertedPage
    url: str
    title: str


class _PlainSite:
    """The prose of one build."""

    def __init__(self, request: ProseRequest, settings: ProseSettings, problems: list[Problem]) -> None:
        self.request, self.settings, self.problems = request, settings, problems
        self.files = published_files(request.root / request.docs, settings.excluded)
        self.markdown = PlainMarkdown(settings.extensions, problems)
        self.links = WrittenLinks(request.docs, self.files, request.linkable, flat=settings.flat)
        self.places = PromisePlaces(request.promise, request.docs)
        self.frame = request.frame
        self.drafts = DraftProse(request.language, preview=request.preview)

    def build(self, folder: Path) -> ProsePages:
        """Write everything into the folder but the home page, whose text is in the result."""
        pages = list(self._pages())
        if self.settings.checks_anchors:
            self.problems += self.links.missing_places({one.source.path: one.made.anchors for one in pages})
        for path in self.files:
            if not is_page(path):
                self._copy(path, folder)
        others = [page for page in pages if page.url]
        if self.frame:
            for page in others:
                _write(folder / self._built(page.source.path), self.frame.page(self._framed(page)))
        _write(folder / INDEX, msgspec.json.encode({"docs": [*_entries(pages)]}))
        return ProsePages(
            prose=Prose(
                home=next((page.made.html for page in pages if not page.url), ""),
                pages=tuple(page.url for page in others),
                allowed=self.frame.allowed if self.frame else Prose().allowed,
            ),
            sources={
                self._built(path): f"{self.request.docs}/{path}"
                for path in self.files
                if not self.drafts.hides(path)
            },
            problems=(*self.problems, *self.places.problems),
        )

    def _pages(self) -> Iterator[_BuiltPage]:
        root, docs = self.request.root, self.request.docs
        read = (read_page(root, docs, path, self.problems) for path in filter(is_page, self.files))
        pages = [(page, self.links.url(page.path)) for page in read if page is not None]
        # Before any page is made: in others, links to drafts are left out.
        self.drafts.find((page.path, url, page.text) for page, url in pages)
        for page, url in pages:
            if not self.drafts.hides(page.path) and (made := self._converted(page, url)):
                yield _BuiltPage(source=page, made=made, url=url, title=self._title(page, made))

    def _converted(self, page: WrittenPage, url: str) -> ConvertedPage | None:
        text = self.drafts.marked(self.places.fill(page.body, page.text, page.path), page.path)
        try:
            made = self.markdown.convert(text, lambda address: self.links.place(address, page, self.problems))
            return replace(made, html=self.drafts.unlinked(made.html, url))
        except Exception as fault:  # extensions of Markdown may raise any exception for a text
            reason = " ".join(str(fault).split()) or type(fault).__name__
            place = f"{self.request.docs}/{page.path}"
            self.problems.append(rules.PROSE_FAILED.problem(place, page.body_line, reason))
            return None

    def _framed(self, page: _BuiltPage) -> FramedPage:
        return FramedPage(
            url=page.url,
            title=page.source.title or page.title,
            description=page.source.description,
            html=page.made.html,
            copyright=self.settings.copyright,
        )

    def _title(self, page: WrittenPage, made: ConvertedPage) -> str:
        path = Path(page.path)
        site_name = self.frame.settings.site_name if self.frame else ""
        # The index of a folder has the folder's name.
        name = path.parent.name if path.stem in ("index", "README") else path.stem
        name = name.replace("-", " ").replace("_", " ")
        # A name that has capitals is kept, as in MkDocs.
        fallback = name.capitalize() if name.lower() == name else name
        return self.settings.titles.get(page.path) or page.title or made.heading or fallback or site_name

    def _copy(self, path: str, folder: Path) -> None:
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(self.request.root / self.request.docs / path, target)

    def _built(self, path: str) -> str:
        return built_path(path, flat=self.settings.flat)


def _entries(pages: Iterable[_BuiltPage]) -> Iterator[dict[str, Any]]:
    """Yield what search finds: each page up to its first section, and each section; all values are HTML."""
    for page in pages:
        if not page.source.is_searchable:
            continue
        # The text before the first section, then a heading's level, place and words, and its text, in turn.
        first, *rest = _SECTION.split(page.made.html)
        title = escape(page.title)
        # A page that begins with its title has no section before it.
        if not first.strip() and rest and rest[0] == "1":
            _, _, title, first, *rest = rest
        yield {"location": page.url, "title": title, "text": first}
        for place, words, text in zip(rest[1::4], rest[2::4], rest[3::4], strict=True):
            yield {"location": f"{page.url}#{place}", "title": words, "text": text}


def _write(file: Path, data: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
