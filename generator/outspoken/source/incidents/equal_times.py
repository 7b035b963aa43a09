"""Orders updates with the same time by their publication, which only git knows."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from outspoken.errors import Problem
from outspoken.model.file_names import INCIDENT_FILE, INCIDENTS, UPDATES
from outspoken.model.incident import Incident, Update
from outspoken.source.format.values import Lines
from outspoken.source.incidents.course_rules import IncidentParts, check_course
from outspoken.source.incidents.former_ids import first_ids


class Ties(Struct, frozen=True, kw_only=True):
    """The updates of an incident of which several have the same time; `lines` are those of incident.md."""

    written: tuple[IncidentParts, ...]
    lines: Lines


def find_ties(written: list[IncidentParts], lines: Lines) -> Ties | None:
    """Return the ties among updates (in their order); None, as nearly always, if there are none."""
    # They are sorted by time, so equal times are neighbours.
    if any(one.update.at == other.update.at for one, other in pairwise(written)):
        return Ties(written=tuple(written), lines=lines)
    return None


def in_order(incident: Incident) -> Incident:
    """Return the incident with its updates in the order of their publications."""
    return replace(incident, updates=tuple(sorted(incident.updates, key=_order)))


def course_problems(ties: Ties, incident: Incident) -> Iterable[Problem]:
    """Return the problems in the sequence of updates, now that their order is known."""
    known = {each.update.id: each for each in ties.written}
    written = [replace(known[update.id], update=update) for update in incident.updates]
    return check_course(incident, written, f"{incident.folder}/{INCIDENT_FILE}", ties.lines)


def published_order(root: Path, incident: Incident, head: str) -> Incident:
    """Return the incident with its updates ordered by git at `head`, without reading all of history."""
    from outspoken.source.git.read_history import start

    # What a moved incident was published under is in other folders.
    folder = INCIDENTS if incident.aliases else incident.folder
    history = start(root, folder, head).result(names=first_ids([incident]))
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
