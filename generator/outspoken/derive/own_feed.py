"""Decides how long an incident has its own feed."""

from __future__ import annotations

from datetime import datetime, timedelta

from outspoken.derive.course import CourseStep, step_at
from outspoken.derive.facts import IncidentFacts
from outspoken.model.incident import Incident

FOLLOWED_FOR = timedelta(days=14)
"""How long after its end, or after its post-mortem, an incident keeps its own feed."""


def is_followed(facts: IncidentFacts, now: datetime) -> bool:
    """Whether an incident has its own feed at `now` (UTC): while there may be news, and 14 days after.

    Incidents that are in no feed (backfilled, or withdrawn before publication) do not have one either.
    """
    incident = facts.incident
    if incident.backfilled:
        return False
    # Checked first: readers of the incident's own feed must still receive the withdrawal.
    if _was_withdrawn_lately(incident, now):
        return True
    if incident.withdrawn:
        return False
    postmortem = incident.postmortem
    shown = postmortem.visible_from if postmortem else None
    if shown is not None and timedelta(0) <= now - shown <= FOLLOWED_FOR:
        return True
    return _may_have_news(incident, now) and not _is_long_over(facts.course, now)


def is_recent(facts: IncidentFacts, now: datetime) -> bool:
    """Whether an incident has its facts in files for programs at `now` (UTC): as long as its own feed.

    Also one that is in no feed because it was recorded afterwards.
    """
    if is_followed(facts, now):
        return True
    incident = facts.incident
    lately = _may_have_news(incident, now) and not _is_long_over(facts.course, now)
    return incident.backfilled and not incident.withdrawn and lately


def _was_withdrawn_lately(incident: Incident, now: datetime) -> bool:
    edits = [update.withdrawal for update in incident.updates if update.edits and update.withdrawn]
    edits += [incident.withdrawal] if incident.withdrawn else []
    return any(edit is not None and now - edit.at <= FOLLOWED_FOR for edit in edits)


def _may_have_news(incident: Incident, now: datetime) -> bool:
    """Whether it may have ended lately, judged by its last update: faster than computing the course."""
    last = incident.updates[-1] if incident.updates else None
    if last is None or last.status is None or last.withdrawn or not last.status.is_final:
        return True
    return now - last.at <= FOLLOWED_FOR


def _is_long_over(steps: tuple[CourseStep, ...], now: datetime) -> bool:
    current = step_at(steps, now)
    if current is None or not current.status.is_final:
        return False
    # A later final step, such as a corrected impact, does not start the 14 days again.
    closed = current.at
    for step in reversed(steps[: steps.index(current)]):
        if not step.status.is_final:
            break
        closed = step.at
    return now - closed > FOLLOWED_FOR
