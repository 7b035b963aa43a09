"""Phases of maintenance whose window was moved are announced once each, and never again."""

from __future__ import annotations

from typing import Any

import pytest
import world as worlds
from tests.announce.team_channel import ON_BRANCH, announced

from outspoken.channels.sending.sender import Outcome, Sent

WORK = "2026-11-21-new-disks"
FOLDER = f"incidents/2026-11/{WORK}"
NO = Sent(outcome=Outcome.NO, why="busy")


def plan(start: str, end: str) -> dict[str, str]:
    head = (
        "---\ntitle: New disks\nkind: maintenance\ncomponents: {checkout: under_maintenance}\n"
        f"scheduled: {{from: {start}, until: {end}}}\n---\nDisks.\n"
    )
    return {f"{FOLDER}/incident.md": head}


def say(clock: str) -> dict[str, str]:
    name = f"20261121T{clock.replace(':', '')}00Z-scheduled"
    return {
        f"{FOLDER}/updates/{name}.md": f"---\nstatus: scheduled\nat: 2026-11-21T{clock}Z\n---\nPlanned.\n"
    }


@pytest.fixture
def planned(site: Any) -> Any:
    """Work announced at 15:02 for 15:30 until 15:40."""
    site.run()
    site.write(plan("2026-11-21T15:30Z", "2026-11-21T15:40Z") | say("15:01"), minutes=2)
    assert announced(site, 3) == [["20261121T150100Z-scheduled"]]
    return site


def former_ledger(site: Any) -> None:
    """Rename what the ledger says of phases as a former version wrote it."""
    folder = site.root.parent / "ledger"
    worlds.git(site.root, "fetch", "-q", "origin", "announcements")
    worlds.git(site.root, "worktree", "add", "-q", "-B", "announcements", str(folder), "FETCH_HEAD")
    for path in folder.rglob("auto-*"):
        path.rename(path.with_name(path.name.rsplit("-", 1)[0]))
    (folder / "settled.json").unlink(missing_ok=True)
    worlds.git(folder, "add", "-A")
    worlds.git(folder, "commit", "-q", "-m", "As it was")
    worlds.git(folder, "push", "-q", "origin", "announcements")
    worlds.git(site.root, "worktree", "remove", "--force", str(folder))


def test_work_that_was_put_off_after_it_began_is_announced_again(planned: Any) -> None:
    assert announced(planned, 31) == [["auto-in_progress-20261121T1530Z"]]
    planned.write(plan("2026-11-21T17:00Z", "2026-11-21T17:10Z") | say("15:35"), minutes=35)
    assert announced(planned, 36, 41, 121, 131, 132) == [
        ["20261121T153500Z-scheduled"],
        [],
        ["auto-in_progress-20261121T1700Z"],
        ["auto-completed-20261121T1710Z"],
        [],
    ]


def test_a_start_that_was_moved_later_before_it_was_announced_is_not_announced(planned: Any) -> None:
    planned.write(plan("2026-11-21T17:00Z", "2026-11-21T17:10Z") | say("15:35"), minutes=35)
    assert announced(planned, 36, 121) == [
        ["20261121T153500Z-scheduled"],
        ["auto-in_progress-20261121T1700Z"],
    ]


def test_the_end_of_work_that_was_prolonged_after_the_clock_completed_it_is_announced(planned: Any) -> None:
    assert announced(planned, 41) == [["auto-in_progress-20261121T1530Z", "auto-completed-20261121T1540Z"]]
    planned.write(plan("2026-11-21T15:30Z", "2026-11-21T16:00Z") | say("15:45"), minutes=45)
    assert announced(planned, 46, 61, 62) == [
        ["20261121T154500Z-scheduled"],
        ["auto-completed-20261121T1600Z"],
        [],
    ]


def test_a_window_that_is_corrected_in_the_past_is_not_announced_again(planned: Any) -> None:
    announced(planned, 41)
    planned.write(plan("2026-11-21T15:25Z", "2026-11-21T15:38Z"), minutes=45)
    assert announced(planned, 46) == [[]]


def test_work_scheduled_after_it_began_is_announced_as_begun(site: Any) -> None:
    site.run()
    site.write(plan("2026-11-21T15:30Z", "2026-11-21T15:50Z") | say("15:35"), minutes=35)
    assert announced(site, 36, 51) == [
        ["auto-in_progress-20261121T1530Z", "20261121T153500Z-scheduled"],
        ["auto-completed-20261121T1550Z"],
    ]


@ON_BRANCH
def test_what_a_former_version_announced_is_not_announced_again(planned: Any) -> None:
    announced(planned, 41)
    former_ledger(planned)
    assert announced(planned, 42, 43) == [[], []]


@ON_BRANCH
def test_an_announcement_by_a_former_version_does_not_suppress_the_next_window(planned: Any) -> None:
    announced(planned, 31)
    former_ledger(planned)
    planned.write(plan("2026-11-21T17:00Z", "2026-11-21T17:10Z"), minutes=35)
    assert announced(planned, 36, 121) == [[], ["auto-in_progress-20261121T1700Z"]]


@ON_BRANCH
def test_an_announcement_that_a_former_version_began_continues_under_its_key(planned: Any) -> None:
    planned.channels["team"].answers = [NO] * 3
    announced(planned, 31)
    former_ledger(planned)
    assert announced(planned, 45)[0][-2:] == ["auto-in_progress", "auto-completed-20261121T1540Z"]
    states = {key.split("/")[-2]: record["state"] for key, record in planned.ledger().items() if WORK in key}
    assert states["auto-in_progress"] == "sent"
    assert "auto-in_progress-20261121T1530Z" not in states


def test_a_phase_waiting_to_be_tried_again_is_given_up_when_the_work_is_put_off(planned: Any) -> None:
    planned.channels["team"].answers = [NO] * 3
    announced(planned, 31)
    planned.write(plan("2026-11-21T17:00Z", "2026-11-21T17:10Z"), minutes=40)
    assert announced(planned, 50) == [[]]
    records = [record for key, record in planned.ledger().items() if "auto-in_progress" in key]
    assert [(record["state"], record["why"]) for record in records] == [
        ("skipped", "the maintenance was moved, or no longer reaches that phase")
    ]
