"""A clock that is wrong hides nothing: what is committed is published, and is dated where it stays."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from tests.derive.dated import dated_entries

from outspoken.cli import main
from outspoken.derive.boundaries import next_boundary
from outspoken.derive.current import situation
from outspoken.derive.facts import HistoryFacts, IncidentFacts
from outspoken.model.history import History
from outspoken.model.vocabulary import Level, Status
from outspoken.source.git.git_history import AddedFile, GitHistory
from outspoken.source.git.plausible_dates import plausible
from outspoken.source.load import Loaded, load

Repository = Any
Run = Callable[..., Result]
SETTINGS = """\
site_name: Example
site_url: https://status.example.com/
plugins:
  - outspoken:
      components:
        - {id: api, name: API}
      channels: {team: {kind: slack_webhook, audience: internal, secret: TEAM}}
"""
FOLDER = "incidents/2026-03/2026-03-09-checkout-errors"
NOW = datetime(2026, 3, 9, 10, 6, tzinfo=UTC)
LEADS = [timedelta(seconds=90), timedelta(minutes=10), timedelta(days=2), timedelta(days=365 * 12)]
leads = pytest.mark.parametrize("lead", LEADS, ids=["90s", "10m", "2d", "2038"])


def opening(started: str = "2026-03-09T10:00Z") -> dict[str, str]:
    text = (
        "---\ntitle: Checkout errors\nimpact: major\ncomponents: {api: partial_outage}\n"
        f"started: {started}\n---\n\nRequests fail.\n"
    )
    return {f"{FOLDER}/incident.md": text}


def update(at: str, status: str = "investigating", more: str = "") -> dict[str, str]:
    stamp = at.replace("-", "").replace(":", "").replace("Z", "00Z")
    text = f"---\nstatus: {status}\nat: {at}\n{more}---\n\nWe are on it.\n"
    return {f"{FOLDER}/updates/{stamp}-{status}.md": text}


FIRST = opening() | update("2026-03-09T10:05Z")


@pytest.fixture
def site(repository: Repository) -> Repository:
    """A repository whose settings were committed in time."""
    repository.commit("2026-03-01T00:00Z", {"mkdocs.yml": SETTINGS})
    return repository


@pytest.fixture
def run(site: Repository, monkeypatch: pytest.MonkeyPatch) -> Run:
    """`outspoken` at an instant of this machine's clock."""

    def at(now: datetime, *words: str) -> Result:
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(now.timestamp())))
        return CliRunner().invoke(main, [words[0], "--root", str(site.root), *words[1:]])

    return at


def seen(site: Repository, now: datetime = NOW, *, present: bool = True) -> Loaded:
    return load(site.root, now=now, jobs=1, present=present)


def history(site: Repository, now: datetime = NOW) -> History:
    found = seen(site, now).history
    assert found is not None
    return found


def feed(site: Repository, now: datetime = NOW) -> Mapping[str, datetime]:
    return {one.entry.id: one.date for one in dated_entries(HistoryFacts(history(site, now)), now)}


@leads
def test_a_fast_committer_clock_does_not_hide_an_incident(site: Repository, lead: timedelta) -> None:
    site.commit((NOW + lead).isoformat(), FIRST)
    found = history(site)
    assert situation(HistoryFacts(found), NOW).level is Level.MAJOR
    assert list(feed(site)) == ["20260309T100500Z-investigating"]
    (entry,) = IncidentFacts(found.incidents[0]).timeline(NOW)
    assert entry.late is None


@leads
def test_page_announcement_and_watch_agree_on_a_fast_clock(
    site: Repository, run: Run, tmp_path: Path, lead: timedelta
) -> None:
    site.commit((NOW + lead).isoformat(), FIRST)
    folder = tmp_path / "built"
    built = run(NOW, "build", "--no-prose", "--site-dir", str(folder))
    assert built.exit_code == 0, built.output
    assert "Checkout errors" in (folder / "index.html").read_text(encoding="utf-8")
    assert (folder / "incidents/2026-03-09-checkout-errors/index.html").exists()
    for name in ("updates.atom", "updates.rss", "updates.json", "history.atom"):
        assert "Checkout errors" in (folder / name).read_text(encoding="utf-8")
    reported = run(NOW, "announce", "--dry-run", "--ledger", str(tmp_path / "ledger"))
    assert "2026-03-09-checkout-errors/20260309T100500Z-investigating" in reported.output
    boundary = json.loads((folder / "build.json").read_text(encoding="utf-8"))["next_boundary"]
    assert boundary is not None
    due = datetime.fromisoformat(boundary)
    assert due <= NOW + lead
    waiting = ("--ledger", str(tmp_path / "ledger"))
    assert "publish=false" in run(NOW, "watch", str(folder), *waiting).output
    assert "publish=true" in run(due, "watch", str(folder), *waiting).output


