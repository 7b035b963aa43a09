"""Times as a person types them at night: without a date, without a zone, or on the wrong day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import click
import pytest
from tests.cli.conftest import DOWN, Type

from outspoken.cli import main

NEW = ("new", "Down", "--impact", "minor", "--component", "api", "-m", "It is down.")


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("14:00", "2026-11-21 14:00 Europe/Berlin"),
        ("9:05", "2026-11-21 09:05 Europe/Berlin"),
        ("23:50", "2026-11-20 23:50 Europe/Berlin"),
        ("14:00Z", "2026-11-21T14:00Z"),
        ("14:00 UTC", "2026-11-21T14:00Z"),
        ("09:00 America/New_York", "2026-11-21 09:00 America/New_York"),
        ("14:00+01:00", "2026-11-21 14:00+01:00"),
        ("2026-11-20 22:00", "2026-11-20 22:00 Europe/Berlin"),
    ],
)
def test_a_start_without_date_or_zone_is_the_newest_such_time(site: Any, typed: str, read: str) -> None:
    done = site.run(*NEW, "--started", typed)

    assert (done.returncode, done.stderr) == (0, f"--started {typed} is read as {read}\n")
    assert f"started: {read}\n" in next(iter(site.files().values())).replace('"', "")


@pytest.mark.parametrize("option", ["--next-update", "--eta"])
@pytest.mark.parametrize(
    ("typed", "read"),
    [("16:00", "2026-11-21 16:00 Europe/Berlin"), ("09:00", "2026-11-22 09:00 Europe/Berlin")],
)
def test_a_time_to_come_without_a_date_is_the_next_one(site: Any, option: str, typed: str, read: str) -> None:
    site.open()
    done = site.run("update", "-m", "x", option, typed)

    assert (done.returncode, done.stderr) == (0, f"{option} {typed} is read as {read}\n")
    assert read in list(site.files().values())[-1]


def test_an_end_without_a_date_comes_after_its_start(site: Any) -> None:
    window = ("--from", "2026-11-28 23:00 Europe/Berlin", "--until", "01:30")
    done = site.run("schedule", "Work", "--component", "api", "-m", "x", *window)

    assert done.stderr == "--until 01:30 is read as 2026-11-29 01:30 Europe/Berlin\n"
    assert "until: 2026-11-29 01:30 Europe/Berlin}" in next(iter(site.files().values()))


def test_a_hint_has_todays_date_and_the_zone_of_the_site(site: Any) -> None:
    done = site.run(*NEW, "--started", "at noon")

    assert (done.returncode, site.files()) == (2, {})
    assert "or a time as 2026-11-21 15:05 Europe/Berlin" in " ".join(done.stderr.split())


def test_a_time_that_does_not_exist_is_refused(site: Any) -> None:
    done = site.run(*NEW, "--started", "25:10")

    assert (done.returncode, site.files()) == (2, {})


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        (("--next-update", "2026-11-21T11:00Z"), "past-promise"),
        (("--eta", "2026-11-20 16:00 Europe/Berlin"), "past-promise"),
    ],
)
def test_a_promise_in_the_past_is_written_with_a_warning_without_a_terminal(
    site: Any, words: tuple[str, ...], rule: str
) -> None:
    site.open()
    done = site.run("update", "-m", "x", *words)

    assert (done.returncode, f"[{rule}]" in done.stderr, rule in site.check()) == (0, True, True)


def test_a_window_in_the_past_is_written_with_a_warning_without_a_terminal(site: Any) -> None:
    window = ("--from", "2026-11-14T02:00Z", "--until", "30m")
    done = site.run("schedule", "Work", "--component", "api", "-m", "x", *window)

    assert (done.returncode, "[past-window]" in done.stderr) == (0, True)


@pytest.mark.parametrize(
    ("keys", "written"),
    [("", "2026-11-22 12:00 Europe/Berlin"), (DOWN, "2026-11-21 12:00 Europe/Berlin")],
)
def test_on_a_terminal_a_promise_in_the_past_is_asked_about(
    site: Any, terminal: Type, keys: str, written: str
) -> None:
    site.open()
    screen = terminal("update", "-m", "x", "--next-update", "2026-11-21 12:00 Europe/Berlin")
    screen.expect("--next-update 2026-11-21 12:00 Europe/Berlin is 3h5m ago.")
    screen.answer("Yes, 2026-11-22 12:00 Europe/Berlin", keys)

    assert screen.end() == 0, screen.text
    assert f"next_update: {written}\n" in list(site.files().values())[-1]


def test_on_a_terminal_a_window_of_last_week_is_asked_about(site: Any, terminal: Type) -> None:
    screen = terminal("schedule", "Work", "--component", "api", "-m", "x", "--until", "30m")
    screen.answer("When does it begin?", "2026-11-14 02:00 Europe/Berlin")
    screen.answer("Did you mean 2026-11-22 02:00 Europe/Berlin?")

    assert screen.end() == 0, screen.text
    assert "from: 2026-11-22 02:00 Europe/Berlin, until: 2026-11-22T01:30Z" in next(
        iter(site.files().values())
    )


@pytest.mark.parametrize("words", [("--now", "15:30"), ("--now", "15:30 Europe/Berlin"), ("--now", "14:30Z")])
def test_now_without_a_date_is_today_in_the_zone_of_the_site_wherever_root_is_written(
    site: Any, words: tuple[str, str]
) -> None:
    read = "2026-11-21T14:30Z" if words[1].endswith("Z") else "2026-11-21 15:30 Europe/Berlin"
    done = site.run("status", "--no-ledger", "--json", *words, "--root", str(site.root), cwd=site.root.parent)

    assert (done.returncode, done.stderr) == (0, f"--now {words[1]} is read as {read}\n")
    assert '"2026-11-21T14:30:00Z"' in done.stdout


def test_every_option_that_takes_a_time_takes_one_without_a_date() -> None:
    context = click.Context(click.Command("x"), info_name="x")
    context.params = {"now": datetime(2026, 11, 21, 14, 5, tzinfo=UTC)}
    times = {option: option.type for option in _options(main) if str(option.type.name).startswith("time")}

    assert {option.name for option in times} >= {"now", "since", "opened_at", "started", "eta", "from"}
    for option, kind in times.items():
        read = kind.convert("14:00", option, context)
        # What counts from a beginning is completed when the beginning is known.
        assert str(read).startswith("14:00" if option.name == "until" else ("2026-11-21", "2026-11-22")), (
            option
        )
        assert "14:05 means " in getattr(option, "help", ""), option


def _options(group: click.Group) -> Iterator[click.Parameter]:
    """Every option and argument of each command below a group."""
    with click.Context(group) as context:
        for name in group.list_commands(context):
            command = group.get_command(context, name)
            assert command is not None
            yield from command.params
            if isinstance(command, click.Group):
                yield from _options(command)
