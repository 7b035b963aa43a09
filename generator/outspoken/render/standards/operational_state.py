"""The state in the vocabulary of Open Operational State 0.1, which is a draft.

Source: `spec/discovery.md`, `spec/serializations/service-status.md` and `spec/condition-vocabularies.md` of
the repository `open-operational-state/status-spec` at its release 0.1.1.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from outspoken.derive.current import IncidentState, Situation
from outspoken.model.iso_time import iso
from outspoken.model.settings import Settings
from outspoken.model.vocabulary import Level, State
from outspoken.render.messages.plain_text import plain
from outspoken.render.output import Output
from outspoken.render.pages.cards import newest_update
from outspoken.render.shared import Shared
from outspoken.render.standards.standard_paths import OPERATIONAL_STATE, STATE, STATE_TYPE

_MAKER = "the operational state"
# `down` is missing: it means that nothing at all works, and no state or impact of ours means that.
_WORST_LAST = ("operational", "maintenance", "degraded", "partial-outage", "major-outage")
_OF_STATE = {
    State.OPERATIONAL: "operational",
    State.UNDER_MAINTENANCE: "maintenance",
    State.DEGRADED_PERFORMANCE: "degraded",
    State.PARTIAL_OUTAGE: "partial-outage",
    State.MAJOR_OUTAGE: "major-outage",
}
_OF_LEVEL = {
    Level.OPERATIONAL: "operational",
    Level.MAINTENANCE: "maintenance",
    Level.MINOR: "degraded",
    Level.MAJOR: "partial-outage",
    Level.CRITICAL: "major-outage",
}


def operational_state(shared: Shared, current: Situation) -> Iterator[Output]:
    """Yield the discovery document with the state's URL, and the state itself."""
    yield Output(OPERATIONAL_STATE, _bytes(_discovery(shared.settings)), maker=_MAKER)
    yield Output(STATE, _bytes(_state(shared, current)), maker=_MAKER)


def _bytes(document: object) -> bytes:
    return json.dumps(document, indent=1, ensure_ascii=False).encode() + b"\n"


def _subject(settings: Settings) -> dict[str, str]:
    return {"id": settings.host, "description": settings.site_name}


def _discovery(settings: Settings) -> dict[str, Any]:
    resource = {
        "href": f"{settings.url}{STATE}",
        "profiles": ["status", "health"],
        "serialization": STATE_TYPE,
        "auth": "none",
        "description": settings.site_name,
    }
    return {"version": "1.0", "subject": _subject(settings), "resources": [resource]}


def _state(shared: Shared, current: Situation) -> dict[str, Any]:
    settings, today = shared.settings, shared.settings.day(shared.now)
    components = [
        {
            "id": one.id,
            "description": settings.public_names[one.id],
            "condition": _OF_STATE[current.states[one.id]],
            "provenance": "manually-declared",
        }
        for one in settings.components
        if one.is_listed(today)
    ]
    conditions = [one["condition"] for one in components] + [_OF_LEVEL[current.level]]
    return {
        "condition": max(conditions, key=_WORST_LAST.index),
        "profiles": ["status", "health"],
        "subject": {**_subject(settings), "contact": settings.url},
        # People reported the state and no probe measured it, so the other times of the draft do not apply.
        "timing": {"reported": iso(shared.now)},
        "provenance": "manually-declared",
        "evidence": {
            "type": "manual-assessment",
            "detail": "The worst of all components and of the impact of all open incidents.",
        },
        "components": components,
        "dependencies": [],
        "incidents": [_incident(shared, one) for one in current.active],
        "links": {"self": f"{settings.url}{STATE}", "status": settings.url},
    }


def _incident(shared: Shared, one: IncidentState) -> dict[str, Any]:
    incident = one.incident
    found = newest_update(shared, incident)
    updates = [(found.at, plain(found.update.body))] if found and found.update else []
    return {
        # A client knows an incident by its id, which must not change when the incident is moved.
        "id": incident.first_id,
        "title": incident.title,
        "condition": _OF_LEVEL[one.level],
        "started": iso(one.started),
        "affectedComponents": [component for component, _ in one.components],
        "updates": [{"timestamp": iso(at), "message": words} for at, words in updates],
    }
