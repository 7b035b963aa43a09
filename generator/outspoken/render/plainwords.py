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
    lines = (" ".join(line.split()) for line in "".join(reader.parts).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


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
            self.parts.append(self._bullet())
        elif tag == "br":
            self.parts.append("\n")
        elif tag == "img":
            self.parts.append(given.get("alt") or given.get("src", ""))
        elif tag == "a":
            self._link = (given.get("href", ""), len(self.parts))
        elif tag == "tr":
            self._cells = 0
            self.parts.append("\n")
        elif tag in {"td", "th"}:
            self.parts.append(" | " if self._cells else "")
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
        self.parts.append(data if self._kept else data.replace("\n", " "))

    def _open(self, tag: str, given: dict[str, str]) -> None:
        # The first paragraph of a list's item stands beside its bullet.
        if not self._lists or tag not in {"p", "ul", "ol"}:
            self.parts.append("\n\n")
        if tag in {"ul", "ol"}:
            self._lists.append(int(given.get("start") or 1) if tag == "ol" else -1)
        self._kept += tag == "pre"

    def _close(self, tag: str) -> None:
        if tag in {"ul", "ol"} and self._lists:
            self._lists.pop()
        self._kept -= tag == "pre"
        self.parts.append("\n" if self._lists else "\n\n")

    def _bullet(self) -> str:
        number = self._lists[-1] if self._lists else -1
        if number < 0:
            return "\n- "
        self._lists[-1] += 1
        return f"\n{number}. "
