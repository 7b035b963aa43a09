"""`outspoken remind`: reminders are listed with their state, and a person sends one once."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
import world as worlds
from click.testing import CliRunner, Result
from tests.announce.team_channel import ON_BRANCH, announced
from tests.announce.test_reminders import FOLDER, HALF, HOUR, WORK, plan, say

from outspoken.announce.reminder_states import reminder_states
from outspoken.channels.sending.sender import Outcome, Sent
from outspoken.cli import main
from outspoken.source.load import load

ASKED = "reminder-asked-20261121T1900Z"
NO = Sent(outcome=Outcome.NO, why="busy")
MAYBE = Sent(outcome=Outcome.MAYBE, why="no answer")


@pytest.fixture
def planned(site: Any) -> Any:
    """Work announced at 15:02 for 19:00, without reminders in the settings."""
    site.run()
    site.write(plan("19:00") | say("15:01"), minutes=2)
    site.run(3)
    return site


def remind(site: Any, *minutes: float) -> list[list[str]]:
    """The ids that each run by hand sends, by minutes after 15:00."""
    found = []
    for moment in minutes:
        before = len(site.channels["team"].updates)
        site.run(moment, remind=WORK)
        found.append(site.channels["team"].updates[before:])
    return found


def command(site: Any, *words: str, minutes: float = 10) -> Result:
    now = f"{site.now + timedelta(minutes=minutes):%Y-%m-%dT%H:%M:%SZ}"
    return CliRunner().invoke(main, ["remind", *words, "--root", str(site.root), "--now", now])


def test_a_reminder_by_hand_is_sent_once_for_each_window(planned: Any) -> None:
    assert remind(planned, 10, 11) == [[ASKED], []]
    assert announced(planned, 12, 20) == [[], []]
    planned.write(plan("21:00") | say("15:30"), minutes=30)
    assert announced(planned, 31) == [["20261121T153000Z-scheduled"]]
    assert remind(planned, 32, 33) == [["reminder-asked-20261121T2100Z"], []]


def test_the_reminders_of_the_settings_are_sent_all_the_same(planned: Any) -> None:
    required(planned)
    assert remind(planned, 10) == [[ASKED]]
    assert announced(planned, 180, 210) == [[HOUR], [HALF]]


def required(planned: Any) -> None:
    text = (planned.root / "mkdocs.yml").read_text("utf-8")
    reminding = text.replace("      components:", "      planned: {remind: [30m, 1h]}\n      components:", 1)
    planned.write({"mkdocs.yml": reminding}, minutes=5)


def test_no_second_reminder_comes_within_minutes_of_one_by_hand(planned: Any) -> None:
    required(planned)
    assert remind(planned, 179) == [[ASKED]]
    now = planned.now + timedelta(minutes=179.5)
    read = load(planned.root, now=now).history
    (listed,) = reminder_states(read, planned.store.read(), now)
    assert [(one.state, one.why) for one in listed.reminders[0].channels] == [
        ("skipped", "a person sent a reminder at 17:59 UTC")
    ]
    assert announced(planned, 180, 195, 210) == [[], [], [HALF]]
    assert planned.ledger()[f"{WORK}/{HOUR}/team"]["why"] == "a person sent a reminder at 17:59 UTC"


@pytest.mark.parametrize(("answer", "then"), [(NO, [[ASKED], []]), (MAYBE, [[HOUR], []])])
def test_a_reminder_gives_way_only_to_one_that_arrives(planned: Any, answer: Sent, then: list[str]) -> None:
    required(planned)
    planned.channels["team"].answers = [answer] * 9
    remind(planned, 179)
    planned.channels["team"].answers = []
    assert announced(planned, 200, 205) == then


def test_what_a_busy_channel_refused_is_sent_by_the_next_run(planned: Any) -> None:
    planned.channels["team"].answers = [NO] * 9
    remind(planned, 10)
    planned.channels["team"].answers = []
    assert announced(planned, 45, 60) == [[ASKED], []]


def test_what_is_left_of_it_ends_when_the_window_begins(planned: Any) -> None:
    planned.channels["team"].answers = [NO] * 9
    remind(planned, 10)
    planned.channels["team"].answers = []
    report = planned.run(241)

    assert [key.update for key in report.ended] == [ASKED]
    assert planned.channels["team"].updates[-1] == "auto-in_progress-20261121T1900Z"


def test_news_of_the_maintenance_comes_first(planned: Any) -> None:
    planned.write(say("15:20"), minutes=20)
    report = planned.run(21, remind=WORK)

    assert list(report.waiting.values()) == [
        f"{WORK}/20261121T152000Z-scheduled/team must be sent first: run outspoken announce"
    ]
    assert announced(planned, 22) == [["20261121T152000Z-scheduled"]]
    assert remind(planned, 23) == [[ASKED]]


def test_nothing_else_that_is_due_is_sent_with_it(planned: Any) -> None:
    planned.add_update("20261121T151500Z-monitoring", minutes=15)
    assert remind(planned, 16) == [[ASKED]]
    assert announced(planned, 17) == [["20261121T151500Z-monitoring"]]


@ON_BRANCH
def test_the_list_says_when_reminders_come_and_what_became_of_them(planned: Any) -> None:
    without = command(planned)
    assert (without.exit_code, without.output.splitlines()) == (
        0,
        [
            f"{WORK}: New disks",
            "  begins 19:00 UTC",
            "  no reminders",
            "",
            "Reminders are off: to turn them on, write planned: {remind: [1d, 1h]} below outspoken: in "
            "mkdocs.yml.",
            f"To send one now: outspoken remind {WORK}",
        ],
    )
    text = (planned.root / "mkdocs.yml").read_text("utf-8")
    reminding = text.replace(
        "      components:",
        "      time_zone: Asia/Tokyo\n      planned: {remind: [30m, 1h, 2h]}\n      components:",
        1,
    )
    planned.write({"mkdocs.yml": reminding}, minutes=5)
    planned.run(181)
    planned.channels["team"].answers = [Sent(outcome=Outcome.MAYBE, why="no answer")]
    planned.run(182, remind=WORK)

    listed = command(planned, minutes=183)
    assert listed.output.splitlines() == [
        f"{WORK}: New disks",
        "  begins 19:00 UTC (04:00 in Tokyo)",
        "  2h before: 17:00 UTC (02:00 in Tokyo)",
        "    team: missed",
        "  1h before: 18:00 UTC (03:00 in Tokyo)",
        "    team: sent 18:01 UTC (03:01 in Tokyo)",
        "  30m before: 18:30 UTC (03:30 in Tokyo)",
        "    team: coming",
        "  by hand: 18:02 UTC (03:02 in Tokyo)",
        "    team: held (no answer)",
        "",
    ]
    assert listed.exit_code == 1
    (found,) = json.loads(command(planned, "--json", minutes=183).output)["maintenance"]
    assert [one["channels"][0]["state"] for one in found["reminders"]] == ["missed", "sent", "coming", "held"]


@ON_BRANCH
def test_a_second_call_says_that_the_first_has_sent_it(planned: Any) -> None:
    remind(planned, 10)
    done = command(planned, "disks", minutes=11)

    assert (done.exit_code, done.output) == (
        0,
        f"{WORK}: nothing was sent, since a reminder for this window was asked for before: team: sent "
        "15:10 UTC\n",
    )
    again = command(planned, "disks", "--json", minutes=11)
    (message,) = json.loads(again.output)["messages"]
    assert (again.exit_code, message["key"], message["state"]) == (0, f"{WORK}/{ASKED}/team", "sent")


@ON_BRANCH
def test_a_dry_run_prints_the_message_and_sends_nothing(planned: Any) -> None:
    done = command(planned, "disks", "--dry-run")

    assert done.exit_code == 0
    assert f"{WORK}/{ASKED}/team" in done.output
    assert "A reminder of this scheduled maintenance." in done.output
    assert remind(planned, 11) == [[ASKED]]


@pytest.mark.parametrize(
    ("files", "minutes", "why"),
    [
        ({}, 240, "its window has begun"),
        (say("15:05", "cancelled"), 10, "it is cancelled"),
        (say("15:05", "in_progress"), 10, "it has begun"),
        (plan("19:00", "withdrawn: A mistake\n"), 10, "it is withdrawn"),
    ],
)
def test_nothing_reminds_of_what_is_not_to_come(
    planned: Any, files: dict[str, str], minutes: float, why: str
) -> None:
    planned.write(files or {"README.md": "x"}, minutes=5)
    done = command(planned, WORK, minutes=minutes)

    assert (done.exit_code, done.output) == (1, f"no reminder of {WORK} is sent: {why}\n")


def test_what_cannot_be_meant_is_refused(planned: Any) -> None:
    other = command(planned, "checkout-errors")
    assert (other.exit_code, other.output) == (
        1,
        f"no reminder of {worlds.INCIDENT} is sent: it is not scheduled maintenance\n",
    )
    assert command(planned, "nothing-like-it").exit_code == 2
    assert command(planned, "--dry-run").exit_code == 2
    new = {
        name.replace(WORK, "2026-11-21-more-disks"): text
        for name, text in (plan("20:00") | say("15:04")).items()
    }
    planned.write(new, commit=False)
    assert command(planned, "more-disks").output == (
        "2026-11-21-more-disks is not committed yet: readers cannot see it\n"
    )


@ON_BRANCH
def test_where_no_channel_wants_a_reminder_it_is_said(planned: Any) -> None:
    text = (planned.root / "mkdocs.yml").read_text("utf-8")
    filtered = text.replace("{kind: webhook,", "{kind: webhook, filter: {impacts: [critical]},")
    planned.write({"mkdocs.yml": filtered}, minutes=5)

    assert "  no channel's filter matches\n" in command(planned).output
    assert "To send one now" not in command(planned).output
    done = command(planned, WORK)
    assert (done.exit_code, done.output) == (
        1,
        f"no channel's filter matches a reminder of {WORK}: nothing can be sent\n",
    )


@ON_BRANCH
def test_the_question_names_only_the_channels_that_get_it(
    planned: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (planned.root / "mkdocs.yml").read_text("utf-8")
    team = next(line for line in text.splitlines() if "{kind: webhook," in line)
    other = team.replace("team:", "outages:").replace("{kind:", "{filter: {impacts: [critical]}, kind:")
    planned.write({"mkdocs.yml": text.replace(team, f"{team}\n{other}")}, minutes=5)
    asked: list[str] = []
    monkeypatch.setattr("outspoken.cli.writing_parts.prompts.confirm", lambda _, why: bool(asked.append(why)))
    monkeypatch.setattr("click.testing._NamedTextIOWrapper.isatty", lambda _: True, raising=False)

    assert (command(planned, WORK).exit_code, asked) == (1, ["It goes to these channels: team."])


def test_the_list_says_what_cannot_be_read(planned: Any) -> None:
    planned.write({f"{FOLDER}/incident.md": "No facts.\n"}, minutes=5)
    planned.write(
        {"mkdocs.yml": (planned.root / "mkdocs.yml").read_text("utf-8").split("      channels:")[0]}
    )

    done = command(planned)
    assert "no-front-matter" in done.stderr
    assert WORK in done.stdout
