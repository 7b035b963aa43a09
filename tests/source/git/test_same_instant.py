"""Of two updates of one instant, the one that was published later is the later word."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from tests.derive.dated import dated_entries

from outspoken.cli import main
from outspoken.derive.current import incident_state, situation
from outspoken.derive.facts import HistoryFacts, IncidentFacts
from outspoken.model.history import History
from outspoken.model.vocabulary import Level, Status
from outspoken.source.load import load

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
NOW = datetime(2026, 3, 9, 11, tzinfo=UTC)
OPENING = {
    f"{FOLDER}/incident.md": (
        "---\ntitle: Checkout errors\nimpact: major\ncomponents: {api: partial_outage}\n"
        "started: 2026-03-09T10:00Z\n---\n\nRequests fail.\n"
    )
}


def update(status: str, name: str = "", at: str = "2026-03-09T10:30Z") -> dict[str, str]:
    stem = name or f"{at.replace('-', '').replace(':', '').replace('Z', '00Z')}-{status}"
    return {f"{FOLDER}/updates/{stem}.md": f"---\nstatus: {status}\nat: {at}\n---\n\nIt is {status}.\n"}


@pytest.fixture
def site(repository: Repository) -> Repository:
    repository.commit("2026-03-01T00:00Z", {"mkdocs.yml": SETTINGS})
    return repository


@pytest.fixture
def run(site: Repository, monkeypatch: pytest.MonkeyPatch) -> Run:
    """`outspoken` at NOW of this machine's clock."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(NOW.timestamp())))

    def call(*words: str) -> Result:
        return CliRunner().invoke(main, [words[0], "--root", str(site.root), *words[1:]])

    return call


@pytest.fixture
def reopened(site: Repository) -> Repository:
    """`resolved` and, in a later commit, `investigating` of the same minute."""
    site.commit("2026-03-09T10:30:20Z", OPENING | update("resolved"))
    site.commit("2026-03-09T10:30:50Z", update("investigating"))
    return site


def history(site: Repository) -> History:
    found = load(site.root, now=NOW, jobs=1, present=True).history
    assert found is not None
    return found


def test_a_reopening_within_the_same_minute_leaves_the_incident_open(reopened: Repository) -> None:
    found = history(reopened)
    assert situation(HistoryFacts(found), NOW).level is Level.MAJOR
    newest = incident_state(IncidentFacts(found.incidents[0]), NOW)
    assert (newest.status, newest.is_open, newest.ended) == (Status.INVESTIGATING, True, None)
    assert newest.latest is not None
    assert newest.latest.id == "20260309T103000Z-investigating"
    assert [(entry.status, entry.reopens) for entry in IncidentFacts(found.incidents[0]).timeline(NOW)] == [
        (Status.RESOLVED, False),
        (Status.INVESTIGATING, True),
    ]


def test_feeds_pages_and_announcements_agree_on_the_later_word(
    reopened: Repository, run: Run, tmp_path: Path
) -> None:
    newest, before = dated_entries(HistoryFacts(history(reopened)), NOW)
    assert (newest.entry.status, before.entry.status) == (Status.INVESTIGATING, Status.RESOLVED)
    built = tmp_path / "built"
    assert run("build", "--no-prose", "--site-dir", str(built)).exit_code == 0
    assert "It is investigating." in (built / "index.html").read_text(encoding="utf-8")
    page = (built / "incidents/2026-03-09-checkout-errors/index.html").read_text(encoding="utf-8")
    assert page.index("It is investigating.") < page.index("It is resolved.")
    (item, *_) = json.loads((built / "updates.json").read_text(encoding="utf-8"))["items"]
    assert item["title"].startswith("[Investigating]")
    reported = run("announce", "--dry-run", "--ledger", str(tmp_path / "ledger")).output
    assert reported.index("resolved") < reported.index("investigating")


def test_check_and_preview_know_that_it_was_reopened(reopened: Repository, run: Run) -> None:
    assert "investigating after resolved reopens the incident" in run("check").output
    assert "[reopened]" in run("check", "--base", "HEAD~1").output
    assert "(reopened)" in run("preview", "--base", "HEAD~1").output


def test_two_updates_of_one_commit_keep_the_order_of_their_statuses(site: Repository, run: Run) -> None:
    site.commit("2026-03-09T10:30:20Z", OPENING | update("resolved", "a") | update("investigating", "b"))
    found = history(site)
    assert [one.id for one in found.incidents[0].updates] == ["b", "a"]
    assert situation(HistoryFacts(found), NOW).level is Level.OPERATIONAL
    assert "reopened" not in run("check").output


def test_updates_of_one_status_and_commit_keep_the_order_of_their_names(site: Repository) -> None:
    site.commit("2026-03-09T10:30:20Z", OPENING | update("monitoring", "b") | update("monitoring", "a"))
    assert [one.id for one in history(site).incidents[0].updates] == ["a", "b"]


def test_a_closing_that_came_later_closes(site: Repository, run: Run) -> None:
    site.commit("2026-03-09T10:30:20Z", OPENING | update("monitoring"))
    site.commit("2026-03-09T10:30:50Z", update("resolved"))
    assert situation(HistoryFacts(history(site)), NOW).level is Level.OPERATIONAL
    assert "reopened" not in run("check").output


def test_what_is_not_committed_yet_is_the_later_word(site: Repository, run: Run) -> None:
    site.commit("2026-03-09T10:30:20Z", OPENING | update("resolved"))
    site.write(*update("investigating").popitem())
    assert situation(HistoryFacts(history(site)), NOW).level is Level.MAJOR
    assert "[reopened]" in run("check", "--base", "HEAD").output


def test_a_command_finds_what_was_reopened_within_the_minute(reopened: Repository, run: Run) -> None:
    done = run("update", "--status", "identified", "-m", "We know why.")
    assert done.exit_code == 0, done.output
    assert "2026-03-09-checkout-errors" in done.output


def test_a_command_that_reopens_within_the_minute_is_warned(site: Repository, run: Run) -> None:
    site.commit("2026-03-09T10:30:20Z", OPENING | update("resolved", at="2026-03-09T11:00Z"))
    done = run("update", "checkout", "--status", "investigating", "-m", "Again.")
    assert "reopens the incident" in done.output
    assert situation(HistoryFacts(history(site)), NOW).level is Level.MAJOR
