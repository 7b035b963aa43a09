"""Finds the incident that a command is about: the named one, the only possible one, or the chosen one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from outspoken.authoring.incident_store import CommitIncidents
from outspoken.authoring.refusal import AmbiguousError, MissingError, RefusedError
from outspoken.cli.streams import can_ask
from outspoken.model.file_names import folder_of

if TYPE_CHECKING:
    from outspoken.cli.writing_parts.writing_run import WritingRun
    from outspoken.derive.current import IncidentState
    from outspoken.source.incidents.folder import Parsed


_QUESTION = "Which incident?"


def which(
    run: WritingRun,
    named: str | None,
    find: Callable[[str], str],
    otherwise: Callable[[], str],
    question: str = _QUESTION,
) -> str:
    """Return the incident's id, from `named` or by `otherwise`; of several, the user chooses on a terminal.

    Raises RefusedError.
    """
    # A fast path: a complete id needs no search through all incidents.
    if named and len(named) > 11 and "/" not in named and run.store.has(f"{folder_of(named)}/incident.md"):
        return named

    try:
        return find(named) if named else otherwise()
    except AmbiguousError as fault:
        return choose_incident(fault, question)
    except RefusedError as fault:
        if _joins(run, named or "", fault):
            return find(named) if named else otherwise()
        raise


def choose_incident(fault: AmbiguousError, question: str = _QUESTION) -> str:
    """Return the id of the incident that the user chooses of several. Raises `fault` without a terminal."""
    if not can_ask():
        raise fault
    from outspoken.cli.writing_parts.prompts import choose

    # More than 20 would not fit on a screen.
    choices = tuple((each, each) for each in fault.ids[:20])
    return choose(question, choices, why=str(fault).partition(":")[0], default=fault.ids[0])


def _joins(run: WritingRun, named: str, fault: RefusedError) -> bool:
    """With --pr, check out the open pull request of an incident that was not found.

    Raises MissingError with --push if the incident is only in the clone, not published.
    """
    if run.delivery.pr:
        return run.earlier_work.join_by_name(named)
    if isinstance(run.store, CommitIncidents):
        from outspoken.authoring.git.unpublished_files import unpublished_incidents

        if written := unpublished_incidents(run.store, named):
            listed = ", ".join(written[:8])
            remedy = "commit and push it first, or use --pr"
            raise MissingError(f"{fault}; only your clone has {listed}: {remedy}", "ID") from None
    return False


def which_open(run: WritingRun, named: str | None, *, upcoming: bool) -> str:
    """Return the id of the named incident, else of the only open one. Raises RefusedError."""

    def only() -> str:
        from outspoken.authoring import lookup

        return lookup.the_open_one(lookup.open_ones(run.store, run.context, run.now), upcoming=upcoming)

    return which(run, named, _finder(run, upcoming=upcoming), only)


def which_among(
    run: WritingRun,
    named: str | None,
    is_meant: Callable[[IncidentState], bool],
    kind: str,
    question: str,
) -> str:
    """Return the id of the named incident, else of the only open one that matches.

    `kind` names what can be meant in the plural, as in "incidents". Raises RefusedError.
    """

    def only() -> str:
        from outspoken.authoring import lookup

        found = filter(is_meant, lookup.open_ones(run.store, run.context, run.now))
        ids = tuple(state.incident.id for state in found)
        return lookup.only(ids, f"there are no {kind}", f"there are several {kind}")

    return which(run, named, _finder(run, upcoming=True), only, question)


def _finder(run: WritingRun, *, upcoming: bool) -> Callable[[str], str]:
    """Return the function that finds an incident by a part of its id; of several, the only open one."""

    def find(text: str) -> str:
        from outspoken.authoring import lookup

        return lookup.find_open(run.store, run.context, text, run.now, upcoming=upcoming)

    return find


def read(run: WritingRun, incident: str) -> Parsed:
    """Return the incident in its present state."""
    from outspoken.authoring import lookup

    return lookup.read(run.store, folder_of(incident), run.context)