@leads
def test_a_warning_names_the_commit_and_how_far_ahead_it_is(
    site: Repository, run: Run, lead: timedelta
) -> None:
    commit = site.commit((NOW + lead).isoformat(), FIRST)
    found = run(NOW, "check")
    assert found.exit_code == 0
    span = {90: "1m30s", 600: "10m", 172800: "2d"}.get(int(lead.total_seconds()), "4380d")
    assert f"commit {commit[:12]} is dated " in found.output
    assert f", {span} in the future" in found.output
    assert "[fast-clock]" in found.output
    assert "[fast-clock]" in run(NOW, "check", "--base", "HEAD~1").output


def test_an_update_to_an_open_incident_is_not_hidden_either(site: Repository) -> None:
    site.commit("2026-03-09T10:05:30Z", FIRST)
    site.commit("2026-03-11T10:20Z", update("2026-03-09T10:19Z", "resolved"))
    now = NOW + timedelta(minutes=15)
    assert situation(HistoryFacts(history(site, now)), now).level is Level.OPERATIONAL
    assert next_boundary(HistoryFacts(history(site, now)), now) == datetime(2026, 3, 11, 10, 20, tzinfo=UTC)


def test_an_edit_by_a_fast_clock_is_seen_at_once(site: Repository) -> None:
    site.commit("2026-03-09T10:05:30Z", FIRST)
    text = next(iter(update("2026-03-09T10:05Z").values())).replace("We are", "We were")
    site.commit("2026-03-09T10:15Z", {f"{FOLDER}/updates/20260309T100500Z-investigating.md": text})
    (edited,) = history(site).incidents[0].updates
    assert (edited.body, [edit.at for edit in edited.edits]) == ("We were on it.", [NOW])


@pytest.mark.parametrize("lead", LEADS[:2], ids=["90s", "10m"])
def test_an_entry_does_not_move_when_time_catches_up_with_a_fast_clock(
    site: Repository, lead: timedelta
) -> None:
    site.commit((NOW + lead).isoformat(), FIRST)
    first = feed(site)
    for minutes in (1, 5, 11, 600, 60 * 24 * 3):
        assert feed(site, NOW + timedelta(minutes=minutes)) == first


@leads
def test_an_entry_of_a_clock_far_ahead_stays_where_later_commits_show_that_it_was(
    site: Repository, lead: timedelta
) -> None:
    site.commit("2026-03-09T10:05:30Z", FIRST)
    site.commit((NOW + lead + timedelta(minutes=14)).isoformat(), update("2026-03-09T10:19Z", "monitoring"))
    now = NOW + timedelta(minutes=15)
    found = feed(site, now)
    site.commit("2026-03-09T11:00Z", update("2026-03-09T10:59Z", "resolved"))
    for later in (timedelta(hours=1), timedelta(days=3), timedelta(days=365 * 13)):
        after = feed(site, NOW + later)
        assert {key: after[key] for key in found} == found
        assert after["20260309T105900Z-resolved"] == datetime(2026, 3, 9, 11, 0, tzinfo=UTC)


def test_a_clock_far_ahead_dates_nothing_after_it(site: Repository) -> None:
    site.commit("2038-01-19T03:14Z", FIRST)
    site.commit("2026-03-09T10:20Z", update("2026-03-09T10:19Z", "resolved"))
    assert feed(site, NOW + timedelta(hours=1)) == {
        "20260309T100500Z-investigating": datetime(2026, 3, 9, 10, 5, tzinfo=UTC),
        "20260309T101900Z-resolved": datetime(2026, 3, 9, 10, 20, tzinfo=UTC),
    }


@pytest.mark.parametrize("date", ["1970-01-01T00:00:01Z", "2001-01-01T00:00Z"])
def test_a_machine_that_lost_the_year_dates_by_what_the_update_says(site: Repository, date: str) -> None:
    site.commit("2026-03-09T09:00Z", {"incidents/README": "x"})
    (site.root / "incidents/README").unlink()
    site.commit(date, opening() | update("2026-03-09T10:05Z", more="next_update: 30m\n"))
    (said,) = history(site).incidents[0].updates
    assert feed(site) == {said.id: said.at}
    assert said.promise == datetime(2026, 3, 9, 10, 35, tzinfo=UTC)


def test_a_clock_that_lags_by_minutes_moves_nothing(site: Repository) -> None:
    site.commit("2026-03-09T10:05:30Z", FIRST)
    before = feed(site)
    site.commit("2026-03-09T10:03Z", update("2026-03-09T10:08Z", "identified"))
    after = feed(site, NOW + timedelta(minutes=4))
    assert {key: after[key] for key in before} == before
    assert after["20260309T100800Z-identified"] == datetime(2026, 3, 9, 10, 5, 31, tzinfo=UTC)


def test_a_clock_that_lags_by_hours_moves_nothing(site: Repository) -> None:
    site.commit("2026-03-09T10:05:30Z", FIRST)
    before = feed(site)
    site.commit("2026-03-09T07:10Z", update("2026-03-09T10:08Z", "identified"))
    after = feed(site, NOW + timedelta(minutes=4))
    assert {key: after[key] for key in before} == before
    assert after["20260309T100800Z-identified"] == datetime(2026, 3, 9, 10, 8, tzinfo=UTC)


