"""Markdown as plain text for media without markup: links become `text (URL)`, lists stay lists."""

from __future__ import annotations

import re
from collections.abc import Collection
from html import unescape
from urllib.parse import unquote

from outspoken.channels.text.plain_links import with_safe_end
from outspoken.render.text.git_host_markdown import parse
from outspoken.render.text.markdown import render_markdown

_BLOCKS = {"p", "pre", "blockquote", "table", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "hr"}
_TAG = re.compile(r"<[^>]*>")
# Tags that may be inside a word: they are removed without leaving a space.
_INLINE = re.compile(r"</?(?:a|code|del|em|strong)\b[^>]*>")
# Tags of lists, tables and images: they are replaced by characters.
_STRUCTURE = re.compile(r"<(/?)(ul|ol|li|tr|td|th|img|input|sup)\b([^>]*)>")
# A tag as the renderer and the sanitiser write it, with its name and attributes.
_WHOLE_TAG = re.compile(r'<(/?)(\w+)((?:[^">]|"[^"]*")*)>')
_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
_SPACES = re.compile(r"\s+")
_ALT = re.compile(r'alt="([^"]*)"')
_START = re.compile(r'start="(\d+)"')


def plain_words(text: str, *, base: str = "", images: Collection[str] = ()) -> str:
    """Return a Markdown text as plain text.

    Paragraphs are separated by an empty line, list items begin with `- ` or their number, quotes with `> `;
    cells of a table are separated by ` | `; an image becomes its description, a footnote's number is in
    brackets. `base` is put before relative links; of links that are not allowed, only the text is kept.
    """
    return text_of(render_markdown(text, base=base, images=images))


def text_of(html: str) -> str:
    """Return HTML that `render_markdown` can write as plain text, as `plain_words` describes it."""
    reader = _Reader()
    # Not html.parser, with which this takes twice as long: the renderer's HTML is always well-formed.
    text, *rest = _WHOLE_TAG.split(html)
    reader.text(text)
    for end, tag, attributes, following in zip(*(rest[place::4] for place in range(4)), strict=True):
        if not end:
            reader.start(tag, attributes)
        if end or attributes.endswith("/"):
            reader.end(tag)
        reader.text(following)
    return "\n".join(line.rstrip() for line in "".join(reader.parts).split("\n")).strip()


def plain(text: str, limit: int = 0) -> str:
    """A Markdown text on one line, without URLs; cut after a word if over `limit` characters (0: never)."""
    # Without the sanitiser, which is slow and not needed: all tags are removed.
    html = parse(text)
    if _STRUCTURE.search(html):
        html = _STRUCTURE.sub(_Line().replacement, html)
    words = " ".join(unescape(_TAG.sub(" ", _INLINE.sub("", html))).split())
    if not limit or len(words) <= limit:
        return words
    return words[:limit].rsplit(" ", 1)[0].rstrip(",;:-") + "…"


class _Line:
    """Replaces the tags of lists, tables and images by characters, for a text on one line."""

    def __init__(self) -> None:
        self._lists: list[int] = []  # the number of the next item; -1 in a list without numbers
        self._is_first_cell = True

    def replacement(self, match: re.Match[str]) -> str:
        """The characters to write instead of a tag."""
        end, tag, rest = match.groups()
        if tag in {"ul", "ol"}:
            self._nest(tag, rest, is_end=bool(end))
        elif tag in {"td", "th", "tr"}:
            return "" if end else self._cell(tag)
        elif tag == "li":
            return "" if end else self._bullet()
        elif tag == "sup":
            return "]" if end else "["
        elif tag == "img":
            return str(_ALT.findall(rest)[0])
        else:
            return "☑" if "checked" in rest else "☐"
        return " "

    def _cell(self, tag: str) -> str:
        is_first, self._is_first_cell = self._is_first_cell, tag == "tr"
        return " " if is_first or tag == "tr" else " | "

    def _nest(self, tag: str, rest: str, *, is_end: bool) -> None:
        if is_end:
            self._lists.pop()
        else:
            start = _START.search(rest)
            self._lists.append(-1 if tag == "ul" else int(start[1]) if start else 1)

    def _bullet(self) -> str:
        number = self._lists[-1]
        if number < 0:
            return " • "
        self._lists[-1] += 1
        return f" {number}. "


class _Reader:
    """Collects the plain text of HTML in `parts`, tag by tag."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self._quotes: list[int] = []  # where each quote begins
        self._link: tuple[str, int] | None = None
        self._lists: list[int] = []  # the number of the next item; -1 in a list without numbers
        self._cells = 0
        self._kept = 0

    def start(self, tag: str, attributes: str) -> None:
        """Read a start tag; `attributes` is their text, still escaped."""
        given = {name: unescape(value) for name, value in _ATTRIBUTE.findall(attributes)}
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
        elif tag == "sup":
            self.parts.append("[")
        elif tag == "tr":
            self._cells = 0
            self._start_line()
        elif tag in {"td", "th"}:
            self._drop_space()
            if self._cells:
                self.parts.append(" | ")
            self._cells += 1

    def end(self, tag: str) -> None:
        """Read an end tag, or the end of a tag without content."""
        if tag in _BLOCKS:
            self._close(tag)
        elif tag == "a" and self._link:
            self._add_address(*self._link)
            self._link = None
        elif tag == "sup":
            self.parts.append("]")

    def text(self, html: str) -> None:
        """Read the text between two tags; outside of `<pre>`, whitespace becomes one space."""
        data = unescape(html)
        if not self._kept:
            data = _SPACES.sub(" ", data)
            data = data if self.parts and not self._ends_with(("\n", " ")) else data.lstrip()
        if data:
            self.parts.append(data)

    def _add_address(self, url: str, start: int) -> None:
        words = "".join(self.parts[start:]).strip()
        shown = url.removeprefix("mailto:").removeprefix("tel:")
        # A URL that is also the link's text is not repeated.
        if url and words not in (shown, unquote(shown), shown.removeprefix("http://")):
            self.parts.append(f" ({with_safe_end(url)})")

    def _open(self, tag: str, given: dict[str, str]) -> None:
        # The first paragraph of a list item is on the line of its bullet.
        if not self._lists:
            self._start_line(empty=True)
        if tag in {"ul", "ol"}:
            self._lists.append(int(given.get("start") or 1) if tag == "ol" else -1)
        elif tag == "blockquote":
            self._quotes.append(len(self.parts))
        self._kept += tag == "pre"

    def _close(self, tag: str) -> None:
        if tag in {"ul", "ol"} and self._lists:
            self._lists.pop()
        elif tag == "blockquote" and self._quotes:
            start = self._quotes.pop()
            quoted = "".join(self.parts[start:]).strip("\n ")
            self.parts[start:] = ["\n".join(f"> {line}".rstrip() for line in quoted.split("\n"))]
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
        """Ignore whitespace between two blocks: it only formats the markup."""
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
