"""A drill that plays by itself goes through the whole product, and leaves nothing behind."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from tests.drill.conftest import SECRET, START, DrillSite

Done = subprocess.CompletedProcess[str]


@pytest.fixture(scope="module")
def played(drilled: DrillSite) -> Done:
    return drilled.run("drill", "comes-back", "--auto", "--save", "--now", START)


def test_each_expectation_is_met_by_the_scripted_team(played: Done) -> None:
    assert played.returncode == 0, played.stderr
    assert "7 of 7 expectations were met, with 5 updates and " in played.stdout
    assert "| yes | The incident is open again within 10 minutes after +0:41 | at +0:44 |" in played.stdout


def test_the_report_has_the_events_the_updates_and_the_measures_of_incidents(played: Done) -> None:
    assert "- +0:41, alert from monitoring: Checkout: answers take 35 seconds" in played.stdout
    assert "- **+0:44, published** (investigating): It is back: Checkout is slow again." in played.stdout
    assert "The first update came 3 minutes after the start." in played.stdout
    assert "3 of 3 promised updates came on time." in played.stdout
    assert "What the site did wrong" not in played.stdout
    assert "](http" not in played.stdout


def test_the_report_is_kept_in_the_plan_and_names_the_day(played: Done, drilled: DrillSite) -> None:
    kept = drilled.root / "plan" / "drills" / "2026-11-21-comes-back.md"

    assert kept.read_text(encoding="utf-8") == played.stdout
    assert played.stdout.startswith("---\nscenario: comes-back\nbegan: 2026-11-21T14:05:00Z\n")


def test_nothing_but_the_report_is_left_behind(played: Done, drilled: DrillSite) -> None:
    assert played.returncode == 0
    assert drilled.git("status", "--porcelain", "-uall") == "?? plan/drills/2026-11-21-comes-back.md"
    assert drilled.git("branch", "-a", "--format=%(refname)") == "refs/heads/main"
    assert list(drilled.root.parent.glob("outspoken-drill-*")) == []


def test_every_process_of_a_drill_connects_to_this_computer_alone(played: Done, drilled: DrillSite) -> None:
    assert played.returncode == 0
    connected = {line for line in drilled.seen if line.startswith("connected")}
    assert connected == {"connected to loopback"}


def test_no_command_of_a_drill_gets_a_secret(played: Done, drilled: DrillSite) -> None:
    assert played.returncode == 0
    started = [line for line in drilled.seen if line.startswith("started")]
    # The first process is the one that the person starts; all others are the drill's own.
    assert (SECRET in started[0], len(started) > 10) == (True, True)
    assert [line for line in started[1:] if SECRET in line] == []


def test_the_guard_of_these_tests_refuses_another_host(drilled: DrillSite, tmp_path: Path) -> None:
    program = "import socket; socket.create_connection(('192.0.2.1', 9))"

    done = subprocess.run(
        [sys.executable, "-c", program],
        env=drilled.environ,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert "a drill connects to 192.0.2.1" in done.stderr
    lines = drilled.seen
    seen = Path(drilled.environ["PYTHONPATH"], "seen.txt")
    # The other tests of this file look for such a line.
    seen.write_text("".join(f"{line}\n" for line in lines if "192.0.2.1" not in line), encoding="utf-8")
