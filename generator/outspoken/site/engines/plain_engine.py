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
from outspoken.render.prose_frame import FramedPage
from outspoken.render.prose_result import Prose
from outspoken.site.engines.plain_markdown import ConvertedPage, PlainMarkdown
from outspoken.site.engines.written_site import WrittenSite, write_file, written_site
from outspoken.site.prose_engine import ProsePages, ProseRequest
from outspoken.site.search_index import INDEX
from outspoken.source.prose.prose_files import WrittenPage

_SECTION = re.compile(r'<h([1-6])[^>]*?\sid="([^"]+)"[^>]*>(.*?)</h\1>', re.DOTALL)
# These look the same without an engine.
_TEMPLATES = ("main.html", "status.html")


def make_plain_prose(request: ProseRequest, folder: Path) -> ProsePages:
    """Build the prose pages into `folder`. Raises ProblemsError for what must not be published."""
    site = written_site(
        request, lambda one: f"{one.what} needs a prose engine, and the pages are built without one"
    )
    return _PlainSite(site).build(folder)


class _BuiltPage(Struct, frozen=True, kw_only=True):
    """A page, its converted content, its URL from the site's root, and its title."""

    source: WrittenPage
    made: ConvertedPage
    url: str
    title: str


class _PlainSite:
    """The prose of one build."""

    def __init__(self, site: WrittenSite) -> None:
        self.site, self.frame = site, site.request.frame
        self.markdown = PlainMarkdown(site.settings.extensions, site.problems)

    def build(self, folder: Path) -> ProsePages:
        """Write everything into the folder but the home page, whose text is in the result."""
        site, pages = self.site, list(self._pages())
        if site.settings.checks_anchors:
            site.problems += site.links.missing_places({one.source.path: one.made.anchors for one in pages})
        for path in site.other_files:
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(site.docs / path, target)
        others = [page for page in pages if page.url]
        if self.frame:
            for page in others:
                write_file(folder / site.built(page.source.path), self.frame.page(self._framed(page)))
        write_file(folder / INDEX, msgspec.json.encode({"docs": [*_entries(pages)]}))
        return ProsePages(
            prose=Prose(
                home=next((page.made.html for page in pages if not page.url), ""),
                pages=tuple(page.url for page in others),
                allowed=self.frame.allowed if self.frame else Prose().allowed,
            ),
            sources=site.sources,
            problems=(*site.problems, *site.placeholders.problems),
        )

    def _pages(self) -> Iterator[_BuiltPage]:
        for page in self.site.read_pages():
            url = self.site.links.url(page.path)
            if not self.site.drafts.hides(page.path) and (made := self._converted(page, url)):
                yield _BuiltPage(source=page, made=made, url=url, title=self._title(page, made))

    def _report_template(self, page: WrittenPage) -> None:
        if page.template not in ("", *_TEMPLATES):
            message = f"the template {page.template} needs a prose engine, and the page is built without one"
            path = f"{self.site.request.docs}/{page.path}"
            self.site.problems.append(rules.PROSE_WARNING.problem(path, page.template_line, message))

    def _converted(self, page: WrittenPage, url: str) -> ConvertedPage | None:
        text = self.site.text(page)
        self._report_template(page)
        try:
            made = self.markdown.convert(text, lambda address: self.site.place(address, page))
            return replace(made, html=self.site.drafts.unlinked(made.html, url))
        except Exception as fault:  # extensions of Markdown may raise any exception for a text
            reason = " ".join(str(fault).split()) or type(fault).__name__
            path = f"{self.site.request.docs}/{page.path}"
            self.site.problems.append(rules.PROSE_FAILED.problem(path, page.body_line, reason))
            return None

    def _framed(self, page: _BuiltPage) -> FramedPage:
        return FramedPage(
            url=page.url,
            title=page.source.title or page.title,
            description=page.source.description,
            html=page.made.html,
            copyright=self.site.settings.copyright,
        )

    def _title(self, page: WrittenPage, made: ConvertedPage) -> str:
        path = Path(page.path)
        site_name = self.frame.settings.site_name if self.frame else ""
        # The index of a folder has the folder's name.
        name = path.parent.name if path.stem in ("index", "README") else path.stem
        name = name.replace("-", " ").replace("_", " ")
        # A name that has capitals is kept, as in MkDocs.
        fallback = name.capitalize() if name.lower() == name else name
        return self.site.settings.titles.get(page.path) or page.title or made.heading or fallback or site_name


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
