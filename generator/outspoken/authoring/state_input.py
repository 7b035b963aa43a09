"""Components and states as people write them on a command line."""

from __future__ import annotations

from outspoken.authoring.refusal import MissingError
from outspoken.model.component import folded
from outspoken.model.vocabulary import Impact, State
from outspoken.source.format.read_context import did_you_mean
from outspoken.source.format.values import unknown_component
from outspoken.source.incidents.folder_context import Context


def usual_state(impact: str) -> str:
    """Return the state of a component that matches an incident's impact; of major if it is unknown."""
    return (Impact(impact) if impact in tuple(Impact) else Impact.MAJOR).usual_state


def component_named(name: str, context: Context) -> str | None:
    """Return the component with this id, alias or name, ignoring case; an id comes before a name.

    A name that several components have finds none of them, unless it is exactly the id or alias of one.
    """
    # An exact id is never ambiguous, whatever another component is called.
    if exact := context.components.get(name):
        return exact
    meant = context.names.get(folded(name), ())
    if len(meant) > 1:
        return None
    ids = {known.casefold(): component for known, component in context.components.items()}
    return ids.get(name.casefold()) or next(iter(meant), None)


def read_states(lines: str, context: Context, usual: str = "") -> dict[str, str]:
    """Return lines `id=state` as a mapping; without a state, the `usual` one.

    Raises MissingError for a state that is missing, and for an unknown component or state.
    """
    states: dict[str, str] = {}
    for text in lines.splitlines():
        name, _, state = (part.strip() for part in text.partition("="))
        component = component_named(name, context)
        if component is None:
            hint = unknown_component(name, context.components, context.names).hint
            raise MissingError(f"--component {name or text}: unknown component; {hint}", "--component")
        if component in states:
            raise MissingError(f"--component {text}: {component} is given twice", "--component")
        if not (state or usual):
            raise MissingError(f"--component {name} has no state: write {name}=partial_outage", "--component")
        states[component] = _state(state.replace(" ", "_"), text) if state else usual
    return states


def _state(name: str, text: str) -> str:
    known = tuple(state.value for state in State)
    if name not in known:
        hint = did_you_mean(name, known) or f"write one of {', '.join(known)}"
        raise MissingError(f"--component {text}: unknown state; {hint}", "--component")
    return name
