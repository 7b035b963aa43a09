"""The automatic phases of a maintenance window; `course` decides which of them take effect."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from outspoken.model.incident import Incident, Update
from outspoken.model.vocabulary import WORKING_STATUSES, Status


class Phase(Struct, frozen=True, kw_only=True):
    """A status that maintenance has automatically from `at` (UTC) on."""

    at: datetime
    status: Status


def phases(incident: Incident) -> tuple[Phase, ...]:
    """Return the start and the end of the window; () if only updates start and end the work.

    Work whose end a person has to confirm has no automatic end.
    """
    if incident.window is None or not incident.auto or not incident.is_maintenance or incident.withdrawn:
        return ()
    begin = Phase(at=incident.window.start, status=Status.IN_PROGRESS)
    # Permanent ids contain `completed`, although it only means that the window is over.
    end = Phase(at=incident.window.end, status=Status.COMPLETED)
    return (begin,) if incident.confirm else (begin, end)


def takes_over(incident: Incident, update: Update) -> bool:
    """Whether an update replaces the automatic phases.

    After a window was moved later, phases are automatic again: the update was about the earlier window.
    """
    if update.status not in WORKING_STATUSES or update.withdrawn:
        return False
    put_off = _postponed_at(incident)
    return put_off is None or update.at >= put_off


def status_of_plan(incident: Incident, now: Status, update: Update, *, by_clock: bool) -> Status:
    """Return the status after an update with `scheduled`, which undoes no start or end by the window."""
    window = incident.window
    if window is None or update.at < window.start:
        return Status.SCHEDULED
    if now is not Status.CANCELLED:
        return now
    # It was cancelled and is resumed: the window has already begun, and will end it.
    return Status.IN_PROGRESS if by_clock and update.at < window.end else Status.SCHEDULED


def _postponed_at(incident: Incident) -> datetime | None:
    """Return when the window was last moved to a start in the future (UTC); None if never."""
    moves = [earlier.moved.at for earlier, after in incident.other_starts if after.start > earlier.moved.at]
    return moves[-1] if moves else None
