"""An alert as a draft: what the site knows of it is filled in, the rest are questions for the author."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

from outspoken.authoring.alert import Alert
from outspoken.authoring.state_input import component_named, usual_state
from outspoken.source.incidents.folder import Context


class AlertMapping(Struct, frozen=True, kw_only=True):
    """The alert's components by id, each with a state, and the words that name none of the site's."""

    known: Mapping[str, str]
    unknown: tuple[str, ...]


def map_components(alert: Alert, context: Context, impact: str) -> AlertMapping:
    """Match the alert's words with ids, names and aliases, whatever their case."""
    known: dict[str, str] = {}
    unknown = []
    for word, state in alert.components.items():
        if (found := component_named(word, context)) is None:
            unknown.append(word)
        else:
            known[found] = state or usual_state(impact)
    return AlertMapping(known=known, unknown=tuple(unknown))


def notes_for_author(said: Iterable[str], unknown: Iterable[str]) -> str:
    """incident.md's body: what the monitor said and which components it meant, as questions."""
    lines = [f"[[The monitor says: {_inside(words)}: what does a customer experience?]]" for words in said]
    lines += [f"[[Which component is {_inside(word)}?]]" for word in unknown]
    return "\n".join(lines)


def _inside(words: str) -> str:
    return words.translate(str.maketrans("[]", "()")).rstrip("?.: ")
