"""Makes the search index of the site: the engine's entries for prose, and ours for incidents."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import escape, unescape
from typing import Any

from outspoken.render.output import Output
from outspoken.render.pages.search_entries import search_entries
from outspoken.render.shared import Shared

INDEX = "search/search_index.json"

_TAG = re.compile(r"<[^>]*>")


def search_index(prose: bytes | None, shared: Shared) -> Iterator[Output]:
    """Yield the index of the whole site; `prose` is that of the engine, None if it made none."""
    yield Output(INDEX, with_incidents(prose, shared), "the search index")


def with_incidents(prose: bytes | None, shared: Shared) -> bytes:
    """Return the index in the engine's format, whose values are HTML: its pages, then our entries."""
    found = json.loads(prose) if prose is not None else {"docs": []}
    found["docs"] = [*_prose(found["docs"]), *search_entries(shared)]
    # Compact: each reader who searches loads all of it.
    return json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode()


def _prose(docs: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield the engine's entries as plain text; a section has the title of its page as a note."""
    pages: dict[str, str] = {}
    for doc in docs:
        page, _, section = doc["location"].partition("#")
        pages.setdefault(page, doc["title"])
        words = _words(doc["text"])
        shown = {**doc, "title": _words(doc["title"]), "text": words}
        yield {**shown, "note": _words(pages[page])} if section else shown


def _words(html: str) -> str:
    return escape(" ".join(unescape(_TAG.sub(" ", html)).split()), quote=False)
