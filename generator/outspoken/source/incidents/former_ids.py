"""Incidents that were moved: which ids mean the same incident, and references under a former id."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from msgspec.structs import replace

from outspoken import rules
from outspoken.errors import Problem
from outspoken.model.file_names import INCIDENT_FILE, folder_of
from outspoken.model.incident import Incident
from outspoken.model.key_values import references


def first_ids(incidents: Iterable[Incident | None]) -> dict[str, str]:
    """Return every id that a moved incident has or had, with its first one; {} without moved incidents."""
    return {one: moved.first_id for moved in incidents if moved and moved.aliases for one in moved.ids}


def present_ids(incidents: Iterable[Incident | None]) -> dict[str, str]:
    """Return every former id of these incidents with the present one."""
    # An id that is also another incident's former id is a problem; until it is solved, the id counts.
    return {one: moved.id for moved in incidents if moved and moved.aliases for one in moved.former_ids}


def with_present_references(incident: Incident, present: Mapping[str, str]) -> Incident:
    """Return the incident with the present ids of those that it refers to; `present` as in `present_ids`."""
    found = {name: getattr(incident, name) for name in references(Incident)}
    moved = {name: present[target] for name, target in found.items() if target in present}
    return replace(incident, **moved) if moved else incident


def with_moved_folders(problems: Iterable[Problem], present: Mapping[str, str]) -> dict[Problem, Problem]:
    """Return the problems of folders without incident.md whose incident was moved, each with a better one.

    A colleague who does not have the move yet adds an update there; its files belong to the new folder.
    """
    found: dict[Problem, Problem] = {}
    for problem in problems if present else ():
        former = problem.path.rpartition("/")[2]
        if problem.rule == rules.NO_INCIDENT_FILE.id and former in present:
            message = f"{former} was moved to {present[former]}, and has no incident.md any more"
            hint = f"move the files of this folder to {folder_of(present[former])}"
            found[problem] = rules.NO_INCIDENT_FILE.problem(problem.path, None, message, hint)
    return found


def check_former_ids(
    entries: Iterable[tuple[Incident, Mapping[str, int]]], known: Collection[str]
) -> Iterator[Problem]:
    """Yield former ids that do not belong to one incident alone; `known` are all present ids.

    Each incident comes with the lines of its keys.
    """
    taken: dict[str, str] = {}
    for incident, lines in entries:
        for message, hint in _faults(incident, known, taken):
            path = f"{incident.folder}/{INCIDENT_FILE}"
            yield rules.ID_CLASH.problem(path, lines.get("aliases"), message, hint)


def _faults(incident: Incident, known: Collection[str], taken: dict[str, str]) -> Iterator[tuple[str, str]]:
    for place, alias in enumerate(incident.aliases):
        if alias in incident.aliases[:place]:
            yield f"{alias} is in aliases twice", "keep the first of the two"
        elif alias == incident.id:
            # Allowed only as the first: the incident has its first id again, after others.
            if place or len(incident.aliases) == 1:
                yield f"{alias} is the incident's own id, not a former one", "remove it from aliases"
        elif alias in known:
            yield f"{alias} is a former id here, and the id of another incident", _HINT
        elif (other := taken.setdefault(alias, incident.id)) != incident.id:
            yield f"{alias} is a former id of {other} too", _HINT


_HINT = "keep it where feeds and announcements had it first, and give the other incident another id"
