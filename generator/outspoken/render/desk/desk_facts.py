"""The values that the desk's templates use."""

from __future__ import annotations

from datetime import datetime

from markupsafe import Markup
from msgspec import Struct

from outspoken.render.kit.kit_text import KitStage, KitText


class DeskMatter(Struct, frozen=True, kw_only=True):
    """Something that is overdue or comes next; `due` is in UTC, None if it was never done.

    `incident` is an id, empty if it is about the plan; `hint` is what to do about it.
    """

    what: str
    due: datetime | None
    is_overdue: bool
    incident: str = ""
    detail: str = ""
    hint: str = ""


class DeskTask(Struct, frozen=True, kw_only=True):
    """One task of an incident's checklist; `who` did it and when (UTC; None: ticked by hand)."""

    id: str
    what: str
    role: str = ""
    is_after: bool = False
    is_done: bool = False
    who: str = ""
    at: datetime | None = None


class DeskEntry(Struct, frozen=True, kw_only=True):
    """One line of the public timeline: its time (UTC), its label, and its text as safe HTML."""

    at: datetime
    label: str
    html: Markup


class DeskText(Struct, frozen=True, kw_only=True):
    """A text of the kit with its plain form, which is what is copied; `notes` include a wrong length."""

    text: KitText
    plain: str
    notes: tuple[str, ...] = ()

    @property
    def pieces(self) -> list[tuple[bool, str]]:
        """The plain text in pieces; true for the marks of missing facts."""
        found, rest = [], self.plain
        marks = [f"[{fact.key}?]" for fact in self.text.missing]
        while marks and (places := [(rest.index(mark), mark) for mark in marks if mark in rest]):
            place, mark = min(places)
            found += [(False, rest[:place]), (True, mark)]
            rest = rest[place + len(mark) :]
        return [*found, (False, rest)]


class DeskStage(Struct, frozen=True, kw_only=True):
    """A stage of the kit that can be shown: its address is a folder below the incident's."""

    stage: KitStage
    is_shown: bool
    is_present: bool
