"""Updates of one instant: what was published later is the later word, and only git knows which that is."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from outspoken.errors import Problem
from outspoken.model.incident import Incident, Update
from outspoken.source.format.values import Lines
from outspoken.source.incidents.course_rules import IncidentParts, check_course
from outspoken.source.incidents.incident_files import INCIDENT_FILE, UPDATES


class Ties(Struct, frozen=True, kw_only=True):
    """The updates of an incident of which several share an instant; `lines` are those of incident.md."""

    written: tuple[IncidentParts, ...]
    lines: Lines


def find_ties(written: list[IncidentParts], lines: Lines) -> Ties | None:
    """The ties among updates (in their order); None, as nearly always, where there are none."""
    if any(one.update.at == other.update.at for one, other in pairwise(written)):
        return Ties(written=tuple(written), lines=lines)
    return None


def in_order(incident: Incident) -> Incident:
    """The incident with its updates in the order that their publications ask for."""
    return replace(incident, updates=tuple(sorted(incident.updates, key=_order)))


def course_problems(ties: Ties, incident: Incident) -> Iterable[Problem]:
    """What stands against the course of an incident whose updates are in their order now."""
    known = {each.update.id: each for each in ties.written}
    written = [replace(known[update.id], update=update) for update in incident.updates]
    return check_course(incident, written, f"{incident.folder}/{INCIDENT_FILE}", ties.lines)


def published_order(root: Path, incident: Incident, head: str) -> Incident:
    """The incident with its updates as git at `head` orders them, for who has not read the whole history."""
    from outspoken.source.git.git_history import start

    history = start(root, incident.folder, head).result()
    if history is None:
        return incident
    name = f"{incident.folder}/{INCIDENT_FILE}"
    updates = (
        replace(
            update,
            publication=history.publication(
                f"{incident.folder}/{UPDATES}/{update.id}.md", incident=name, at=update.at, now=update.at
            ),
        )
        for update in incident.updates
    )
    return in_order(replace(incident, updates=tuple(updates)))


def _order(update: Update) -> tuple[object, ...]:
    return update.sort_key
