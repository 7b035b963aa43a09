"""Recognises the forms in which people wrote several updates into one text."""

from __future__ import annotations

import re
from datetime import tzinfo
from enum import Enum

from msgspec import Struct
from msgspec.structs import replace

from outspoken.importers.old_text.foreign_times import (
    Clock,
    ForeignTime,
    find_clock,
    find_moment,
    read_moment,
    split_stamp,
)
from outspoken.model.vocabulary import Status


class Role(Enum):
    """The role of a message in an incident."""

    OPENING = "opening"
    UPDATE = "update"
    CLOSING = "closing"


class Marker(Struct, frozen=True, kw_only=True):
    """A line that begins a message: `shown` is the part to keep; `inline`: the message starts in this line.

    `stamp` or, without a day, `clock` is its time; `is_worded` if it names its role.
    """

    role: Role
    shown: str
    status: Status | None = None
    stamp: ForeignTime | None = None
    clock: Clock | None = None
    inline: bool = False
    is_worded: bool = False


_THING = r"(?:message|issue|incident|maintenance|outage|post|report|notice|operation)"
_ROLES = (
    (
        Role.CLOSING,
        rf"(?:final|closing|closed?|end(?: of)?|resolved|resolution|fixed|completed?|solved|finished)"
        rf"(?: {_THING})*(?: update)?"
        r"|(?:the |this )?(?:issue|incident|outage|problem|maintenance) (?:has been|is|was) (?:now )?"
        r"(?:resolved|fixed|over|completed|closed|solved)",
    ),
    (Role.OPENING, rf"(?:initial|opening|open|original|first)(?: {_THING})*"),
    (
        Role.UPDATE,
        r"updates?|updated|edit|edited|progress|investigating|identified|monitoring|in progress|verifying",
    ),
)
_WORDS = tuple((role, re.compile(rf"({words})(?![\w/.])\s*(.*)", re.IGNORECASE)) for role, words in _ROLES)
_STATUSES = {status.value.replace("_", " "): status for status in Status}

# Not a link, as in `[text](address)` and `[text][name]`, nor the definition of one.
_BRACKET = re.compile(
    r"^ {0,3}(?:\*\*|__)?\[([^\[\]]{3,70})\](?![(\[]|:\s*(?:http|/|<))(?:\*\*|__)?:?\s*(?:-->)?\s*(.*)$"
)
_EMPHASIS = re.compile(
    r"^ {0,3}(\*\*|__|\*|_)(?=\S)([^*_]{3,70}?)\1(?=[\s:\-\u2013\u2014]|$)\s*([:\-\u2013\u2014]*)\s*(.*)$"
)
_BARE_UPDATE = re.compile(r"(?:updated?|edit(?:ed)?)(?: ?#?\d{1,3})?", re.IGNORECASE)
_UNCLOSED = re.compile(r"^ {0,3}\*\*([^*]{3,70})$")
# A time in a label: `at 11:00 UTC`, `(2024-03-01 11:00)`.
_WHEN = r"(?:[ ,(@\-\u2013]+(?:at |on )?(?:[\w./-]{1,12}[ T])?\d{1,2}[:hH]\d{2}(?:\s?[A-Za-z+\d]{1,5})?\)?)?"
# `(?!//)`: the scheme of an address is not a label.
_PLAIN = re.compile(
    rf"^ {{0,3}}([A-Za-z][A-Za-z ]{{2,30}}?(?: ?#?\d{{1,3}}(?![\d:hH-]))?{_WHEN})\s*:(?!//)\s*(.*)$"
)
# A symbol before a label, such as a tick.
_SIGN = re.compile(r"^ {0,3}[^\w\s*_#\[\]<>{}`~|!+\-\\&\u2013\u2014]{1,3}\s+(?=[\w*\[])")
_EMPHASIS_OPENS = re.compile(r"^\s*(?:#{1,6}\s+)?(?:\*\*|__|\*|_)?(?=\S)")
_HEADING = re.compile(r"^ {0,3}#{1,6}\s+(.{3,70}?)\s*#*$")
_BOLD_LINE = re.compile(r"^ {0,3}((?:\*\*|__)[^*_]{3,40}(?:\*\*|__):?)\s*$")
_TRACK = re.compile(r"\{\{[<%]\s*track\s+[\"'`]?([^\"'`>%]+?)[\"'`]?\s*[>%]\}\}")
# Separators that may follow a time at the start of a message.
_SEPARATOR = re.compile(
    r"(?:\*\*|__|[*_])?\s*(?:[:|\-\u2013\u2014]+(?:\*\*|__|[*_])?(?=\s|$)|$|(?<=[*_])(?=\s))"
)
# Allowed after the words of a label: a number, a date, a dash; not the rest of a sentence.
_TAIL = re.compile(
    r"^(?:[#:\-\u2013\u2014(]|\d|(?:on|at|of)\s+\S*\d|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*day)",
    re.IGNORECASE,
)


def after_track(line: str) -> str | None:
    """Return the rest of a line that begins with a `track` shortcode; None for all others."""
    match = _TRACK.match(line.strip())
    return line.strip()[match.end() :].strip() if match else None


def find_tracks(text: str) -> list[str]:
    """Return the `track` shortcodes in a text, as written."""
    return [match[0] for match in _TRACK.finditer(text)]


