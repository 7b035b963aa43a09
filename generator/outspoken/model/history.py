"""The whole truth in one value."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import Struct

from outspoken.model.incident import Incident

# A short command asks about incidents alone, and need not wait for every setting to be defined.
if TYPE_CHECKING:
    from outspoken.model.settings import Settings


class History(Struct, frozen=True, kw_only=True):
    """Settings and every incident, oldest first by (`started`, `id`).

    `commit` is the full hash of the commit that was read, or None without git (a shallow clone
    counts as none). `ahead` are instants (UTC) after the build's present that commits and updates bear:
    what they bring is published already, and how it is dated may change once they have passed.
    """

    settings: Settings
    incidents: tuple[Incident, ...]
    commit: str | None = None
    ahead: tuple[datetime, ...] = ()

    def incident(self, incident_id: str) -> Incident:
        """The incident of this id. Raises KeyError."""
        for incident in self.incidents:
            if incident.id == incident_id:
                return incident
        raise KeyError(incident_id)
