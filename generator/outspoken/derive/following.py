"""How long an incident can be followed on its own."""

from __future__ import annotations

from datetime import datetime, timedelta

from outspoken.derive.course import Step, course, step_at
from outspoken.model.incident import Incident

FOLLOWED_FOR = timedelta(days=14)
"""How long after its end, or after its post-mortem, an incident keeps a feed of its own."""


def is_followed(incident: Incident, now: datetime) -> bool:
    """Whether an incident has a feed of its own at `now` (UTC): while there may be news, and 14 days after.

    What is in no feed at all (withdrawn, backfilled) has none of its own either.
    """
    if incident.withdrawn or incident.backfilled:
        return False
    postmortem = incident.postmortem
    shown = postmortem.visible_from if postmortem else None
    if shown is not None and timedelta(0) <= now - shown <= FOLLOWED_FOR:
        return True
    return _may_have_news(incident, now) and not _is_long_over(course(incident), now)


def _may_have_news(incident: Incident, now: datetime) -> bool:
    """False for most of a long history, by its last update alone; a look at the course tells the rest."""
    last = incident.updates[-1] if incident.updates else None
    if last is None or last.status is None or last.withdrawn or not last.status.is_final:
        return True
    return now - last.at <= FOLLOWED_FOR


def _is_long_over(steps: tuple[Step, ...], now: datetime) -> bool:
    here = step_at(steps, now)
    if here is None or not here.status.is_final:
        return False
    closed = here.at
    for step in reversed(steps[: steps.index(here)]):
        if not step.status.is_final:
            break
        closed = step.at
    return now - closed > FOLLOWED_FOR
