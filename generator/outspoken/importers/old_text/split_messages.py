"""Splits one body of text into its messages, oldest first, without losing text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, tzinfo
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from outspoken.importers.old_text.cut_text import Passage, cut, split_opening
from outspoken.importers.old_text.dialects import Role, find_tracks, read_marker, show_tracks, stamp_of
from outspoken.importers.old_text.foreign_times import Clock, ForeignTime, count_stamps, split_stamp
from outspoken.importers.old_text.text_lines import Line, scan, trimmed, without_comments
from outspoken.model.vocabulary import Status

_BULLET = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+(?=\S)|^\s*>\s?")


class OldMessage(Struct, frozen=True, kw_only=True):
    """One message; `stamp` is its own time, `clock` a time of day without a day.

    `is_news` if its first line says that it is not the first message, `is_crowded` if it seems to contain
    more than one, `is_day_alone` if it is a day without text.
    """

    role: Role
    text: str
    status: Status | None = None
    stamp: ForeignTime | None = None
    clock: Clock | None = None
    is_news: bool = False
    is_crowded: bool = False
    is_day_alone: bool = False


class OldMessages(Struct, frozen=True, kw_only=True):
    """The messages of one body, oldest first, and the text before the newest of them (`preface`)."""

    entries: tuple[OldMessage, ...]
    preface: str = ""


def read_messages(body: str, zone: tzinfo) -> OldMessages:
    """Split a body. Without any marker, all of it is the opening message."""
    lines = scan(body)
    pieces = cut(lines, zone)
    lead, read = _parts(pieces, zone)
    written = list(_below_days(read, zone))
    if not written:
        return _without_hidden(OldMessages(entries=(_opening(lead),) if lead else ()))
    newest_first = _is_newest_first(lead, written)
    if newest_first and lead is None and Role.OPENING not in _roles(written):
        # A line with only a day belongs to the messages below it.
        parted = split_opening(pieces[-1]) if written[-1] is read[-1] else None
        if parted:
            written = [*written[:-1], *(_message(piece, zone) for piece in parted)]
    ordered = list(reversed(written)) if newest_first else written
    # Link definitions apply to the whole text, so they are copied to each message that uses them.
    definitions = {line.definition: line.text for line in lines if line.definition}
    return _without_hidden(_with_definitions(_arranged(lead, ordered), definitions))


def _below_days(written: Sequence[OldMessage], zone: tzinfo) -> Iterator[OldMessage]:
    """Return messages with the day that was written above several of them."""
    day: date | None = None
    above: OldMessage | None = None
    for message in written:
        dated = message
        if message.clock and not message.clock.month and day:
            dated = replace(message, stamp=ForeignTime(at=message.clock.on(day)), clock=None)
        elif message.stamp:
            day = message.stamp.at.astimezone(zone).date() if message.stamp.day_only else None
        if above:
            stamp = dated.stamp or (None if dated.clock else above.stamp)
            dated = replace(dated, stamp=stamp, text=f"{above.text}\n\n{dated.text}")
        above = dated if message.is_day_alone else None
        if above is None:
            yield dated
    if above:
        yield above


def _arranged(lead: OldMessage | None, ordered: list[OldMessage]) -> OldMessages:
    """Order the messages: text above marked ones is the opening, unless another is marked as it."""
    if Role.OPENING in _roles(ordered):
        return OldMessages(entries=tuple(ordered), preface=lead.text if lead else "")
    if lead:
        return OldMessages(entries=(_opening(lead), *ordered))
    return OldMessages(entries=tuple(_split_opening_off(ordered)))


def _without_hidden(messages: OldMessages) -> OldMessages:
    """Move messages that are only a comment above the messages: readers never saw them."""
    hidden = [each.text for each in messages.entries if not without_comments(each.text).strip()]
    dated = tuple(each for each in messages.entries if each.text not in hidden)
    return OldMessages(entries=dated, preface="\n\n".join(filter(None, (messages.preface, *hidden))))


def _roles(messages: Sequence[OldMessage]) -> list[Role]:
    return [message.role for message in messages]


def _opening(message: OldMessage) -> OldMessage:
    return replace(message, role=Role.OPENING)


def _is_newest_first(lead: OldMessage | None, written: Sequence[OldMessage]) -> bool:
    # In order of reliability: full times, then times of day, then the labels.
    stamps = [message.stamp.at for message in written if message.stamp]
    if len(set(stamps)) > 1:
        return stamps[0] > stamps[-1]
    descending = _descending(written)
    if descending:
        return descending > 0
    roles = _roles(written)
    if Role.OPENING in roles:
        return roles.index(Role.OPENING) > 0
    if Role.CLOSING in roles and len(roles) > 1:
        return roles.index(Role.CLOSING) == 0
    return lead is None


def _descending(written: Sequence[OldMessage]) -> int:
    """Return how many more times of day decrease than increase between messages, except once at midnight."""
    times = [
        (clock.month, clock.day, clock.time)
        for message in written
        if (clock := message.clock or _clock_of(message))
    ]
    return sum((above > below) - (above < below) for above, below in pairwise(times))


def _clock_of(message: OldMessage) -> Clock | None:
    return Clock(time=message.stamp.at.time(), zone=UTC) if message.stamp else None


def _split_opening_off(ordered: list[OldMessage]) -> Iterator[OldMessage]:
    """Split newer messages from an unmarked opening that follows the text of an update."""
    oldest, *newer = ordered
    head, _, rest = oldest.text.partition("\n\n")
    if oldest.is_news and rest.strip() and not find_tracks(rest):
        yield OldMessage(role=Role.OPENING, text=rest.strip())
        yield replace(oldest, text=head)
    else:
        yield _opening(oldest) if oldest.role is Role.UPDATE and not oldest.status else oldest
    yield from newer


def _parts(pieces: Sequence[Passage], zone: tzinfo) -> tuple[OldMessage | None, list[OldMessage]]:
    """Return the text before the first mark (without a time), and each message, as written."""
    messages = [_message(piece, zone) for piece in pieces]
    if messages and pieces[0].marker is None and messages[0].stamp is None and messages[0].clock is None:
        return messages[0], messages[1:]
    return None, messages


def _message(piece: Passage, zone: tzinfo) -> OldMessage:
    marker = piece.marker
    texts = [line.text for line in piece.lines]
    if marker and not marker.inline:
        texts = [_shown(marker.shown, texts[0]), "", *trimmed(texts[1:]).split("\n")]
    elif marker:
        texts[0] = _shown(marker.shown, texts[0])
    text = trimmed(texts)
    stamp, clock = (marker.stamp, marker.clock) if marker else (None, None)
    status = marker.status if marker else None
    if not (stamp or clock):
        stamp, clock = _stamp_within(text, zone)
    return OldMessage(
        role=marker.role if marker else Role.UPDATE,
        text=show_tracks(text),
        status=status,
        stamp=stamp,
        clock=None if stamp else clock,
        is_news=bool(marker and marker.inline and marker.is_worded and status is not Status.INVESTIGATING),
        is_crowded=_is_crowded(piece.lines, zone),
        is_day_alone=bool(marker and stamp and stamp.day_only and text == marker.shown),
    )


def _stamp_within(text: str, zone: tzinfo) -> tuple[ForeignTime | None, Clock | None]:
    """Return the time in a shortcode, or a time that is the last line of the text alone."""
    stamp, clock = stamp_of(text, zone)
    return (stamp, clock) if stamp or clock else _time_alone(text.rpartition("\n")[2], zone)


def _time_alone(line: str, zone: tzinfo) -> tuple[ForeignTime | None, Clock | None]:
    """Return the time of a line that has nothing else in it."""
    found = split_stamp(line.strip("*_# "), zone)
    return (found[0], found[1]) if found and not found[2].strip(" :") else (None, None)


def _shown(shown: str, line: str) -> str:
    """Return the part of a marker line to keep, with its shortcodes."""
    return f"{shown} {' '.join(tracks)}" if (tracks := find_tracks(line)) else shown


def _is_crowded(lines: Sequence[Line], zone: tzinfo) -> bool:
    """Whether a message still contains several times, or the beginnings of further messages."""
    texts = [line.text for line in lines if not (line.is_skipped or line.is_separator)]
    if sum(len(find_tracks(text)) for text in texts) > 1:
        return True
    # A time in the last line is the message's own.
    own = bool(texts) and _time_alone(texts[-1], zone) != (None, None)
    # The first line is the message's own mark.
    inner = texts[1:-1] if own else texts[1:]
    begun = [text for text in inner if _begins_like_a_message(text, zone)]
    return bool(begun) or sum(count_stamps(text) > 0 for text in texts) > 2


def _begins_like_a_message(text: str, zone: tzinfo) -> bool:
    return read_marker(_BULLET.sub("", text), zone, first_of_paragraph=True) is not None


def _with_definitions(messages: OldMessages, definitions: dict[str, str]) -> OldMessages:
    """Return each message with the link definitions it uses, from anywhere in the text."""
    return replace(messages, entries=tuple(_defined(message, definitions) for message in messages.entries))


def _defined(message: OldMessage, definitions: dict[str, str]) -> OldMessage:
    missing = [
        line for name, line in definitions.items() if f"[{name}]" in message.text and line not in message.text
    ]
    return replace(message, text="\n\n".join((message.text, "\n".join(missing)))) if missing else message
