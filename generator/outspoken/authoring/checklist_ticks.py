"""Ticks a task in an incident's checklist, for the person who did it."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from outspoken.model.plan.outage_plan import ChecklistItem
from outspoken.source.plan.checklist_file import Tick, read_checklist, ticked, ticks_in


class TickResult(Struct, frozen=True, kw_only=True):
    """A tick, and whether an earlier call made it."""

    tick: Tick
    is_earlier: bool


def tick_item(path: Path, item: ChecklistItem, who: str, now: datetime, empty: str) -> TickResult:
    """Tick a task in the checklist at `path` by `who` at `now` (UTC); `empty` is a new checklist's text.

    A task that is ticked already stays as it is. Raises OSError if the file cannot be written.
    """
    text = read_checklist(path) or empty
    if earlier := ticks_in(text).get(item.id):
        return TickResult(tick=earlier, is_earlier=True)
    # One line, without the brackets that would end the note about the tick.
    by = " ".join(who.replace("(", "").replace(")", "").split())
    text = ticked(text, item, by, now)
    _replace(path, text)
    # Read back from the text, so that the caller prints what the next reader of the file sees.
    return TickResult(tick=ticks_in(text)[item.id], is_earlier=False)


def _replace(path: Path, text: str) -> None:
    """Replace a file in one step: if the process is killed, the old file stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        new.write_text(text, encoding="utf-8", newline="\n")
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)
