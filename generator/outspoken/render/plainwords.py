"""Markdown as plain words for places that know no markup: links become `text (URL)`, lists stay lists."""

from __future__ import annotations

import re
from collections.abc import Collection
from html.parser import HTMLParser

from outspoken.render.markdown import render_markdown

_BLOCKS = {"p", "pre", "blockquote", "table", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "hr"}


def plain_words(text: str, *, base: str = "", images: Collection[str] = ()) -> str:
    """The words of a Markdown text, without markup.

    Paragraphs are an empty line apart, list items begin with `- ` or their number, cells of a table are
    ` | ` apart; an image is its description. `base` is put before relative links; links that no page would
    carry keep their words alone.
    """
    reader = _Reader()
    reader.feed(render_markdown(text, base=base, images=images))
    reader.close()
    return "\n".join(line.rstrip() for line in "".join(reader.parts).split("\n")).strip()


class _Reader(HTMLParser):
    """Writes down what a page's text says, in the order in which it is read."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._link: tuple[str, int] | None = None
        self._lists: list[int] = []  # the number of the next item; -1 in a list without numbers
        self._cells = 0
        self._kept = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in _BLOCKS:
            self._open(tag, given)
        elif tag == "li":
            self._start_line()
            self.parts.append(self._bullet())
        elif tag == "br":
            self.parts.append("\n")
        elif tag == "img":
            self.parts.append(given.get("alt") or given.get("src", ""))
        elif tag == "a":
            self._link = (given.get("href", ""), len(self.parts))
        elif tag == "tr":
            self._cells = 0
            self._start_line()
        elif tag in {"td", "th"}:
            self._drop_space()
            if self._cells:
                self.parts.append(" | ")
            self._cells += 1

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._close(tag)
        elif tag == "a" and self._link:
            url, start = self._link
            words = "".join(self.parts[start:]).strip()
            if url and url.removeprefix("mailto:").removeprefix("tel:") != words:
                self.parts.append(f" ({url})")
            self._link = None

    def handle_data(self, data: str) -> None:
        if not self._kept:
            data = re.sub(r"\s+", " ", data)
            data = data if self.parts and not self._ends_with(("\n", " ")) else data.lstrip()
        if data:
            self.parts.append(data)

    def _open(self, tag: str, given: dict[str, str]) -> None:
        # The first paragraph of a list's item stands beside its bullet.
        if not self._lists:
            self._start_line(empty=True)
        if tag in {"ul", "ol"}:
            self._lists.append(int(given.get("start") or 1) if tag == "ol" else -1)
        self._kept += tag == "pre"

    def _close(self, tag: str) -> None:
        if tag in {"ul", "ol"} and self._lists:
            self._lists.pop()
        self._kept -= tag == "pre"
        self._start_line(empty=not self._lists)

    def _start_line(self, *, empty: bool = False) -> None:
        """Begin a line, or a paragraph, unless one was just begun."""
        self._drop_space()
        if self.parts and not self._ends_with("\n"):
            self.parts.append("\n")
        if empty and self.parts and not self._ends_with("\n\n"):
            self.parts.append("\n")

    def _drop_space(self) -> None:
        """What stands between two blocks is for the eye of whoever reads the markup."""
        while self.parts and self.parts[-1] == " ":
            self.parts.pop()

    def _ends_with(self, end: str | tuple[str, ...]) -> bool:
        return "".join(self.parts[-2:]).endswith(end)

    def _bullet(self) -> str:
        indent = "  " * (len(self._lists) - 1)
        number = self._lists[-1] if self._lists else -1
        if number < 0:
            return f"{indent}- "
        self._lists[-1] += 1
        return f"{indent}{number}. "
