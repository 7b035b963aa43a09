"""Removes HTML comments: notes for editors of a file, never shown on a page, feed or channel."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

# `<!-->` and `<!--->` are complete comments in HTML, and hide nothing.
_OPENING = re.compile(r"(\\*)<!--(?!-?>)")
_BLOCKS = "p|li|ul|ol|td|th|tr|thead|tbody|table|blockquote|pre|hr|h[1-6]|section|div"
_EMPTY = re.compile(r"<p>\s*</p>\n?")
_VOID = {"br", "hr", "img", "input"}


def hiding(text: str, to_html: Callable[[str], str]) -> str:
    """Return the HTML of a Markdown text without its comments."""
    mark = unused(text)
    found = Hiding(to_html(marked(text, mark)), mark)
    return _EMPTY.sub("", found.html()) if found.numbers else found.html()


def openings(text: str) -> Iterator[int]:
    """Yield the positions of `<!--`, except those escaped by a backslash."""
    for match in _OPENING.finditer(text):
        if len(match[1]) % 2 == 0:
            yield match.end() - len("<!--")


def marked(text: str, mark: str) -> str:
    """Return the text with a number after each `<!--`, which the parser leaves in place."""
    kept, place = [], 0
    for number, start in enumerate(openings(text)):
        kept.append(f"{text[place : start + 4]}{mark}{number}{mark}")
        place = start + 4
    return "".join((*kept, text[place:]))


def unused(text: str) -> str:
    """A letter for private use that the text does not have."""
    return next(letter for letter in map(chr, range(0xE000, 0xF8FF)) if letter not in text)


class Hiding:
    """Finds the comments in the HTML of a marked text, where raw HTML is text already."""

    def __init__(self, html: str, mark: str) -> None:
        self._html = html
        self._mark = re.compile(rf"(?:{mark}|{_quoted(mark)})\d+(?:{mark}|{_quoted(mark)})")
        self._piece = re.compile(
            rf"<(?P<end>/?)(?P<tag>[a-z][a-z0-9]*)[^>]*>|&lt;!--{mark}(?P<number>\d+){mark}|--&gt;"
        )
        self._spans = list(self._find())
        self.numbers = frozenset(number for number, _, _ in self._spans)

    def _find(self) -> Iterator[tuple[int, int, int]]:
        """Each comment's number, and where it begins and ends in the HTML."""
        opened: tuple[int, int] | None = None
        block_end, in_code = 0, False
        for match in self._piece.finditer(self._html):
            if match["tag"]:
                in_code = (in_code or match["tag"] == "code") and not (
                    match["end"] and match["tag"] == "code"
                )
                # The end of the paragraph is kept, in case no `-->` follows.
                if opened and not block_end and re.fullmatch(_BLOCKS, match["tag"]):
                    block_end = match.start()
            elif in_code:
                continue
            elif match["number"] is None:
                if opened:
                    yield (*opened, match.end())
                    opened = None
            else:
                # A comment without `-->` before the next one ends with its paragraph.
                if opened and block_end:
                    yield (*opened, block_end)
                    opened = None
                if opened is None:
                    opened, block_end = (int(match["number"]), match.start()), 0
        if opened:
            yield (*opened, block_end or len(self._html))

    def html(self) -> str:
        """Return the HTML without its comments; of their tags, those stay that begin or end outside."""
        kept, place = [], 0
        for _, start, end in self._spans:
            kept += [self._html[place:start], _skeleton(self._html[start:end])]
            place = end
        # Marks of openings that were no comments, such as those in code.
        return self._mark.sub("", "".join((*kept, self._html[place:])))


def _quoted(mark: str) -> str:
    """The mark in its percent-encoded form in a URL."""
    return "".join(f"%{byte:02X}" for byte in mark.encode())


def _skeleton(html: str) -> str:
    """The tags in a piece of HTML that begin or end outside of it."""
    tags: list[tuple[str, str]] = []
    for match in re.finditer(r"<(/?)([a-z][a-z0-9]*)[^>]*>", html):
        if match[1] and tags and tags[-1][0] == match[2]:
            tags.pop()
        elif match[2] not in _VOID:
            tags.append((f"/{match[2]}" if match[1] else match[2], match[0]))
    return "".join(tag for _, tag in tags)
