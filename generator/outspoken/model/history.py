"""A whole status page in one value."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import Struct

from outspoken.model.incident import Incident

# Imported for types only: a short command needs no settings, and starts faster without them.
if TYPE_CHECKING:
    from outspoken.model.settings import Settings


class History(Struct, frozen=True, kw_only=True):
    """Settings and every incident, oldest first by (`started`, `id`).

    `commit` is the full hash of the commit that was read, or None without git (a shallow clone counts as
    none). `ahead` are times (UTC) of commits and updates after the time of the build: these updates are
    already published, but their dates may change when the times have passed.
    """

    settings: Settings
    incidents: tuple[Incident, ...]
    commit: str | None = None
    ahead: tuple[datetime, ...] = ()

    def incident(self, incident_id: str) -> Incident:
        """Return the incident that has this id or had it formerly. Raises KeyError."""
        # No index: the callers need one incident, and HistoryFacts has an index.
        for incident in self.incidents:
            if incident_id in incident.ids:
                return incident
        raise KeyError(incident_id)
