"""One body of text becomes the messages in it, oldest first, with every word kept."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo

from outspoken.importers.dialects import Marker, Role, read_marker, show_tracks, track_of
from outspoken.importers.moments import Moment
from outspoken.model.words import Status

_RULE = re.compile(r"^\s*([-*_])(?:\s*\1){2,}\s*$")
_FENCE = re.compile(r"^ {0,3}(```|~~~)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message; `stamp` is the time it names for itself."""

    role: Role
    text: str
    status: Status | None = None
    stamp: Moment | None = None
    inline: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Messages:
    """The messages of one body, oldest first, and what stood before the newest of them (`preface`)."""

    said: tuple[Message, ...]
    preface: str = ""


def read_messages(body: str, zone: tzinfo) -> Messages:
    """Take a body apart. Where nobody marked anything, all of it is the opening message."""
    lead, written = _parts(body, zone)
    if not written:
        return Messages(said=(_opening(lead),) if lead else ())
    newest_first = _is_newest_first(lead, written)
    ordered = list(reversed(written)) if newest_first else written
    if any(message.role is Role.OPENING for message in written):
        return Messages(said=tuple(ordered), preface=lead)
    if lead:
        return Messages(said=(_opening(lead), *ordered))
    return Messages(said=tuple(_part_with_the_first(ordered)))


def _opening(text: str) -> Message:
    return Message(role=Role.OPENING, text=text)


def _is_newest_first(lead: str, written: Sequence[Message]) -> bool:
    stamps = [message.stamp.at for message in written if message.stamp]
    if len(set(stamps)) > 1:
        return stamps[0] > stamps[-1]
    roles = [message.role for message in written]
    if Role.OPENING in roles:
        return roles.index(Role.OPENING) > 0
    if Role.CLOSING in roles and len(roles) > 1:
        return roles.index(Role.CLOSING) == 0
    return not lead


def _part_with_the_first(ordered: list[Message]) -> Iterator[Message]:
    """Newer messages were put on top of an opening without a mark: it is what follows an update's words."""
    oldest, *newer = ordered
    head, _, rest = oldest.text.partition("\n\n")
    if oldest.inline and rest.strip():
        yield _opening(rest.strip())
        yield replace(oldest, text=head)
    else:
        yield oldest
    yield from newer


def _parts(body: str, zone: tzinfo) -> tuple[str, list[Message]]:
    """What stands before the first marker, and each marked message, as written."""
    lead: list[str] = []
    found: list[tuple[Marker, list[str]]] = []
    for line, marker in _marked(body, zone):
        if marker:
            found.append((marker, []))
        elif found:
            found[-1][1].append(line)
        else:
            lead.append(line)
    return _trimmed(lead), [_message(marker, lines, zone) for marker, lines in found]


def _marked(body: str, zone: tzinfo) -> Iterator[tuple[str, Marker | None]]:
    """Each line with the marker it is; code and comments hold none."""
    fence, in_comment, first, tracked = "", False, True, False
    for line in body.split("\n"):
        opens = _FENCE.match(line)
        quiet = bool(fence) or in_comment or bool(opens)
        if opens and (not fence or fence == opens[1]):
            fence = "" if fence else opens[1]
        if not fence:
            in_comment = line.rfind("<!--") > line.rfind("-->") or (in_comment and "-->" not in line)
        marker = None if quiet or in_comment else read_marker(line, zone, first_of_paragraph=first)
        tracks = not quiet and "{{" in line and track_of(line, zone) is not None
        if marker is None and tracks and first and tracked:
            marker = Marker(role=Role.UPDATE, shown=line, inline=True)
        if tracks or marker:
            tracked = tracks
        yield line, marker
        first = not line.strip() or bool(_RULE.match(line))


def _message(marker: Marker, lines: list[str], zone: tzinfo) -> Message:
    below = _trimmed(lines) if not marker.inline else "\n".join(lines)
    text = _trimmed([marker.shown, *([] if marker.inline else [""]), *below.split("\n")])
    return Message(
        role=marker.role,
        text=show_tracks(text),
        status=marker.status,
        stamp=marker.stamp or track_of(text, zone),
        inline=marker.inline,
    )


def _trimmed(lines: list[str]) -> str:
    """Lines as text, without the empty lines and rules at both ends."""
    first, last = 0, len(lines)
    while first < last and _is_idle(lines[first]):
        first += 1
    while last > first and _is_idle(lines[last - 1]):
        last -= 1
    return "\n".join(line.rstrip("\n") for line in lines[first:last])


def _is_idle(line: str) -> bool:
    return not line.strip() or bool(_RULE.match(line))


def fenced(lines: Sequence[str], number: int) -> bool:
    """Whether this line lies within a fenced code block."""
    return sum(1 for line in lines[:number] if _FENCE.match(line)) % 2 == 1