def without_tracks(text: str) -> str:
    """Return a text without its `track` shortcodes."""
    return _TRACK.sub("", text)


def show_tracks(text: str) -> str:
    """Return the text with cState's `track` shortcodes replaced by the times they showed."""
    return _TRACK.sub(lambda match: f"*{match[1].strip()}*", text)


def stamp_of(text: str, zone: tzinfo) -> tuple[ForeignTime | None, Clock | None]:
    """Return the time in the first `track` shortcode of a text, or the time of day if it has no day."""
    match = _TRACK.search(text)
    return (find_moment(match[1], zone), find_clock(match[1], zone)) if match else (None, None)


def read_marker(line: str, zone: tzinfo, *, first_of_paragraph: bool) -> Marker | None:
    """Parse a marker line, or return None. Within a paragraph only labels in brackets count."""
    sign = _SIGN.match(line)
    if sign:
        marker = read_marker(line[sign.end() :], zone, first_of_paragraph=first_of_paragraph)
        return replace(marker, shown=f"{sign[0].strip()} {marker.shown}") if marker else None
    return (
        _bracketed(line, zone)
        or _emphasised(line, zone, first_of_paragraph=first_of_paragraph)
        or (_worded(line, zone) if first_of_paragraph else None)
        or (_stamped(line, zone) if first_of_paragraph else None)
    )


def _bracketed(line: str, zone: tzinfo) -> Marker | None:
    match = _BRACKET.match(line)
    if not match:
        return None
    label, rest = match[1].strip(), match[2].strip()
    return _labelled(label, f"**{label}**" + (f" {rest}" if rest else ""), zone, inline=bool(rest))


def _emphasised(line: str, zone: tzinfo, *, first_of_paragraph: bool) -> Marker | None:
    match = _EMPHASIS.match(line)
    if match:
        label, separator, rest = match[2].strip(), match[3], match[4]
        # Within a paragraph or a list item, emphasis in a sentence begins nothing.
        parted = separator or label.endswith(":") or _is_plain_word(match[1], label)
        if rest and not (first_of_paragraph and parted):
            return None
        return _labelled(label.rstrip(":").strip(), line.strip(), zone, inline=bool(rest), rest=rest)
    # Closing asterisks are sometimes missing; a time shows that it is a label.
    unclosed = _UNCLOSED.match(line)
    if unclosed and find_moment(unclosed[1], zone):
        return _labelled(unclosed[1].strip(), line.strip() + "**", zone)
    return None


def _is_plain_word(mark: str, label: str) -> bool:
    """Whether the line is only a label such as `**Update**`, which begins a message without a colon."""
    return len(mark) == 2 and _BARE_UPDATE.fullmatch(label) is not None


def _worded(line: str, zone: tzinfo) -> Marker | None:
    match = _PLAIN.match(line)
    if match:
        return _labelled(match[1].strip(), line.strip(), zone, inline=bool(match[2]))
    match = _HEADING.match(line)
    return _labelled(match[1].strip(), line.strip(), zone) if match else None


def _stamped(line: str, zone: tzinfo) -> Marker | None:
    """Parse a line that is a time, or begins with a time and a separator."""
    heading = bool(_HEADING.match(line))
    found = split_stamp(_EMPHASIS_OPENS.sub("", line).rstrip(), zone)
    if found is None:
        return _day(line, zone)
    moment, clock, rest = found
    separated = _SEPARATOR.match(rest)
    # A sentence may begin with a time, too.
    if not heading and not separated:
        return None
    words = (rest[separated.end() :] if separated else rest).strip("*_ ")
    role, status = _role_of(words)
    return Marker(
        role=role,
        shown=line.strip(),
        status=status,
        stamp=moment,
        clock=clock,
        inline=bool(words) and not heading,
    )


def _day(line: str, zone: tzinfo) -> Marker | None:
    """Parse a heading or a bold line that is a day, for the message or the times below."""
    match = _HEADING.match(line) or _BOLD_LINE.match(line)
    moment = read_moment(match[1].strip(" *_:"), zone) if match else None
    return Marker(role=Role.UPDATE, shown=line.strip(), stamp=moment) if moment and moment.day_only else None


def _role_of(words: str) -> tuple[Role, Status | None]:
    """Return the role of a message from the words of its label."""
    for role, pattern in _WORDS:
        match = pattern.match(words.strip("[]*_. ").replace("]", ":", 1))
        if match and (not match[2] or _TAIL.match(match[2])):
            return role, _STATUSES.get(match[1].lower()) if role is Role.UPDATE else None
    return Role.UPDATE, None


def _labelled(label: str, shown: str, zone: tzinfo, *, inline: bool = False, rest: str = "") -> Marker | None:
    stamped = split_stamp(label, zone)
    if stamped and not stamped[2].strip(" :"):
        role, status = _role_of(rest)
        return Marker(
            role=role, shown=shown, status=status, stamp=stamped[0], clock=stamped[1], inline=inline
        )
    for role, words in _WORDS:
        match = words.fullmatch(label)
        if match and (not match[2] or _TAIL.match(match[2])):
            return Marker(
                role=role,
                shown=shown,
                status=_STATUSES.get(match[1].lower()) if role is Role.UPDATE else None,
                stamp=find_moment(match[2], zone),
                clock=find_clock(match[2], zone),
                inline=inline,
                is_worded=True,
            )
    return None
