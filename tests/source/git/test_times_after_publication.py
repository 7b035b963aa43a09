"""Nothing happened long after it was published: neither while that time is ahead nor once it has passed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.derive.dated import dated_entries

from outspoken.derive.boundaries import next_boundary
from outspoken.derive.current import standing
from outspoken.derive.facts import HistoryFacts, IncidentFacts
from outspoken.model.history import History
from outspoken.model.incident import Incident
from outspoken.source.load import load

Repository = Any
SETTINGS = """\
site_name: Example
site_url: https://status.example.com/
plugins:
  - outspoken:
      components:
        - {id: api, name: API}
"""
FOLDER = "incidents/2026-03/2026-03-09-checkout-errors"
WAITS = [timedelta(minutes=1), timedelta(hours=5), timedelta(days=3)]


def opening(started: str = "2026-03-09T10:00Z") -> dict[str, str]:
    text = (
        "---\ntitle: Checkout errors\nimpact: major\ncomponents: {api: partial_outage}\n"
        f"started: {started}\n---\n\nRequests fail.\n"
    )
    return {f"{FOLDER}/incident.md": text}


def update(name: str, at: str, status: str) -> dict[str, str]:
    return {f"{FOLDER}/updates/{name}.md": f"---\nstatus: {status}\nat: {at}\n---\n\nWe are on it.\n"}


FIRST = opening() | update("20260309T100500Z-investigating", "2026-03-09T10:05Z", "investigating")


@pytest.fixture
def site(repository: Repository) -> Repository:
    """A repository with an incident that was opened in time."""
    repository.commit("2026-03-01T00:00Z", {"mkdocs.yml": SETTINGS})
    repository.commit("2026-03-09T10:05:30Z", FIRST)
    return repository


def instant(hour: int, minute: int, second: int = 0) -> datetime:
    return datetime(2026, 3, 9, hour, minute, second, tzinfo=UTC)


def history(site: Repository, now: datetime) -> History:
    found = load(site.root, now=now, jobs=1, present=True).history
    assert found is not None
    return found


def incident(site: Repository, now: datetime) -> Incident:
    return history(site, now).incidents[0]


def feed(site: Repository, now: datetime) -> dict[str, datetime]:
    return {one.entry.id: one.date for one in dated_entries(HistoryFacts(history(site, now)), now)}


def fast_update(site: Repository) -> None:
    """An update written and committed by a machine whose clock is two days ahead."""
    files = update("20260311T101000Z-identified", "2026-03-11T10:10Z", "identified")
    site.commit("2026-03-11T10:10:20Z", files)


@pytest.mark.parametrize("wait", WAITS)
def test_a_time_typed_a_day_ahead_does_not_prolong_an_outage(site: Repository, wait: timedelta) -> None:
    site.commit("2026-03-09T10:30:20Z", update("20260310T103000Z-resolved", "2026-03-10T10:30Z", "resolved"))
    now = instant(10, 31) + wait
    assert standing(IncidentFacts(incident(site, now)), now).ended == instant(10, 30, 20)


@pytest.mark.parametrize("wait", WAITS)
def test_a_start_typed_a_day_ahead_is_never_after_its_publication(
    repository: Repository, wait: timedelta
) -> None:
    repository.commit("2026-03-01T00:00Z", {"mkdocs.yml": SETTINGS})
    first = update("20260309T100500Z-investigating", "2026-03-09T10:05Z", "investigating")
    repository.commit("2026-03-09T10:05:30Z", opening("2026-03-10T10:00Z") | first)
    assert incident(repository, instant(10, 6) + wait).started == instant(10, 5, 30)


def test_a_time_corrected_later_counts_as_corrected(site: Repository) -> None:
    name = "20260309T103000Z-resolved"
    site.commit("2026-03-09T10:30:20Z", update(name, "2026-03-09T10:30Z", "resolved"))
    site.commit("2026-03-09T12:00Z", update(name, "2026-03-09T11:15Z", "resolved"))
    now = instant(13, 0)
    assert standing(IncidentFacts(incident(site, now)), now).ended == instant(11, 15)


def test_an_update_of_a_clock_days_ahead_keeps_its_date_in_feeds(site: Repository) -> None:
    fast_update(site)
    first = feed(site, instant(10, 11))
    for minutes in (1, 9, 60, 60 * 24):
        assert feed(site, instant(10, 11) + timedelta(minutes=minutes)) == first


@pytest.mark.parametrize("minutes", [1, 60, 60 * 24])
def test_an_update_of_a_clock_days_ahead_does_not_undo_a_later_resolution(
    site: Repository, minutes: int
) -> None:
    fast_update(site)
    site.commit("2026-03-09T10:30:20Z", update("20260309T103000Z-resolved", "2026-03-09T10:30Z", "resolved"))
    now = instant(10, 30, 30) + timedelta(minutes=minutes)
    assert standing(IncidentFacts(incident(site, now)), now).ended == instant(10, 30)
    assert feed(site, now)["20260309T103000Z-resolved"] == instant(10, 30, 20)


def test_the_clock_is_watched_until_such_a_time_has_passed(site: Repository) -> None:
    site.commit("2026-03-09T10:30:20Z", update("20260310T103000Z-resolved", "2026-03-10T10:30Z", "resolved"))
    assert next_boundary(HistoryFacts(history(site, instant(10, 31))), instant(10, 31)) == datetime(
        2026, 3, 10, 10, 30, tzinfo=UTC
    )
