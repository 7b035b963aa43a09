"""Warns of an update that completes maintenance long after its window: pages show its `at` as the end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta

from outspoken import rules
from outspoken.errors import Problem
from outspoken.model.incident import Incident
from outspoken.model.vocabulary import WORKING_STATUSES, Status
from outspoken.source.format.instants import duration_text
from outspoken.source.incidents.course_rules import IncidentParts

LATE = timedelta(hours=1)


def late_completions(incident: Incident, written: Iterable[IncidentParts]) -> Iterator[Problem]:
    """Yield a Problem if `completed` comes an hour or more after the window, and is its first status.

    `written` are the incident's updates in their order.
    """
    if incident.window is None:
        return
    with_status = (entry for entry in written if entry.update.status and not entry.update.withdrawn)
    for entry in with_status:
        status, late = entry.update.status, entry.update.at - incident.window.end
        if status is Status.COMPLETED and late >= LATE:
            took = duration_text(entry.update.at - incident.window.start)
            after = f"the maintenance is completed {duration_text(late)} after its scheduled end"
            message = f"{after}: pages say that the work took {took}"
            hint = f"if it ended earlier, write that time in at; if not, {rules.LATE_COMPLETION.acceptance}"
            yield rules.LATE_COMPLETION.problem(entry.path, entry.lines["at"], message, hint)
        # An author who reported the progress knows when it ended.
        if status in WORKING_STATUSES or (status is not None and status.is_final):
            return
