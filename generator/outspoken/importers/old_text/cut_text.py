"""Finds where one message ends and the next begins, in a text with several messages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import tzinfo

from msgspec import Struct

from outspoken.importers.old_text.dialects import (
    Marker,
    Role,
    after_track,
    find_tracks,
    read_marker,
    without_tracks,
)
from outspoken.importers.old_text.text_lines import BOLD_LEVEL, Line


class Passage(Struct, frozen=True):
    """The lines of one message; without a marker its role is unknown."""

    marker: Marker | None
    lines: tuple[Line, ...] = ()

    @property
    def begins_with_time(self) -> bool:
        """Whether its time is at the start of its text."""
        return bool(self.lines) and after_track(self.lines[0].text) is not None

    @property
    def has_track(self) -> bool:
        return any(find_tracks(line.text) for line in self.lines if not line.is_skipped)


class _Habits(Struct, frozen=True, kw_only=True):
    """How the author of a text separated messages, apart from labels."""

    with_rules: bool
    with_tracks: bool
    with_labels: bool


def cut(lines: Sequence[Line], zone: tzinfo) -> list[Passage]:
    """Return the pieces of a text as written; the first has no marker if there is text above all marks."""
    marks = _marks(lines, zone)
    below = {number for number, mark in marks.items() if _ends_its_text(lines, number, mark)}
    habits = _habits(lines, [number for number in marks if number not in below], stamped=bool(marks))
    # Between rules, a time at the end belongs to the text above it and begins no message.
    if habits.with_rules:
        marks = {number: mark for number, mark in marks.items() if number not in below}
    pieces: list[Passage] = []
    marker, held = None, list[Line]()
    ruled = ended = False
    for number, line in enumerate(lines):
        mark = marks.get(number)
        if mark or (_begins(line) and _is_parted(lines, number, habits, ruled=ruled, ended=ended)):
            pieces.append(Passage(marker, tuple(held)))
            marker, held, ended = mark, [], False
        held.append(line)
        ended = ended or (habits.with_tracks and _ends(lines, number, Passage(marker, tuple(held))))
        ruled = line.is_rule or (ruled and line.is_separator)
    pieces.append(Passage(marker, tuple(held)))
    return [piece for piece in pieces if piece.marker or any(not line.is_separator for line in piece.lines)]


def _begins(line: Line) -> bool:
    """Whether an unmarked message may begin here; code and link definitions belong to the one above."""
    return line.is_first and not (line.is_separator or line.is_skipped or line.definition)


def _is_parted(lines: Sequence[Line], number: int, habits: _Habits, *, ruled: bool, ended: bool) -> bool:
    if ended or (habits.with_rules and ruled):
        return True
    return habits.with_labels and _is_label(lines[number])


def _ends(lines: Sequence[Line], number: int, piece: Passage) -> bool:
    """Whether a message ends with this line, because its time is written below its text."""
    is_last = number + 1 == len(lines) or lines[number + 1].is_separator
    if not is_last or lines[number].is_skipped or not piece.has_track or piece.begins_with_time:
        return False
    words = [line for line in piece.lines if without_tracks(line.text).strip() and not line.is_separator]
    # The label in a line of its own is not yet text.
    label = 1 if piece.marker and not piece.marker.inline else 0
    return len(words) > label


def _marks(lines: Sequence[Line], zone: tzinfo) -> dict[int, Marker]:
    marks: dict[int, Marker] = {}
    for number, line in enumerate(lines):
        if line.is_skipped:
            continue
        # If every line begins with a time, each is a message, also without empty lines between them.
        above = marks.get(number - 1)
        first = line.is_first or (above is not None and above.inline and not above.is_worded)
        mark = read_marker(without_tracks(line.text).rstrip(), zone, first_of_paragraph=first)
        if mark is None and _leads(lines, number):
            mark = Marker(role=Role.UPDATE, shown=line.text.strip(), inline=True)
        if mark:
            marks[number] = mark
    return marks


def _leads(lines: Sequence[Line], number: int) -> bool:
    """Whether the line begins with the time of the text below it, not of the text above."""
    after = after_track(lines[number].text)
    if after is None:
        return False
    goes_on = number + 1 < len(lines) and not lines[number + 1].is_separator
    if after or (lines[number].is_first and goes_on):
        return True
    # If the first line begins a message, similar lines do too.
    top = next(line for line in lines if not line.is_separator)
    return lines[number].is_first and after_track(top.text) is not None


def _ends_its_text(lines: Sequence[Line], number: int, mark: Marker) -> bool:
    """Whether a time alone ends the text between two rules."""
    if mark.is_worded or mark.inline or not (mark.stamp or mark.clock) or _is_below_a_rule(lines, number):
        return False
    following = next((line for line in lines[number + 1 :] if line.text.strip()), None)
    return following is None or following.is_rule


def _habits(lines: Sequence[Line], marks: Sequence[int], *, stamped: bool) -> _Habits:
    labelled = [lines[start] for start, end in _paragraphs(lines) if _has_track(lines[start:end])]
    return _Habits(
        with_rules=stamped
        and any(line.is_rule for line in lines)
        and all(_is_below_a_rule(lines, number) for number in marks),
        with_tracks=any(_has_track([line]) for line in lines),
        # More than one: a single bold line may be normal emphasis.
        with_labels=sum(map(_is_label, labelled)) > 1,
    )


def _has_track(lines: Sequence[Line]) -> bool:
    return any(find_tracks(line.text) for line in lines if not line.is_skipped)


def _is_label(line: Line) -> bool:
    heading = line.heading
    return heading is not None and heading[0] == BOLD_LEVEL


def _paragraphs(lines: Sequence[Line]) -> Iterator[tuple[int, int]]:
    start = 0
    for number, line in enumerate(lines):
        if line.is_separator:
            if start < number:
                yield start, number
            start = number + 1
    if start < len(lines):
        yield start, len(lines)


def _is_below_a_rule(lines: Sequence[Line], number: int) -> bool:
    """Whether there are only empty lines between it and a rule or the start of the text."""
    for line in reversed(lines[:number]):
        if line.is_rule:
            return True
        if not line.is_separator:
            return False
    return True


def split_opening(piece: Passage) -> tuple[Passage, Passage] | None:
    """Return the last update and the opening below it, if headings of one level or a rule separate them."""
    level = piece.lines[0].heading[0] if piece.lines and piece.lines[0].heading else 0
    for number, line in enumerate(piece.lines[1:], start=1):
        if line.heading and line.heading[0] <= level < BOLD_LEVEL:
            opening = Marker(role=Role.OPENING, shown=line.text.strip())
            return Passage(piece.marker, piece.lines[:number]), Passage(opening, piece.lines[number:])
    rules = [number for number, line in enumerate(piece.lines) if line.is_rule]
    if len(rules) == 1 and any(not line.is_separator for line in piece.lines[rules[0] + 1 :]):
        return Passage(piece.marker, piece.lines[: rules[0]]), Passage(None, piece.lines[rules[0] + 1 :])
    return None
