"""A command reads the repository and opens the ledger at most once, so that all it says is of one state."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from outspoken.announce import plan_watch
from outspoken.announce.ledger.ledger import Ledger
from outspoken.cli import main
from outspoken.model.settings import Settings
from outspoken.source.plan.read_plan import PlanReading

sys.path.insert(0, str(Path(__file__).parent.parent / "announce" / "faults"))

import world as worlds

NOW = "2026-11-21T15:00Z"
KEY = f"{worlds.INCIDENT}/{worlds.STEMS[2]}/repeatable"
_COUNTED: dict[str, Counter[str]] = {}


def _audit(event: str, arguments: tuple[Any, ...]) -> None:
    if _COUNTED and event in ("os.scandir", "os.listdir") and isinstance(arguments[0], str | os.PathLike):
        path = os.fspath(arguments[0])
        if isinstance(path, str) and path in _COUNTED:
            _COUNTED[path]["readings"] += 1


sys.addaudithook(_audit)


@pytest.fixture
def counts(site: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Counter[str]]:
    """How often the folder of all incidents was listed, and a ledger opened."""
    found: Counter[str] = Counter()
    opened = Ledger.open

    def counted(ledger: Ledger) -> None:
        found["ledgers"] += 1
        opened(ledger)

    monkeypatch.setattr(Ledger, "open", counted)
    _COUNTED[str(site / "incidents")] = found
    yield found
    _COUNTED.clear()


@pytest.fixture
def site(tmp_path: Path, quiet_git: None, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site with news that no channel can send, and a remote."""
    monkeypatch.delenv("WEBHOOK_URL", raising=False)
    worlds.make_site(tmp_path, ("repeatable",))
    root = tmp_path / "site"
    worlds.git(root, "push", "-q", "-u", "origin", "main")
    return root


def run(root: Path, *words: str) -> str:
    """Run a command of which only the reading counts: some of them end with 1, since a secret is missing."""
    result = CliRunner().invoke(main, [*words, "--root", str(root), "--now", NOW])
    assert result.exit_code in (0, 1), result.output
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.output


@pytest.mark.parametrize(
    ("words", "ledgers"),
    [
        (("check",), 0),
        (("check", "--base", "HEAD"), 0),
        (("preview", "--base", "HEAD"), 0),
        (("preview", "--base", "HEAD", "--site-dir", "site", "--no-prose"), 0),
        (("build", "--no-prose"), 0),
        (("build", "--no-prose", "--last-good"), 0),
        (("announce",), 1),
        (("announce", "--dry-run"), 1),
        (("watch",), 1),
        (("watch", "--tell"), 1),
    ],
)
def test_a_command_reads_the_repository_once(
    site: Path, counts: Counter[str], words: tuple[str, ...], ledgers: int
) -> None:
    run(site, *[str(site.parent / "built") if word == "site" else word for word in words])
    assert (counts["readings"], counts["ledgers"]) == (1, ledgers)


def test_a_check_of_a_changed_template_reads_the_repository_once(site: Path, counts: Counter[str]) -> None:
    own = site / "templates" / "pages" / "404.html"
    own.parent.mkdir(parents=True)
    own.write_text("{{ nothing.at.all }}", encoding="utf-8")
    worlds.git(site, "add", "templates")
    assert "templates/pages/404.html" in run(site, "check", "--base", "HEAD")
    assert counts["readings"] == 1


def test_a_watch_that_sends_reads_the_plan_once(
    site: Path, counts: Counter[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that what it lists and what it sends are of one state of the plan."""
    assert CliRunner().invoke(main, ["plan", "init", "--root", str(site)]).exit_code == 0
    read = plan_watch.read_plan

    def counted(root: Path, settings: Settings | None) -> PlanReading | None:
        counts["plans"] += 1
        return read(root, settings)

    monkeypatch.setattr(plan_watch, "read_plan", counted)
    assert "the plan" in run(site, "watch", "--tell")
    assert counts["plans"] == 1


def test_a_status_reads_no_incident(site: Path, counts: Counter[str]) -> None:
    run(site, "announce", "status")
    assert (counts["readings"], counts["ledgers"]) == (0, 1)


def test_a_decision_reads_the_incidents_only_for_a_message_that_the_ledger_does_not_have(
    site: Path, counts: Counter[str]
) -> None:
    run(site, "announce", "resolve", KEY, "--skip")
    assert (counts["readings"], counts["ledgers"]) == (1, 1)
    counts.clear()
    run(site, "announce", "resolve", KEY, "--retry")
    assert (counts["readings"], counts["ledgers"]) == (0, 1)


def test_a_run_with_nothing_to_announce_reads_no_incident(
    site: Path, counts: Counter[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WEBHOOK_URL", "https://hooks.example.com/secret")
    for stem in worlds.STEMS:
        run(site, "announce", "resolve", f"{worlds.INCIDENT}/{stem}/repeatable", "--skip")
    assert run(site, "announce") == "Nothing to announce.\n"
    counts.clear()
    assert run(site, "announce") == "Nothing to announce.\n"
    assert (counts["readings"], counts["ledgers"]) == (0, 1)


@pytest.mark.parametrize(
    "words",
    [
        ("new", "Slow", "--component", "checkout", "--impact", "minor", "--message", "Slow."),
        ("update", worlds.INCIDENT, "--status", "monitoring", "--message", "Better."),
        ("resolve", worlds.INCIDENT, "--message", "Good."),
        ("schedule", "Work", "--from", "2026-11-22T01:00Z", "--until", "1h", "--no-components", "-m", "x"),
    ],
)
def test_a_command_that_writes_lists_the_incidents_at_most_once(
    site: Path, counts: Counter[str], words: tuple[str, ...]
) -> None:
    result = CliRunner().invoke(main, [*words, "--root", str(site), "--now", NOW])
    assert result.exit_code != 2, result.output
    assert counts["readings"] <= 1
    assert counts["ledgers"] == 0


def test_serving_reads_the_repository_once(site: Path, counts: Counter[str]) -> None:
    from datetime import datetime

    from outspoken.serve.live_site import LiveSite
    from outspoken.serve.reread import KeptRepository

    live = LiveSite(repository=KeptRepository(site), clock=lambda: datetime.fromisoformat(NOW), scratch=None)
    assert (live.path, counts["readings"]) == ("/", 0)
    live.refresh(prose=True)
    assert counts["readings"] == 1
