"""Nothing happened long after it was published: neither while that time is ahead nor once it has passed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.derive.dated import dated_entries

from outspoken.derive.boundaries import next_boundary
from outspoken.derive.current import incident_state
from outspoken.derive.facts import HistoryFacts, IncidentFacts
from outspoken.model.history import History
from outspoken.model.incident import Incident, Update
from outspoken.model.vocabulary import Impact, Kind
from outspoken.source.git.contradicted_dates import SLACK
from outspoken.source.git.git_history import AddedFile, GitHistory
from outspoken.source.git.plausible_dates import plausible
from outspoken.source.incidents.before_publication import before_publication
from outspoken.source.incidents.equal_times import in_order
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
        "---\ntitle: Checkout errors\nimpact: minor\ncomponents: {api: partial_outage}\n"
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
    assert incident_state(IncidentFacts(incident(site, now)), now).ended == instant(10, 30, 20)


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
    assert incident_state(IncidentFacts(incident(site, now)), now).ended == instant(11, 15)


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
    assert incident_state(IncidentFacts(incident(site, now)), now).ended == instant(10, 30)
    assert feed(site, now)["20260309T103000Z-resolved"] == instant(10, 30, 20)


def test_the_clock_is_watched_until_such_a_time_has_passed(site: Repository) -> None:
    site.commit("2026-03-09T10:30:20Z", update("20260310T103000Z-resolved", "2026-03-10T10:30Z", "resolved"))
    assert next_boundary(HistoryFacts(history(site, instant(10, 31))), instant(10, 31)) == datetime(
        2026, 3, 10, 10, 30, tzinfo=UTC
    )


def resolved_by_a_right_clock(site: Repository) -> None:
    site.commit("2026-03-09T10:30:20Z", update("20260309T103000Z-resolved", "2026-03-09T10:30Z", "resolved"))


@pytest.mark.parametrize("day", [9, 10, 11, 12, 40])
def test_what_was_published_later_counts_after_the_time_of_a_fast_clock_has_passed(
    site: Repository, day: int
) -> None:
    fast_update(site)
    resolved_by_a_right_clock(site)
    now = instant(10, 31) + timedelta(days=day - 9)
    found = incident(site, now)
    assert incident_state(IncidentFacts(found), now).ended == instant(10, 30)
    assert [one.id[-8:] for one in found.updates][-1] == "resolved"
    assert feed(site, now) == {
        "20260309T100500Z-investigating": instant(10, 5, 30),
        "20260311T101000Z-identified": instant(10, 5, 31),
        "20260309T103000Z-resolved": instant(10, 30, 20),
    }


@pytest.mark.parametrize("day", [9, 10])
def test_a_clock_minutes_ahead_does_not_undo_a_resolution_within_these_minutes(
    site: Repository, day: int
) -> None:
    site.commit(
        "2026-03-09T10:20:20Z", update("20260309T102000Z-identified", "2026-03-09T10:20Z", "identified")
    )
    site.commit("2026-03-09T10:15:20Z", update("20260309T101500Z-resolved", "2026-03-09T10:15Z", "resolved"))
    now = instant(10, 21) + timedelta(days=day - 9)
    assert incident_state(IncidentFacts(incident(site, now)), now).ended == instant(10, 15)


def test_an_update_about_earlier_that_comes_late_keeps_its_place(site: Repository) -> None:
    site.commit("2026-03-09T10:30:20Z", update("20260309T103000Z-resolved", "2026-03-09T10:30Z", "resolved"))
    site.commit(
        "2026-03-09T10:40:20Z", update("20260309T101500Z-identified", "2026-03-09T10:15Z", "identified")
    )
    now = instant(10, 41)
    assert incident_state(IncidentFacts(incident(site, now)), now).ended == instant(10, 30)


def test_several_updates_of_one_fast_clock_are_shown_by_one_later_commit(site: Repository) -> None:
    fast_update(site)
    files = update("20260311T102000Z-monitoring", "2026-03-11T10:20Z", "monitoring")
    site.commit("2026-03-11T10:20:20Z", files)
    resolved_by_a_right_clock(site)
    first = feed(site, instant(10, 31))
    now = instant(10, 31) + timedelta(days=3)
    assert feed(site, now) == first
    assert incident_state(IncidentFacts(incident(site, now)), now).ended == instant(10, 30)


def test_a_later_commit_that_was_reviewed_for_an_hour_shows_it_too(site: Repository) -> None:
    fast_update(site)
    site.commit("2026-03-09T11:30:20Z", update("20260309T103000Z-resolved", "2026-03-09T10:30Z", "resolved"))
    now = instant(11, 31) + timedelta(days=3)
    assert incident_state(IncidentFacts(incident(site, now)), now).ended == instant(10, 30)


def test_a_corrected_text_does_not_confirm_a_time_that_is_ahead(site: Repository) -> None:
    fast_update(site)
    resolved_by_a_right_clock(site)
    (path,) = update("20260311T101000Z-identified", "", "")
    text = (site.root / path).read_text(encoding="utf-8").replace("We are", "We were")
    site.commit("2026-03-12T09:00Z", {path: text})
    now = instant(10, 31) + timedelta(days=5)
    assert incident_state(IncidentFacts(incident(site, now)), now).ended == instant(10, 30)


@pytest.mark.parametrize("day", [12, 40])
def test_a_time_that_does_not_count_is_named_until_it_is_corrected(site: Repository, day: int) -> None:
    fast_update(site)
    resolved_by_a_right_clock(site)
    now = instant(10, 31) + timedelta(days=day - 9)
    (problem,) = load(site.root, now=now, jobs=1, present=True).problems
    assert (problem.rule, problem.is_error) == ("after-publication", False)
    assert problem.path.endswith("20260311T101000Z-identified.md")
    assert "at: 2026-03-09T10:30Z" in problem.hint
    site.commit("2026-03-12T10:00Z", update("20260311T101000Z-identified", "2026-03-09T10:10Z", "identified"))
    assert load(site.root, now=now, jobs=1, present=True).problems == ()


@pytest.mark.parametrize("corrected", ["2026-03-09T10:45Z", "2026-03-12T10:00Z"])
def test_a_correction_of_a_time_that_was_ahead_moves_no_date(site: Repository, corrected: str) -> None:
    fast_update(site)
    resolved_by_a_right_clock(site)
    now = instant(10, 46) + timedelta(days=5)
    before = feed(site, now)
    site.commit(corrected, update("20260311T101000Z-identified", "2026-03-09T10:10Z", "identified"))
    assert feed(site, now) == before
    assert [one.at for one in incident(site, now).updates] == [
        instant(10, 5),
        instant(10, 10),
        instant(10, 30),
    ]


def test_a_clock_that_lags_moves_none_of_the_correct_commits_before_it(site: Repository) -> None:
    """Each of them confirms its date, and so does the one whose clock is an hour behind."""
    for minute in (15, 25, 35, 45, 55):
        name, at = f"20260309T10{minute}00Z-identified", f"2026-03-09T10:{minute}Z"
        site.commit(f"2026-03-09T10:{minute}:20Z", update(name, at, "identified"))
    before = feed(site, instant(11, 30))
    site.commit(
        "2026-03-09T10:16:20Z", update("20260309T101600Z-monitoring", "2026-03-09T10:16Z", "monitoring")
    )
    after = feed(site, instant(11, 30))
    assert {key: after[key] for key in before} == before


def test_a_clock_that_lags_does_not_move_the_opening_of_an_incident(site: Repository) -> None:
    folder = "incidents/2026-03/2026-03-12-search-errors"
    head = {f"{folder}/incident.md": opening("2026-03-12T10:00Z").popitem()[1]}
    name = f"{folder}/updates/20260312T100500Z-investigating.md"
    first = head | {name: "---\nstatus: investigating\nat: 2026-03-12T10:05Z\n---\n\nWe look.\n"}
    site.commit("2026-03-12T10:05:20Z", first)
    before = feed(site, instant(10, 6) + timedelta(days=3))
    late = f"{folder}/updates/20260310T102000Z-identified.md"
    site.commit(
        "2026-03-10T10:20:20Z", {late: "---\nstatus: identified\nat: 2026-03-12T10:20Z\n---\n\nWe know.\n"}
    )
    after = feed(site, instant(10, 30) + timedelta(days=3))
    assert {key: after[key] for key in before} == before


@pytest.mark.parametrize("minutes", [0, 1, 15, 16, 60])
def test_two_updates_of_a_clock_sixteen_minutes_ahead_keep_their_order(
    site: Repository, minutes: int
) -> None:
    """When it was published the second is long after its publication, and the first is not yet."""
    for name, at in (("20260309T104530Z-identified", "10:45:30"), ("20260309T104630Z-resolved", "10:46:30")):
        site.commit(f"2026-03-09T{at}Z", update(name, f"2026-03-09T{at}Z", name[17:]))
    found = incident(site, instant(10, 31) + timedelta(minutes=minutes))
    assert [one.id[17:] for one in found.updates] == ["investigating", "identified", "resolved"]


@given(
    ahead=st.timedeltas(timedelta(minutes=1), timedelta(hours=5))
    | st.timedeltas(timedelta(days=1), timedelta(days=400)),
    minutes=st.lists(st.integers(1, 300), min_size=2, max_size=6),
    fast=st.integers(1, 4),
    waits=st.lists(st.timedeltas(timedelta(), timedelta(days=500)), min_size=1, max_size=4),
)
def test_a_fast_clock_moves_no_date_and_undoes_nothing_at_any_time_of_the_build(
    ahead: timedelta, minutes: list[int], fast: int, waits: list[timedelta]
) -> None:
    """Some commits after the first are of the fast clock; the ones after them are of right clocks.

    A right commit after which only some of the others are dated by more than the slack looks as one
    of a clock that is behind: no rule can tell them apart.
    """
    fast = min(fast, len(minutes) - 1)
    true = [instant(10, 5)]
    for pause in minutes:
        true.append(true[-1] + timedelta(minutes=pause))
    written = [at + ahead if 0 < order <= fast else at for order, at in enumerate(true)]
    assume(len({at > true[fast + 1] + SLACK for at in written[1 : fast + 1]}) == 1)
    found = [published_at(written, true[-1] + wait) for wait in (timedelta(), *waits)]
    for updates in found:
        assert [one.publication.order for one in updates] == list(range(len(true)))
        assert [one.publication.dated for one in updates] == [one.publication.dated for one in found[0]]
        assert all(
            one.publication.dated == at
            for one, at in zip(updates, true, strict=True)
            if not 0 < one.publication.order <= fast
        )


def published_at(written: list[datetime], now: datetime) -> tuple[Update, ...]:
    """The updates, in their order, of an incident whose every commit has the date of its update."""
    names = [f"{at:%Y%m%dT%H%M%SZ}-{order}" for order, at in enumerate(written)]
    paths = [f"x/updates/{name}.md" for name in names]
    added = {path: AddedFile(at, order) for order, (path, at) in enumerate(zip(paths, written, strict=True))}
    history = GitHistory(
        commit="c" * 40, length=len(written), newest=max(written), added=added, dates=tuple(written)
    )
    known = plausible(history, now)
    updates = tuple(
        Update(id=name, at=at, body="", publication=known.publication(path, incident="i", at=at, now=now))
        for name, path, at in zip(names, paths, written, strict=True)
    )
    made = Incident(
        id="x",
        title="X",
        kind=Kind.INCIDENT,
        impact=Impact.MAJOR,
        components=(),
        started=written[0],
        body="",
        updates=updates,
        publication=updates[0].publication,
    )
    return before_publication(in_order(made)).updates
