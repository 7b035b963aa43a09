"""What is published counts at once, even where its own time lies a little ahead of the build's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from msgspec.structs import replace

from outspoken import rules
from outspoken.errors import Problem
from outspoken.model.incident import Incident, Update
from outspoken.source.git.git_history import INCIDENTS


def in_the_present(incident: Incident, now: datetime) -> Incident:
    """The incident with no update, and no start of an outage, after `now` (UTC): they count as published.

    Their order stays. What is planned, and a post-mortem's date, may lie ahead.
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
    """The instants after `now` (UTC) that an incident gives to what should have happened."""
    if incident.started > now and not incident.is_maintenance:
        yield incident.started
    yield from (update.at for update in incident.updates if update.at > now)


def fast_clock(commits: Iterable[tuple[str, datetime]], now: datetime) -> Iterator[Problem]:
    """A warning that names the newest of the commits (hash and date) that are dated after `now` (UTC)."""
    found = list(commits)
    if not found:
        return
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
