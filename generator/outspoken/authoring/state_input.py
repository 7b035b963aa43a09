"""Components and states as people name them on a command line."""

from __future__ import annotations

from collections.abc import Iterable

from outspoken.authoring.refusal import MissingError
from outspoken.model.component import folded
from outspoken.source.incidents.folder import Context

_STATES = {
    "critical": "major_outage",
    "major": "partial_outage",
    "minor": "degraded_performance",
    "none": "operational",
}


def usual_state(impact: str) -> str:
    """The state of a component that goes with an incident's impact."""
    return _STATES.get(impact, "partial_outage")


def component_named(word: str, context: Context) -> str | None:
    """The component that an id, alias or name stands for, whatever its case; an id before a name.

    A name that several components have stands for none of them, unless one has it as its id or alias exactly.
    """
    if exact := context.components.get(word):
        return exact
    meant = context.names.get(folded(word), ())
    if len(meant) > 1:
        return None
    ids = {known.casefold(): component for known, component in context.components.items()}
    return ids.get(word.casefold()) or next(iter(meant), None)


def read_states(told: Iterable[str], context: Context, usual: str = "") -> dict[str, str]:
    """`id=state` words as a mapping; a bare component is in the `usual` state. Raises MissingError.

    What names no component stays as it is: the rules know what may have been meant.
    """
    states: dict[str, str] = {}
    for words in told:
        name, _, state = (part.strip() for part in words.partition("="))
        if not (state or usual):
            raise MissingError(
                f"--component {name} says no state: write {name}=partial_outage", "--component"
            )
        states[component_named(name, context) or name] = state.replace(" ", "_") or usual
    return states
