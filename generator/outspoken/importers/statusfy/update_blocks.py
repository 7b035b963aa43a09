"""Splits the text of a Statusfy incident: `::: update Title | time` begins an update, `:::` ends it."""

from __future__ import annotations

import re

from msgspec import Struct

from outspoken.importers.import_report import Remarks

_BEGIN = re.compile(
    r"^ {0,3}:{3,}\s*update\b[ \t]*(?P<title>[^|\n]*?)[ \t]*(?:\|[ \t]*(?P<time>.*?))?[ \t]*$", re.I
)
_END = re.compile(r"^ {0,3}:{3,}\s*$")
_FENCE = re.compile(r"^ {0,3}(?P<fence>`{3,}|~{3,})")
# Statusfy's command line writes this comment into every file that it creates.
_LANGUAGE = re.compile(r"^\s*<!---? language code: [\w-]+ -->\s*$", re.MULTILINE)


class UpdateBlock(Struct, frozen=True, kw_only=True):
    """One update: its title and time as they are written, and its Markdown."""

    title: str
    time: str
    text: str


def split_blocks(body: str, remarks: Remarks) -> tuple[str, tuple[UpdateBlock, ...]]:
    """Return the text outside of all updates, and the updates in the order in which they are written."""
    outside: list[str] = []
    blocks: list[UpdateBlock] = []
    head: re.Match[str] | None = None
    inside: list[str] = []
    fence = ""
    for line in body.split("\n"):
        fence = _fence_after(line, fence)
        begin = None if fence else _BEGIN.match(line)
        if begin or (head and not fence and _END.match(line)):
            if head:
                blocks.append(_block(head, inside))
            if head and begin:
                remarks.understood(
                    "an update without a closing ::: ends where the next begins", begin["title"]
                )
            head, inside = begin, []
        else:
            (inside if head else outside).append(line)
    if head:
        remarks.understood("an update without a closing ::: ends with the file", head["title"])
        blocks.append(_block(head, inside))
    return _LANGUAGE.sub("", "\n".join(outside)).strip("\n \t"), tuple(blocks)


def _fence_after(line: str, fence: str) -> str:
    """Return the fence of the code that the next line is in; empty outside of code."""
    found = _FENCE.match(line)
    if not found:
        return fence
    if not fence:
        return found["fence"]
    return "" if found["fence"].startswith(fence) else fence


def _block(head: re.Match[str], lines: list[str]) -> UpdateBlock:
    text = _LANGUAGE.sub("", "\n".join(lines)).strip("\n")
    return UpdateBlock(title=head["title"], time=head["time"] or "", text=text)
