"""The keys of each kind of incident file, as their records declare them."""

from __future__ import annotations

from outspoken.model.field import keys
from outspoken.model.incident_keys import IncidentKeys
from outspoken.model.update_keys import PostmortemKeys, UpdateKeys

INCIDENT = keys(IncidentKeys)
UPDATE = keys(UpdateKeys)
POSTMORTEM = keys(PostmortemKeys)
