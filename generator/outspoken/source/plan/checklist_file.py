"""Reads and writes the checklist of one incident: Markdown that a pull request shows as ticked boxes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from outspoken.model.file_names import CHECKLIST_FILE, folder_of
from outspoken.model.plan.outage_plan import ChecklistItem, Plan
from outspoken.source.format.front_matter import MAX_FILE
from outspoken.source.format.writing import stamp
from outspoken.source.incidents.incident_files import read_file
from outspoken.source.plan.plan_folder import has_own_plan, plan_folder

if TYPE_CHECKING:
    from outspoken.model.settings import Settings

_BOX = re.compile(r"^- \[(?P<box>[ xX])\] `(?P<id>[^`]+)`(?P<what>.*)$", re.MULTILINE)
_DONE = re.compile(r" \(done by (?P<who>.*) at (?P<at>\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?Z)\)$")


class Tick(Struct, frozen=True, kw_only=True):
    """A task that is done: `who` did it and when (UTC; None if a person ticked the box by hand)."""

    item: str
    who: str = ""
    at: datetime | None = None


def checklist_path(root: Path, settings: Settings | None, incident: str) -> Path:
    """Return where the checklist of an incident (an id) is kept.

    It is in the incident's folder. If the plan is outside of the site's root, it is beside the plan: tasks
    and names of a private plan do not belong in a public repository.
    """
    if has_own_plan(root, settings):
        return root / folder_of(incident) / CHECKLIST_FILE
    return plan_folder(root, settings) / "checklists" / f"{incident}.md"


def read_checklist(path: Path) -> str:
    """Return the text of a checklist; empty if there is none or it cannot be read."""
    data = read_file(str(path), MAX_FILE, path.name, []) or b""
    return data.decode("utf-8-sig", "replace").replace("\r\n", "\n")


def ticks_in(text: str) -> Mapping[str, Tick]:
    """Return the tasks that are done, by id; if a merge left two lines of a task, one tick is enough."""
    found: dict[str, Tick] = {}
    for box in _BOX.finditer(text):
        if box["box"] != " ":
            done = _DONE.search(box["what"])
            at = datetime.fromisoformat(done["at"]).astimezone(UTC) if done else None
            found.setdefault(box["id"], Tick(item=box["id"], who=done["who"] if done else "", at=at))
    return found


def new_checklist(plan: Plan, impact: str) -> str:
    """Return the checklist of a new incident of this impact: nothing is ticked."""
    items = [item for item in plan.items if item.impact in ("", impact)]
    return "\n\n".join(("# Checklist", *_sections(items))) + "\n"


def _sections(items: Iterable[ChecklistItem]) -> Iterator[str]:
    heading = ""
    for item in items:
        title = f"## {'After' if item.after else 'During'} the incident: {item.role or 'the team'}"
        if item.impact:
            title = "## Escalation"
        if title != heading:
            yield title
            heading = title
        yield _open_line(item)


def _open_line(item: ChecklistItem) -> str:
    return f"- [ ] `{item.id}` {item.what}"


def ticked(text: str, item: ChecklistItem, who: str, at: datetime) -> str:
    """Return the checklist with this task ticked by a person at a time (UTC); nothing else is changed.

    Each task is a line of its own between empty lines: git then merges the ticks of two people.
    """

    def tick(box: re.Match[str]) -> str:
        if box["id"] != item.id:
            return box[0]
        return f"- [x] `{item.id}`{_DONE.sub('', box['what'])} (done by {who} at {stamp(at)})"

    known = any(box["id"] == item.id for box in _BOX.finditer(text))
    # The task may have been added to the plan after the incident began.
    whole = text if known else f"{text.rstrip()}\n\n{_open_line(item)}\n"
    return _BOX.sub(tick, whole)
