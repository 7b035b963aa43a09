"""The updates of an incident page: of many, the newest, the first and a summary, with the rest folded."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup
from msgspec import Struct

from outspoken.derive.timeline import Entry
from outspoken.model.component import Component
from outspoken.model.vocabulary import Impact, Level
from outspoken.render.pages.shown_edits import ShownEdit

NEWEST = 5
"""How many updates are shown above the folded ones; the first update is shown below them."""

# Folding fewer would hide text without saving space.
_LEAST_FOLDED = 4
_MOST_TURNS = 9


class Move(Struct, frozen=True, kw_only=True):
    """A component's change of state in one update, in words."""

    component: Component
    before: str
    after: str


class ShownEntry(Struct, frozen=True, kw_only=True):
    """One line of the timeline, ready to print; `facts` are labels and values that no other part shows.

    `former_id` is an anchor that older links lead to.
    """

    entry: Entry
    label: str
    level: Level
    body: Markup
    moves: tuple[Move, ...]
    edits: tuple[ShownEdit, ...]
    facts: tuple[tuple[str, str], ...] = ()
    former_id: str = ""

    @property
    def is_usual(self) -> bool:
        """Whether it is only a label, a time and a text, as most are: the template then checks no more."""
        entry = self.entry
        return not (
            self.former_id
            or self.edits
            or self.facts
            or entry.withdrawn
            or entry.late
            or entry.reopens
            or entry.superseded
            or (entry.update and (entry.update.aftermath.data or entry.update.aftermath.todo))
        )


class UpdateLog(Struct, frozen=True, kw_only=True):
    """All entries, newest first; `folded` is how many of them after the first `NEWEST` are folded.

    `turns` are those of a folded log that changed something, oldest first; `left_out` is how many of these
    are missing after the first one. `worst` is the worst impact so far.
    """

    entries: tuple[ShownEntry, ...]
    folded: int = 0
    turns: tuple[ShownEntry, ...] = ()
    left_out: int = 0
    worst: Impact = Impact.NONE


def update_log(entries: Sequence[ShownEntry]) -> UpdateLog:
    """The log of an incident's entries, newest first."""
    folded = len(entries) - NEWEST - 1
    if folded < _LEAST_FOLDED:
        return UpdateLog(entries=tuple(entries))
    turns = _turns(entries[::-1])
    return UpdateLog(
        entries=tuple(entries),
        folded=folded,
        turns=(turns[0], *turns[1:][-_MOST_TURNS:]),
        left_out=max(len(turns) - 1 - _MOST_TURNS, 0),
        worst=max(_impacts(entries), key=lambda impact: impact.rank),
    )


def _turns(oldest_first: Sequence[ShownEntry]) -> list[ShownEntry]:
    """The first entry, and those that changed status, impact or a component's state."""
    turns, status = [oldest_first[0]], oldest_first[0].entry.status
    for shown in oldest_first[1:]:
        entry = shown.entry
        if entry.withdrawn or entry.superseded:
            continue
        if entry.changes or entry.impact is not entry.impact_before or entry.status is not status:
            turns.append(shown)
        status = entry.status
    return turns


def _impacts(entries: Sequence[ShownEntry]) -> list[Impact]:
    found = [shown.entry for shown in entries if not shown.entry.withdrawn]
    return [impact for entry in found for impact in (entry.impact_before, entry.impact)] or [Impact.NONE]
