"""The phases that the clock has planned for a maintenance; its course decides which of them happen."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from outspoken.model.incident import Incident, Update
from outspoken.model.vocabulary import WORKING_STATUSES, Status


class Phase(Struct, frozen=True, kw_only=True):
    """A status that a maintenance takes on by the clock, from `at` (UTC) on."""

    at: datetime
    status: Status


def phases(incident: Incident) -> tuple[Phase, ...]:
    """The beginning and the end of the window; () where only people begin and end the work.

    Work whose end a person has to confirm has no automatic end.
    """
    if incident.window is None or not incident.auto or not incident.is_maintenance or incident.withdrawn:
        return ()
    begin = Phase(at=incident.window.start, status=Status.IN_PROGRESS)
    # The permanent ids call the end `completed`; it only says that the window is over.
    end = Phase(at=incident.window.end, status=Status.COMPLETED)
    return (begin,) if incident.confirm else (begin, end)


def takes_over(incident: Incident, update: Update) -> bool:
    """Whether an update takes the work out of the clock's hands.

    A window that was put off to a later time is the clock's again: what was said of the earlier one is past.
    """
    if update.status not in WORKING_STATUSES or update.withdrawn:
        return False
    put_off = _put_off(incident)
    return put_off is None or update.at >= put_off


def status_of_plan(incident: Incident, now: Status, update: Update, *, by_clock: bool) -> Status:
    """What `scheduled` makes of a status: words about the plan undo nothing that was begun or ended by it."""
    window = incident.window
    if window is None or update.at < window.start:
        return Status.SCHEDULED
    if now is not Status.CANCELLED:
        return now
    # It takes place after all: the clock has begun it, and will end it.
    return Status.IN_PROGRESS if by_clock and update.at < window.end else Status.SCHEDULED


def _put_off(incident: Incident) -> datetime | None:
    """When the window was last moved to a beginning that was then still to come (UTC)."""
    moves = [earlier.moved.at for earlier, after in incident.other_starts if after.start > earlier.moved.at]
    return moves[-1] if moves else None
