"""Finds links, images, HTML and other parts of a Markdown text, with their lines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from html import unescape
from urllib.parse import unquote

import comrak
from msgspec import Struct

from outspoken.render.text.find_comments import comments
from outspoken.render.text.git_host_markdown import extensions

_PLACED = re.compile(r'<(a|img) data-sourcepos="(\d+):[^"]*" (?:href|src)="([^"]*)"')
_CODE = re.compile(r'<(?:pre|code)[^>]* data-sourcepos="(\d+):(\d+)-(\d+):(\d+)"')
_HTML = re.compile(r"</?[A-Za-z][^<>]*>|<[!?][^<>]*>")
# URLs that the parser drops unless its option `unsafe` is set.
_REFUSED = re.compile(r'<(?:a href|img src)="(?:javascript|vbscript|file|data):')


class Reference(Struct, frozen=True, kw_only=True):
    """A link or an image of a text: its address as it was written, and its line, from 1."""

    address: str
    line: int
    is_image: bool


class RawHtml(Struct, frozen=True, kw_only=True):
    """A tag in a text, and its line, from 1."""

    tag: str
    line: int


def references(text: str) -> Iterator[Reference]:
    """Every link and image of a text, in order."""
    for match in _PLACED.finditer(_with_places(text, unsafe=False)):
        yield Reference(address=unquote(unescape(match[3])), line=int(match[2]), is_image=match[1] == "img")


def raw_html(text: str) -> tuple[RawHtml, ...]:
    """Return the HTML tags in a text: each once, with its first line."""
    # Tags in comments are not shown, so they are not reported.
    text = _blanked(text)
    safe = _with_places(text, unsafe=False)
    # Tags that only the unsafe rendering has are the author's; those in both are the parser's.
    raw = Counter(_HTML.findall(_with_places(text, unsafe=True))) - Counter(_HTML.findall(safe))
    code = [tuple(map(int, match.groups())) for match in _CODE.finditer(safe)]
    found: dict[str, RawHtml] = {}
    for tag in raw:
        if not tag.startswith("</") and not _REFUSED.match(tag) and "data-sourcepos=" not in tag:
            found[tag] = RawHtml(tag=" ".join(tag.split()), line=_line(text, tag, code))
    return tuple(sorted(found.values(), key=lambda one: one.line))


def _blanked(text: str) -> str:
    """The text with its comments taken out and its lines kept."""
    # From the end: the positions of those before it stay right.
    for comment in reversed(comments(text)):
        lines = text.count("\n", comment.start, comment.end)
        text = text[: comment.start] + "\n" * lines + text[comment.end :]
    return text


def _with_places(text: str, *, unsafe: bool) -> str:
    options = comrak.RenderOptions()
    options.sourcepos, options.escape, options.unsafe_ = True, not unsafe, unsafe
    return str(comrak.render_markdown(text, extension_options=extensions(text), render_options=options))


def _line(text: str, tag: str, code: list[tuple[int, ...]]) -> int:
    """Return the first line with the tag outside of code."""
    place = text.find(tag)
    while place >= 0:
        line = text.count("\n", 0, place) + 1
        # The parser counts columns in bytes of UTF-8.
        column = len(text[text.rfind("\n", 0, place) + 1 : place].encode()) + 1
        if not any((top, left) <= (line, column) <= (bottom, right) for top, left, bottom, right in code):
            return line
        place = text.find(tag, place + 1)
    return 1
