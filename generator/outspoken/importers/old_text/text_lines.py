"""The lines of a Markdown text, and which of them are code or comments."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

RULE = re.compile(r"^\s*([-*_])(?:\s*\1){2,}\s*$")
_FENCE = re.compile(r"^ {0,3}(```|~~~)")
_HEADING = re.compile(r"^ {0,3}(#{1,6})\s+(\S.*?)\s*#*$")
_BOLD_LINE = re.compile(r"^ {0,3}(\*\*|__)(?=\S)([^*_]+?)\1\s*:?\s*$")
# `[name]: address`, a link definition that may be used anywhere in the text.
_DEFINITION = re.compile(r"^ {0,3}\[([^\[\]]+)\]:\s+\S")
# A bold line used as a heading ranks below all real headings.
BOLD_LEVEL = 7


class Line(Struct, frozen=True, kw_only=True):
    """One line; `is_first` if it begins a paragraph, `in_comment` if a comment continues below it.

    `is_skipped` within code or a comment, where nothing is read.
    """

    text: str
    is_skipped: bool = False
    in_comment: bool = False
    is_first: bool = False

    @property
    def is_rule(self) -> bool:
        return not self.is_skipped and bool(RULE.match(self.text))

    @property
    def is_separator(self) -> bool:
        """Whether it is empty or a rule."""
        return not self.text.strip() or self.is_rule

    @property
    def heading(self) -> tuple[int, str] | None:
        """Return level and text of a heading, or of a line that is all bold."""
        if self.is_skipped:
            return None
        match = _HEADING.match(self.text)
        if match:
            return len(match[1]), match[2]
        # Within a paragraph, a bold line is emphasis and not a heading.
        bold = _BOLD_LINE.match(self.text) if self.is_first else None
        return (BOLD_LEVEL, bold[2].rstrip(": ")) if bold else None

    @property
    def definition(self) -> str:
        """Return the name of the link definition in this line; otherwise an empty text."""
        match = None if self.is_skipped else _DEFINITION.match(self.text)
        return match[1] if match else ""


_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


def ends_in_comment(lines: Sequence[Line]) -> bool:
    """Whether a comment without an end hides the end of the text."""
    return bool(lines) and lines[-1].is_skipped and lines[-1].in_comment


def without_comments(text: str) -> str:
    """Return a text without its comments."""
    return _COMMENT.sub("", text)


def scan(body: str) -> tuple[Line, ...]:
    """Return the lines of a text."""
    return tuple(_scanned(body))


def _scanned(body: str) -> Iterator[Line]:
    fence, in_comment, first = "", False, True
    for text in body.split("\n"):
        opens = _FENCE.match(text)
        skipped = bool(fence) or in_comment or bool(opens)
        # Backticks do not close a fence of tildes, nor the reverse (CommonMark 4.5).
        if opens and (not fence or fence == opens[1]):
            fence = "" if fence else opens[1]
        if not fence:
            # The last of the two signs in a line decides whether the comment goes on below.
            in_comment = text.rfind("<!--") > text.rfind("-->") or (in_comment and "-->" not in text)
        # A heading needs no empty line above it.
        first = first or (not skipped and bool(_HEADING.match(text)))
        line = Line(text=text, is_skipped=skipped or in_comment, in_comment=in_comment, is_first=first)
        yield line
        first = line.is_separator or (line.heading is not None and line.heading[0] < BOLD_LEVEL)


def trimmed(lines: Sequence[str]) -> str:
    """Return lines as text, without the empty lines and rules at both ends."""
    first, last = 0, len(lines)
    while first < last and _is_separator(lines[first]):
        first += 1
    while last > first and _is_separator(lines[last - 1]):
        last -= 1
    return "\n".join(line.rstrip("\n") for line in lines[first:last])


def _is_separator(line: str) -> bool:
    return not line.strip() or bool(RULE.match(line))