def test_a_build_machine_whose_clock_lags_publishes_all_the_same(site: Repository) -> None:
    site.commit("2026-03-09T10:05:30Z", FIRST)
    lagging = datetime(2026, 3, 9, 10, 2, tzinfo=UTC)
    found = seen(site, lagging)
    assert [problem.rule for problem in found.problems] == ["fast-clock"]
    assert found.history is not None
    assert situation(HistoryFacts(found.history), lagging).level is Level.MAJOR
    assert [entry.status for entry in IncidentFacts(found.history.incidents[0]).timeline(lagging)] == [
        Status.INVESTIGATING
    ]


def test_a_wrong_clock_does_not_excuse_an_instant_that_has_not_come(site: Repository) -> None:
    site.commit("2026-03-11T10:06Z", opening() | update("2026-03-11T10:05Z"))
    assert [problem.rule for problem in seen(site).problems] == ["fast-clock", "future-time"]


def test_a_last_good_build_publishes_what_is_dated_ahead_and_ends_red(
    site: Repository, run: Run, tmp_path: Path
) -> None:
    site.commit("2026-03-09T10:05:30Z", opening() | update("2026-03-09T20:05Z"))
    folder = tmp_path / "built"
    words = ("build", "--no-prose", "--last-good", "--site-dir", str(folder))
    built = run(NOW, *words)
    assert built.exit_code == 1
    assert "[future-time]" in built.output
    assert "Checkout errors" in (folder / "index.html").read_text(encoding="utf-8")
    assert "We are on it." in (folder / "index.html").read_text(encoding="utf-8")
    assert '"next_boundary": "2026-03-09T20:05:00Z"' in (folder / "build.json").read_text(encoding="utf-8")
    assert run(NOW, *(word for word in words if word != "--last-good")).exit_code == 1


def test_without_git_an_update_a_little_ahead_counts_at_once(make_site: Callable[..., Path]) -> None:
    files = opening("2026-03-09T10:08Z") | update("2026-03-09T10:09Z")
    root = make_site({"mkdocs.yml": SETTINGS, **files})
    found = load(root, now=NOW, use_git=False, present=True).history
    assert found is not None
    assert situation(HistoryFacts(found), NOW).level is Level.MAJOR
    assert next_boundary(HistoryFacts(found), NOW) == datetime(2026, 3, 9, 10, 8, tzinfo=UTC)


def test_an_earlier_now_that_was_asked_for_knows_nothing_of_later_commits(
    site: Repository, run: Run, tmp_path: Path
) -> None:
    site.commit("2026-03-09T10:07:30Z", FIRST)
    folder = tmp_path / "built"
    later = NOW + timedelta(days=1)
    words = ("build", "--no-prose", "--site-dir", str(folder), "--now", NOW.isoformat())
    built = run(later, *words)
    assert built.exit_code == 0, built.output
    assert "Checkout errors" not in (folder / "index.html").read_text(encoding="utf-8")
    assert run(later, *words[:-1], later.isoformat()).exit_code == 0
    assert "Checkout errors" in (folder / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("way", ["--ff-only", "--no-ff"])
def test_a_merge_hides_nothing_however_it_is_made(site: Repository, way: str) -> None:
    site.git("checkout", "-q", "-b", "outage")
    site.commit((NOW + timedelta(minutes=3)).isoformat(), FIRST)
    site.git("checkout", "-q", "main")
    site.merge(
        "outage", (NOW + timedelta(minutes=2)).isoformat(), way, *(() if "ff-" in way else ("-m", "x"))
    )
    assert situation(HistoryFacts(history(site)), NOW).level is Level.MAJOR


def test_an_authors_date_counts_for_nothing(site: Repository) -> None:
    site.commit("2026-03-09T10:05:30Z", FIRST)
    assert site.git("log", "-1", "--format=%aI") == "2001-01-01T00:00:00+00:00"
    assert feed(site) == {"20260309T100500Z-investigating": datetime(2026, 3, 9, 10, 5, 30, tzinfo=UTC)}


MINUTES = st.integers(-60 * 24 * 4, 60 * 24 * 4)


@given(skews=st.lists(MINUTES, min_size=1, max_size=8), wait=st.integers(0, 60 * 24 * 5))
def test_nothing_is_published_after_the_present_or_before_it_was_written(skews: list[int], wait: int) -> None:
    dates, added = [], {}
    for order, skew in enumerate(skews):
        true = NOW + timedelta(hours=order)
        dates.append(true + timedelta(minutes=skew))
        name = f"2026-03-09-n{order}/updates/{true:%Y%m%dT%H%M%SZ}-update.md"
        added[name] = AddedFile(dates[-1], order)
    hashes = tuple(f"{order:040}" for order in range(len(dates)))
    known = GitHistory(
        commit="c" * 40, length=len(dates), newest=max(dates), added=added, hashes=hashes, dates=tuple(dates)
    )
    present = NOW + timedelta(hours=len(dates), minutes=wait)
    found = plausible(known, present)
    for order, name in enumerate(added):
        true = NOW + timedelta(hours=order)
        publication = found.publication(name, incident="none", at=true, now=present)
        assert publication.at <= present
        assert not publication.bulk
        assert publication.dated <= present + timedelta(minutes=15)
