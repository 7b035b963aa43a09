"""Scheduled maintenance is announced again before it begins: each reminder once, and never too late."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import world as worlds
from tests.announce.team_channel import ON_BRANCH, announced

from outspoken.announce.ledger.ledger_contents import LedgerContents
from outspoken.announce.plan_watch import PlanWatch
from outspoken.channels.sending.sender import Outcome, Sent
from outspoken.pipeline.watch_report import watch
from outspoken.source.last_good import read

WORK = "2026-11-21-new-disks"
FOLDER = f"incidents/2026-11/{WORK}"
HOUR = "reminder-1h-20261121T1900Z"
HALF = "reminder-30m-20261121T1900Z"


def plan(start: str, more: str = "") -> dict[str, str]:
    head = (
        "---\ntitle: New disks\nkind: maintenance\ncomponents: {checkout: under_maintenance}\n"
        f"scheduled: {{from: 2026-11-21T{start}Z, until: 2026-11-21T23:00Z}}\n{more}---\nDisks.\n"
    )
    return {f"{FOLDER}/incident.md": head}


def say(clock: str, status: str = "scheduled", more: str = "") -> dict[str, str]:
    name = f"20261121T{clock.replace(':', '')}00Z-{status}"
    return {
        f"{FOLDER}/updates/{name}.md": f"---\nstatus: {status}\nat: 2026-11-21T{clock}Z\n{more}---\nNews.\n"
    }


@pytest.fixture
def planned(site: Any) -> Any:
    """Work announced at 15:02 for 19:00, with reminders an hour and half an hour before."""
    settings = (site.root / "mkdocs.yml").read_text("utf-8")
    reminding = settings.replace(
        "      components:", "      planned: {remind: [30m, 1h]}\n      components:", 1
    )
    assert reminding != settings
    site.write({"mkdocs.yml": reminding})
    site.run()
    site.write(plan("19:00") | say("15:01"), minutes=2)
    assert announced(site, 3) == [["20261121T150100Z-scheduled"]]
    return site


def test_each_reminder_is_sent_once_at_its_time(planned: Any) -> None:
    assert announced(planned, 179, 180, 181, 210, 211, 239) == [[], [HOUR], [], [HALF], [], []]


def test_what_no_run_could_send_in_time_gives_way_to_the_next(planned: Any) -> None:
    assert announced(planned, 215, 216) == [[HALF], []]


def test_nothing_reminds_of_what_has_begun(planned: Any) -> None:
    assert announced(planned, 240) == [["auto-in_progress-20261121T1900Z"]]


def test_nothing_reminds_of_cancelled_work(planned: Any) -> None:
    planned.write(say("16:00", "cancelled"), minutes=60)

    assert announced(planned, 61, 180, 210) == [["20261121T160000Z-cancelled"], [], []]


def test_nothing_reminds_of_withdrawn_work(planned: Any) -> None:
    planned.write(plan("19:00", "withdrawn: a mistake\n"), minutes=60)

    assert announced(planned, 61, 180, 210) == [["withdrawn"], [], []]


def test_a_window_that_was_moved_has_its_own_reminders(planned: Any) -> None:
    assert announced(planned, 180) == [[HOUR]]
    planned.write(plan("21:00") | say("18:10"), minutes=190)

    assert announced(planned, 191, 210, 300, 330) == [
        ["20261121T181000Z-scheduled"],
        [],
        ["reminder-1h-20261121T2100Z"],
        ["reminder-30m-20261121T2100Z"],
    ]


def test_work_that_is_announced_late_has_only_the_reminders_that_are_left(site: Any, planned: Any) -> None:
    planned.write(plan("16:30") | say("15:45"), minutes=45)

    assert announced(planned, 46, 60) == [["20261121T154500Z-scheduled"], ["reminder-30m-20261121T1630Z"]]


def test_a_reminder_in_doubt_is_held_and_not_sent_again(planned: Any) -> None:
    planned.channels["team"].answers = [Sent(outcome=Outcome.MAYBE, why="no answer")]

    assert announced(planned, 180, 200) == [[HOUR], []]
    assert planned.ledger()[f"{WORK}/{HOUR}/team"]["state"] == "held"


def test_a_reminder_that_was_refused_ends_when_the_next_is_due(planned: Any) -> None:
    planned.channels["team"].answers = [Sent(outcome=Outcome.NO, why="busy")] * 3

    assert announced(planned, 180, 210) == [[HOUR] * 3, [HALF]]
    record = planned.ledger()[f"{WORK}/{HOUR}/team"]
    assert (record["state"], "a later reminder is due" in record["why"]) == ("skipped", True)


def test_the_message_says_when_and_leads_to_the_page(planned: Any) -> None:
    planned.run(180)
    message = planned.channels["team"].sent[-1]

    assert message.subject == "[Reminder] New disks"
    assert message.text.startswith("A reminder of this scheduled maintenance.\n")
    assert "Scheduled for Nov 21, 2026, 19:00 - 23:00 UTC" in message.text.replace(
        "\N{THIN SPACE}\N{EN DASH}\N{THIN SPACE}", " - "
    )
    assert message.link.endswith(f"/incidents/{WORK}/")


@ON_BRANCH
def test_a_reminder_that_is_due_is_a_reason_to_run(planned: Any) -> None:
    book = LedgerContents(name="announcements")
    paths = planned.git("ls-tree", "-r", "--name-only", "announcements").splitlines()
    book.take({path: planned.git("show", f"announcements:{path}").encode() for path in paths})

    def waiting(minutes: int) -> list[str]:
        now = planned.now + timedelta(minutes=minutes)
        return [
            *map(
                str, watch(PlanWatch(planned.root, now), read(planned.root, now=now), now, book, None).waiting
            )
        ]

    assert [waiting(minutes) for minutes in (179, 180)] == [[], [f"{WORK}/{HOUR}/team"]]


@ON_BRANCH
def test_an_old_checkout_does_not_remind_of_what_a_newer_commit_cancelled(planned: Any) -> None:
    before = worlds.git(planned.root, "rev-parse", "HEAD")
    planned.write(say("16:00", "cancelled"), minutes=60)
    worlds.git(planned.root, "push", "-q", "origin", "HEAD:main")
    worlds.git(planned.root, "checkout", "-q", "-B", "main", before)

    assert announced(planned, 180) == [[]]
