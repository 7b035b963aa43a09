"""Reads earlier versions of a file and lists the changes that readers could see."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TypeVar

from outspoken import rules
from outspoken.errors import Problem
from outspoken.model.differences import differences
from outspoken.model.file_names import INCIDENT_FILE
from outspoken.model.incident import Difference, Edit, Incident, Update
from outspoken.source.git.git_history import Changed
from outspoken.source.incidents.folder import parse_incident, parse_update
from outspoken.source.incidents.folder_context import Context
from outspoken.source.incidents.former_ids import with_present_references

T = TypeVar("T", Incident, Update)
Read = Callable[[bytes], tuple[T | None, Sequence[Problem]]]
"""A function that reads one version of a file: the record, and its problems."""


def incident_version(folder: str, context: Context, present: Mapping[str, str]) -> Read[Incident]:
    """Make a reader of versions of an incident's own file, without its updates.

    `present` maps former ids of incidents to present ones: a reference that was updated after a move is not
    an edit.
    """

    def read(data: bytes) -> tuple[Incident | None, Sequence[Problem]]:
        parsed = parse_incident(folder, {INCIDENT_FILE: data}, context)
        return parsed.incident and with_present_references(parsed.incident, present), parsed.problems

    return read


def update_version(folder: str, name: str, context: Context) -> Read[Update]:
    """Make a reader of versions of an update's file; `name` is its path in the folder."""
    return lambda data: parse_update(folder, name, data, context)


def edits(
    changes: Iterable[Changed], blobs: Mapping[str, bytes], current: T, read: Read[T]
) -> tuple[Edit, ...]:
    """Return the changes that readers could see, oldest first; `blobs` maps blob ids to their content.

    A version that could not be read was never published: its changes count with the next version.
    """
    known: list[tuple[Changed, T, bool]] = list(_readable(changes, blobs, read))
    versions: list[T] = [version for _, version, _ in known] + [current]
    made = (
        _edit(change, before, after, is_renamed=is_renamed)
        for (change, _, is_renamed), (before, after) in zip(known, pairwise(versions), strict=True)
    )
    return tuple(edit for edit in made if edit.before is not None or edit.facts)


def _readable(
    changes: Iterable[Changed], blobs: Mapping[str, bytes], read: Read[T]
) -> Iterator[tuple[Changed, T, bool]]:
    """Yield each change with the version before it, and whether that version names deleted components."""
    for change in changes:
        data = blobs.get(change.blob)
        if data is None:
            continue
        version, problems = read(data)
        errors = _front_matter_rules(problems, data)
        # A component renamed since is unknown today, but the version was good when it was published.
        if version is not None and errors <= {rules.UNKNOWN_COMPONENT.id}:
            yield change, version, bool(errors)


def _front_matter_rules(problems: Iterable[Problem], data: bytes) -> set[str]:
    """Return the rules broken by facts; problems in the text were published with the text."""
    # From the third byte on: the first --- opens the front matter.
    last = data.count(b"\n", 0, data.find(b"\n---", 3) + 1) + 1
    return {problem.rule for problem in problems if problem.is_error and (problem.line or 0) <= last}


def _edit(change: Changed, before: T, after: T, *, is_renamed: bool) -> Edit:
    facts: tuple[Difference, ...] = differences(before, after)
    if is_renamed:
        # An id that the settings no longer have is not a change of facts: the component may be renamed.
        facts = tuple(fact for fact in facts if fact.name != "components")
    # Empty lines around the text are invisible to readers.
    body = before.body if before.body.strip() != after.body.strip() else None
    return Edit(at=change.at, before=body, facts=facts, order=change.order, stamp=change.stamp)
