"""The webhook body of the widely used hosted status page, for receivers that know it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC
from typing import TYPE_CHECKING, Any

from outspoken.model.vocabulary import Impact, Kind, Status

if TYPE_CHECKING:
    from outspoken.channels.message import Message

_DESCRIPTION = {
    Impact.NONE: "All Systems Operational",
    Impact.MINOR: "Minor Service Outage",
    Impact.MAJOR: "Partial System Outage",
    Impact.CRITICAL: "Major Service Outage",
}


def hosted_body(message: Message) -> dict[str, Any]:
    """Return `meta`, `page` and `incident` with this one update, as that page's webhooks have them."""
    # The indicator is that of the page after the update, where an ended incident has no impact.
    impact = Impact.NONE if message.status.is_final else message.impact
    return {
        "meta": {"unsubscribe": message.site_url, "documentation": message.site_url},
        "page": {
            "id": message.site_url,
            "status_indicator": impact.value,
            "status_description": _DESCRIPTION[impact],
        },
        "incident": _incident(message),
    }


def _incident(message: Message) -> dict[str, Any]:
    at = message.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    incident, update = _facts(message, "incident"), _facts(message, "update")
    is_planned = incident.get("kind") == Kind.MAINTENANCE.value
    entry = {
        "id": message.update_id,
        "incident_id": message.incident_id,
        "status": message.status.value,
        # The update alone: receivers build their own text from the other fields.
        "body": update.get("words") or message.text,
        "created_at": at,
        "updated_at": at,
        "display_at": at,
    }
    return {
        "id": message.incident_id,
        "name": message.title,
        "status": message.status.value,
        "impact": "maintenance" if is_planned else message.impact.value,
        "shortlink": message.link,
        "created_at": incident.get("started_at") or at,
        "updated_at": at,
        "monitoring_at": at if message.status is Status.MONITORING else None,
        "resolved_at": at if message.status.is_final else None,
        "scheduled_for": incident.get("scheduled_for"),
        "scheduled_until": incident.get("scheduled_until"),
        "incident_updates": [entry],
    }


def _facts(message: Message, name: str) -> Mapping[str, Any]:
    """Return a part of the message's facts for programs."""
    part = message.data.get(name)
    return part if isinstance(part, Mapping) else {}
