"""Finds post-mortems that were written below an incident's text, or linked from it."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import tzinfo

from outspoken.importers.old_text.dialects import read_marker
from outspoken.importers.old_text.text_lines import BOLD_LEVEL, Line, scan, trimmed

# One of these headings is enough to recognise a post-mortem.
_CERTAIN = re.compile(
    r"(?:post-?\s?mortem|root[ -]cause|\brca\b|\btimeline\b|retrospective|lessons learned"
    r"|(?:incident|outage) (?:report|analysis|review))(?: analysis)?",
    re.IGNORECASE,
)
# Two of these are needed, since each is also used in other texts.
_USUAL = re.compile(
    r"(?:the )?(?:background|problem|(?:future |long[- ]term |short[- ]term )?solutions?|impact|details"
    r"|technical details|summary|resolution(?: and recovery)?|(?:the )?causes?|trigger|detection|mitigation"
    r"|remediation|prevention|contributing factors|conclusions?|next steps|action items|follow[- ]?ups?"
    r"|what (?:happened|went (?:well|wrong)|we (?:learned|are doing).*|was the .*)|why (?:it|this) happened"
    r"|how (?:we|it was) (?:fixed|resolved|detected).*)",
    re.IGNORECASE,
)
_NAME = r"post[- ]?mortem"
_LINK = re.compile(rf"\[([^\[\]\n]*{_NAME}[^\[\]\n]*)\]\((https?://[^()\s]+)\)", re.IGNORECASE)
_BARE = re.compile(rf"{_NAME}[^<\n.]{{0,40}}<(https?://[^>\s]+)>", re.IGNORECASE)


def cut_postmortem(body: str, zone: tzinfo) -> tuple[str, str]:
    """Return the text without its post-mortem, and the post-mortem (empty if there is none)."""
    lines = scan(body)
    sections = {number: line.heading for number, line in enumerate(lines) if _is_section(line, zone)}
    found = [heading for heading in sections.values() if heading]
    # Bold text is too weak a sign alone: it is also used in messages.
    certain = any(level < BOLD_LEVEL and _CERTAIN.search(title) for level, title in found)
    if not certain and len({title.lower() for _, title in found}) < 2:
        return body, ""
    first = min(sections)
    start = _with_title(lines, first)
    end = _end(lines, first, sections, min(level for level, _ in found), zone)
    texts = [line.text for line in lines]
    # The empty line keeps the paragraphs above and below apart.
    return "\n".join((*texts[:start], "", *texts[end:])), trimmed(texts[start:end])


def _is_section(line: Line, zone: tzinfo) -> bool:
    """Whether it is a post-mortem's heading; bold text and headings of updates must match completely."""
    if line.heading is None:
        return False
    level, title = line.heading
    if _USUAL.fullmatch(title.rstrip(":")):
        return True
    marker = read_marker(line.text, zone, first_of_paragraph=True)
    if level == BOLD_LEVEL or (marker and marker.is_worded):
        return bool(_CERTAIN.fullmatch(title.rstrip(":")))
    return bool(_CERTAIN.search(title))


def _with_title(lines: Sequence[Line], start: int) -> int:
    """Include the heading right above the first section: the title of the post-mortem."""
    above = [number for number in range(start) if not lines[number].is_separator]
    return above[-1] if above and "#" in lines[above[-1]].text[:4] and lines[above[-1]].heading else start


def _end(lines: Sequence[Line], first: int, sections: Collection[int], level: int, zone: tzinfo) -> int:
    """Return where a message begins below it; times alone belong to its timeline."""
    for number in range(first + 1, len(lines)):
        line = lines[number]
        if line.is_skipped or number in sections:
            continue
        marker = read_marker(line.text, zone, first_of_paragraph=line.is_first)
        heading = line.heading
        if marker and marker.is_worded and (heading is None or heading[0] <= level):
            return number
    return len(lines)


def linked_postmortem(text: str) -> str:
    """Return a sentence with the link to an external post-mortem; empty if none is linked."""
    match = _LINK.search(text)
    if match:
        return f"The post-mortem is kept elsewhere: [{match[1]}]({match[2]})."
    bare = _BARE.search(text)
    return f"The post-mortem is kept elsewhere: <{bare[1]}>." if bare else ""
