"""Post-mortems that people wrote below an incident's text, or kept elsewhere and linked."""

from __future__ import annotations

import re

from outspoken.importers.messages import fenced

_HEADING = re.compile(r"^ {0,3}#{1,3}\s+\S")
_SECTION = re.compile(
    r"^ {0,3}#{1,3}\s.*(?:post-?\s?mortem|root[ -]cause|\brca\b|\btimeline\b|retrospective|lessons learned"
    r"|(?:incident|outage) (?:report|analysis|review))",
    re.IGNORECASE,
)
_NAME = r"post[- ]?mortem"
_LINK = re.compile(rf"\[([^\[\]\n]*{_NAME}[^\[\]\n]*)\]\((https?://[^()\s]+)\)", re.IGNORECASE)
_BARE = re.compile(rf"{_NAME}[^<\n.]{{0,40}}<(https?://[^>\s]+)>", re.IGNORECASE)


def cut_postmortem(text: str) -> tuple[str, str]:
    """A message's own words, and the post-mortem below them (empty where there is none)."""
    lines = text.split("\n")
    start = next(
        (number for number, line in enumerate(lines) if _SECTION.match(line) and not fenced(lines, number)),
        None,
    )
    if start is None:
        return text, ""
    above = [number for number in range(start) if lines[number].strip()]
    # A title of the post-mortem itself may stand right above its first section.
    if above and _HEADING.match(lines[above[-1]]):
        start = above[-1]
    words = "\n".join(lines[:start]).strip("\n")
    return (words, "\n".join(lines[start:]).strip("\n")) if words.strip() else (text, "")


def linked_postmortem(text: str) -> str:
    """A sentence with the link to a post-mortem kept elsewhere; empty where none is linked."""
    match = _LINK.search(text)
    if match:
        return f"The post-mortem is kept elsewhere: [{match[1]}]({match[2]})."
    bare = _BARE.search(text)
    return f"The post-mortem is kept elsewhere: <{bare[1]}>." if bare else ""
