"""The label of every term of the closed vocabularies, marked for translation."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from outspoken.model.translatable import translatable as _
from outspoken.model.vocabulary import ActionKind, Detection, Impact, Kind, Level, State, Status

STATES: Mapping[State, str] = {
    State.OPERATIONAL: _("Operational"),
    State.UNDER_MAINTENANCE: _("Under maintenance"),
    State.DEGRADED_PERFORMANCE: _("Degraded performance"),
    State.PARTIAL_OUTAGE: _("Partial outage"),
    State.MAJOR_OUTAGE: _("Major outage"),
}
STATUSES: Mapping[Status, str] = {
    Status.INVESTIGATING: _("Investigating"),
    Status.IDENTIFIED: _("Identified"),
    Status.MONITORING: _("Monitoring"),
    Status.RESOLVED: _("Resolved"),
    Status.SCHEDULED: _("Scheduled"),
    Status.IN_PROGRESS: _("In progress"),
    Status.VERIFYING: _("Verifying"),
    Status.COMPLETED: _("Completed"),
    Status.CANCELLED: _("Cancelled"),
}
IMPACTS: Mapping[Impact, str] = {
    Impact.NONE: _("No impact"),
    Impact.MINOR: _("Minor"),
    Impact.MAJOR: _("Major"),
    Impact.CRITICAL: _("Critical"),
}
LEVELS: Mapping[Level, str] = {
    Level.OPERATIONAL: _("Everything works"),
    Level.MAINTENANCE: _("Maintenance"),
    Level.MINOR: _("Minor incident"),
    Level.MAJOR: _("Major incident"),
    Level.CRITICAL: _("Critical incident"),
}
DETECTIONS: Mapping[Detection, str] = {
    Detection.MONITORING: _("our monitoring"),
    Detection.CUSTOMERS: _("customers"),
    Detection.STAFF: _("our staff"),
}
KINDS: Mapping[Kind, str] = {
    Kind.INCIDENT: _("Incident"),
    Kind.MAINTENANCE: _("Maintenance"),
}
ACTIONS: Mapping[ActionKind, str] = {
    ActionKind.INVESTIGATE: _("Investigate"),
    ActionKind.MITIGATE: _("Mitigate"),
    ActionKind.REPAIR: _("Repair"),
    ActionKind.DETECT: _("Detect"),
    ActionKind.PREVENT: _("Prevent"),
}
OWN_PAGES: Mapping[str, str] = {
    "history/": _("History"),
    "maintenance/": _("Maintenance"),
    "postmortems/": _("Post-mortems"),
    "record/": _("How we kept customers informed"),
}
"""The default titles of pages in the header, by URL from the site's root."""

_WORDS: Mapping[type[StrEnum], Mapping[Any, str]] = {
    State: STATES,
    Status: STATUSES,
    Impact: IMPACTS,
    Level: LEVELS,
    Detection: DETECTIONS,
    Kind: KINDS,
    ActionKind: ACTIONS,
}


def word(term: StrEnum) -> str:
    """Return the English label of a term, which the language's gettext translates.

    The term's type decides, since two vocabularies may have the same text. Raises KeyError.
    """
    return _WORDS[type(term)][term]
