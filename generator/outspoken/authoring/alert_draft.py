"""Turn an alert into a draft: known components are filled in, the rest becomes questions for the author."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

from outspoken.authoring.alert import Alert
from outspoken.authoring.state_input import component_named, usual_state
from outspoken.source.incidents.folder_context import Context


class AlertMapping(Struct, frozen=True, kw_only=True):
    """The alert's components by id, each with a state, and the names that no component has."""

    known: Mapping[str, str]
    unknown: tuple[str, ...]


def map_components(alert: Alert, context: Context, impact: str) -> AlertMapping:
    """Match the alert's names with ids, names and aliases, ignoring case."""
    known: dict[str, str] = {}
    unknown = []
    for name, state in alert.components.items():
        if (found := component_named(name, context)) is None:
            unknown.append(name)
        else:
            # A monitor knows that a component fails, and seldom how badly.
            known[found] = state or usual_state(impact)
    return AlertMapping(known=known, unknown=tuple(unknown))


def notes_for_author(notes: Iterable[str], unknown: Iterable[str]) -> str:
    """Return incident.md's body: the monitor's texts and unknown components, as questions."""
    lines = [f"[[The monitor says: {_inside(text)}: what does a customer experience?]]" for text in notes]
    lines += [f"[[Which component is {_inside(name)}?]]" for name in unknown]
    return "\n".join(lines)


def _inside(text: str) -> str:
    # Brackets in the monitor's text would end the question.
    return text.translate(str.maketrans("[]", "()")).rstrip("?.: ")
