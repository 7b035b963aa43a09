"""Treats committed updates as published even if their own time is slightly ahead of the build's clock."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from msgspec.structs import replace

from outspoken import rules
from outspoken.errors import Problem
from outspoken.model.file_names import INCIDENTS
from outspoken.model.incident import Incident, Update


def in_the_present(incident: Incident, now: datetime) -> Incident:
    """Return the incident with no update or outage start after `now` (UTC): they count as published.

    Their order is kept. Planned times and a post-mortem's date may be in the future.
    """
    started, updates = incident.started, incident.updates
    if started > now and not incident.is_maintenance:
        started = min(incident.publication.at, now)
    if any(update.at > now for update in updates):
        updates = tuple(_by_now(update, now) for update in updates)
    if started is incident.started and updates is incident.updates and incident.publication.at <= now:
        return incident
    publication = replace(incident.publication, at=min(incident.publication.at, now))
    return replace(incident, started=started, updates=updates, publication=publication)


def instants_ahead(incident: Incident, now: datetime) -> Iterator[datetime]:
    """Return the times after `now` (UTC) that an incident gives for events of the past."""
    if incident.started > now and not incident.is_maintenance:
        yield incident.started
    yield from (update.at for update in incident.updates if update.at > now)


def fast_clock(commits: Iterable[tuple[str, datetime]], now: datetime) -> Iterator[Problem]:
    """Yield a warning about the newest of the commits (hash and date) dated after `now` (UTC)."""
    found = list(commits)
    if not found:
        return
    # One warning for all: a wrong clock usually dates many commits.
    commit, date = found[-1]
    others = f" (and {len(found) - 1} more commits)" if len(found) > 1 else ""
    message = (
        f"commit {commit[:12]} is dated {date:%Y-%m-%dT%H:%M:%S}Z, "
        f"{_span(date - now)} in the future{others}: "
        "its changes count as published now"
    )
    hint = "correct the clock of the computer that made the commit, or of this one; the commit can stay"
    yield rules.FAST_CLOCK.problem(INCIDENTS, None, message, hint)


def _by_now(update: Update, now: datetime) -> Update:
    if update.at <= now:
        return update
    at = min(update.publication.at, now)
    return replace(update, at=at, publication=replace(update.publication, at=at))


def _span(lead: timedelta) -> str:
    seconds = int(lead.total_seconds())
    parts = (
        (seconds // 86400, "d"),
        (seconds // 3600 % 24, "h"),
        (seconds // 60 % 60, "m"),
        (seconds % 60, "s"),
    )
    return "".join(f"{amount}{unit}" for amount, unit in parts if amount)
