"""Fills the placeholders of prose pages from settings and plan, and collects the problems of all pages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from outspoken.errors import Problem
from outspoken.render.pages.prose_placeholders import ProsePlaceholders


class FilledPlaceholders:
    """The placeholders of one build; with None nothing is filled in. `problems` has each problem once.

    `docs` is the name of the folder of pages, for the paths of Problems.
    """

    def __init__(self, placeholders: ProsePlaceholders | None, docs: str = "") -> None:
        self._made, self._docs = placeholders, docs
        self.problems: list[Problem] = []

    def words(self, written: Iterable[str]) -> frozenset[str]:
        """All texts that may be shown, since they may link to pages; `written` are the texts of pages."""
        if self._made is None:
            return frozenset()
        texts = (*self._plan_texts(), *self._made.links(written))
        return frozenset(word for text in texts for word in re.findall(r"[\w.-]+", text))

    def _plan_texts(self) -> Iterator[str]:
        plan = self._made.plan if self._made else None
        files = (plan.outages, plan.going_public, plan.in_return) if plan else ()
        yield from (file.body for file in files if file)

    def fill(self, markdown: str, whole: str, page: str) -> str:
        """Return the text of a page (its path in `docs`) with placeholders filled; `whole` is the file."""
        if self._made is None or "outspoken:" not in markdown:
            return markdown
        found: list[Problem] = []
        text = self._made.filled(markdown, f"{self._docs}/{page}", found)
        # The engine has taken the front matter away, and lines count from the top of the file.
        above = whole.count("\n") - markdown.count("\n")
        found = [replace(one, line=one.line and one.line + above) for one in found]
        # The plan's own problems concern only a site that shows it.
        new = (one for one in (*found, *self._made.problems) if one not in self.problems)
        self.problems += new
        return text
