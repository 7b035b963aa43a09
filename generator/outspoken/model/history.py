"""The whole truth in one value."""

from __future__ import annotations

from dataclasses import dataclass

from outspoken.model.incident import Incident
from outspoken.model.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """Settings and every incident, oldest first by (`started`, `id`).

    `commit` is the full hash of the commit that was read, or None without git (a shallow clone
    counts as none).
    """

    settings: Settings
    incidents: tuple[Incident, ...]
    commit: str | None = None

    def incident(self, incident_id: str) -> Incident:
        """The incident of this id. Raises KeyError."""
        for incident in self.incidents:
            if incident.id == incident_id:
                return incident
        raise KeyError(incident_id)
