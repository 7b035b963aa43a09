"""Keeps drafts and links to them out of the built pages and the navigation; a preview marks them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urldefrag, urljoin

from outspoken.render.language.language import Language
from outspoken.source.draft_pages import draft_of, marked_questions

_LINK = re.compile(r"""<a\s[^>]*?\bhref=(?:"([^"]*)"|'([^']*)')[^>]*>(.*?)</a>""", re.DOTALL | re.IGNORECASE)
_HERE = "https://site.invalid/"


class DraftProse:
    """The drafts of one build, in the site's `language`; a `preview` shows them, marked as such."""

    def __init__(self, language: str = "en", *, preview: bool = False) -> None:
        self._language, self.preview = language, preview
        self._pages: frozenset[str] = frozenset()
        self._addresses: frozenset[str] = frozenset()

    def find(self, pages: Iterable[tuple[str, str, str]]) -> frozenset[str]:
        """Return the paths of the drafts among pages: (path in the prose folder, URL, text)."""
        found = [(path, url) for path, url, text in pages if draft_of(text) is not None]
        self._pages = frozenset(path for path, _ in found)
        self._addresses = frozenset(_address(url) for _, url in found)
        return self._pages

    def hides(self, path: str) -> bool:
        """Whether the page at a path is a draft that is not shown."""
        return path in self._pages and not self.preview

    def marked(self, markdown: str, path: str) -> str:
        """Return a page's text; that of a draft begins with a note, and shows its questions."""
        return marked_draft(markdown, self._language) if path in self._pages else markdown

    def unlinked(self, html: str, url: str) -> str:
        """Return the HTML of the page at `url` in which links to drafts are only their texts."""
        if self.preview or not self._addresses:
            return html

        def kept(link: re.Match[str]) -> str:
            target = urljoin(_address(url), urldefrag(link[1] or link[2] or "").url)
            return link[3] if _address(target) in self._addresses else link[0]

        return _LINK.sub(kept, html)

    def pruned(self, nav: Any) -> Any:
        """Return MkDocs' `nav` without drafts, and without sections that have no other page."""
        return nav if self.preview or not self._pages or nav is None else _pruned(nav, self._pages) or []


def marked_draft(markdown: str, language: str) -> str:
    """Return the text of a draft with a note above, and with its questions made visible."""
    note = Language(language).gettext("Draft: readers do not see this page yet.")
    return f"> **{note}**\n\n{marked_questions(markdown, '**[', ']**')}"


def _address(url: str) -> str:
    whole = urljoin(_HERE, url.removeprefix("./"))
    return whole.removesuffix("index.html")


def _pruned(item: Any, drafts: Collection[str]) -> Any:
    """Return an item of the navigation, or None if nothing is left."""
    if isinstance(item, str):
        return None if PurePosixPath(item).as_posix() in drafts else item
    if isinstance(item, dict):
        kept = {title: inner for title, one in item.items() if (inner := _pruned(one, drafts)) is not None}
        return kept or None
    if isinstance(item, list):
        inside = [inner for one in item if (inner := _pruned(one, drafts)) is not None]
        return inside if inside or not item else None
    return item
