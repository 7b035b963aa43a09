"""Nothing happened long after it was published, whatever its own time says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from msgspec.structs import replace

from outspoken.model.incident import Incident, Update
from outspoken.source.git.clocks import SLACK
from outspoken.source.incidents.ties import in_order


def before_publication(incident: Incident) -> Incident:
    """The incident with no start of an outage, and no update, long after the commit that last changed it.

    Such a time was a slip, or a clock far ahead wrote it. It must not count on the day it comes either:
    a `resolved` that was dated a day ahead would prolong the outage by a day, and one of another clock
    would undo what was published since.
    """
    if not incident.is_maintenance and _is_ahead(incident, incident.started):
        incident = replace(incident, started=_written(incident))
    if not any(_is_ahead(update, update.at) for update in incident.updates):
        return incident
    updates = tuple(_in_time(update, incident.updates) for update in incident.updates)
    return in_order(replace(incident, updates=updates))


def _written(record: Incident | Update) -> datetime:
    # An edit may have corrected the time: then it was known by the date of the edit.
    return max((record.publication.at, *(edit.at for edit in record.edits)))


def _is_ahead(record: Incident | Update, instant: datetime) -> bool:
    return not record.publication.bulk and instant > _written(record) + SLACK


def _in_time(update: Update, updates: Sequence[Update]) -> Update:
    if not _is_ahead(update, update.at):
        return update
    order = update.publication.order
    # Not after what was published later: that must keep the last word.
    later = (other.at for other in updates if other.publication.order > order)
    return replace(update, at=min((_written(update), *later)))
