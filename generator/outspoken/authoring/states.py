"""Components and states as people name them on a command line."""

from __future__ import annotations

from collections.abc import Iterable

from outspoken.authoring.refusal import MissingError
from outspoken.source.records import Context

_STATES = {
    "critical": "major_outage",
    "major": "partial_outage",
    "minor": "degraded_performance",
    "none": "operational",
}


def usual_state(impact: str) -> str:
    """The state of a component that goes with an incident's impact."""
    return _STATES.get(impact, "partial_outage")


def component_ids(context: Context) -> dict[str, str]:
    """Every id, alias and name, in small letters, with the id it stands for; an id before a name.

    A name that several components have stands for none of them.
    """
    words = {name: ids[0] for name, ids in context.names.items() if len(ids) == 1}
    return words | {word.casefold(): component for word, component in context.components.items()}


def read_states(told: Iterable[str], context: Context, usual: str = "") -> dict[str, str]:
    """`id=state` words as a mapping; a bare component is in the `usual` state. Raises MissingError.

    What names no component stays as it is: the rules know what may have been meant.
    """
    ids = component_ids(context)
    states: dict[str, str] = {}
    for words in told:
        name, _, state = (part.strip() for part in words.partition("="))
        if not (state or usual):
            raise MissingError(
                f"--component {name} says no state: write {name}=partial_outage", "--component"
            )
        states[ids.get(name.casefold(), name)] = state.replace(" ", "_") or usual
    return states
