"""`outspoken repeat`: maintenance again and again, each in a folder of its own."""

from __future__ import annotations

from typing import Any

import pytest
from tests.cli.conftest import DOWN, Type

WEEKS = ("repeat", "2026-12-01-work", "--every", "week", "--until", "2026-12-22")


@pytest.fixture
def work(site: Any) -> str:
    """The id of maintenance on a Tuesday night."""
    window = ("--from", "2026-12-01 03:00 Europe/Berlin", "--until", "30m", "--no-auto")
    return site.id_of(site.run("schedule", "Work", *window, "--component", "api", "-m", "We work."))


def test_each_date_gets_a_folder_with_the_same_facts(site: Any, work: str) -> None:
    done = site.run(*WEEKS, "--yes")
    folders = [f"incidents/2026-12/2026-12-{day}-work" for day in ("08", "15", "22")]
    update = f"{folders[0]}/updates/20261121T140530Z-scheduled.md"

    assert done.stdout.split() == [
        name for each in folders for name in (f"{each}/incident.md", f"{each}/{update.partition('work/')[2]}")
    ]
    assert site.files()[f"{folders[0]}/incident.md"] == (
        "---\ntitle: Work\nkind: maintenance\ncomponents: {api: under_maintenance}\n"
        "scheduled: {from: 2026-12-08 03:00 Europe/Berlin, until: 2026-12-08 03:30 Europe/Berlin, "
        "auto: false}\n---\n"
    )
    assert site.files()[update] == (
        "---\nstatus: scheduled\nat: 2026-11-21T14:05:30Z\nannounce: false\n---\n\n"
        "The next maintenance of this kind is from 02:00 UTC (03:00 in Berlin) on Tuesday, 8 December until "
        "02:30 UTC (03:30 in Berlin).\n"
    )
    assert site.check() == "4 incidents, 4 updates: no problems.\n"


def test_the_dates_are_shown_first(site: Any, work: str) -> None:
    before = site.files()
    done = site.run(*WEEKS)

    assert (done.returncode, site.files()) == (2, before)
    assert done.stderr == (
        "Tue 2026-12-08 03:00  02:00 UTC (03:00 in Berlin) on Tuesday, 8 December\n"
        "Tue 2026-12-15 03:00  02:00 UTC (03:00 in Berlin) on Tuesday, 15 December\n"
        "Tue 2026-12-22 03:00  02:00 UTC (03:00 in Berlin) on Tuesday, 22 December\n"
        "--yes is missing: look at the dates above, then run it again with --yes\n"
    )


def test_on_a_terminal_it_asks(site: Any, work: str, terminal: Type) -> None:
    shown = terminal(*WEEKS)
    shown.expect("2026-12-22 03:00")
    shown.answer("Write these dates?")

    assert shown.end() == 0
    assert len(site.files()) == 8


def test_a_second_run_adds_only_what_is_missing(site: Any, work: str) -> None:
    site.run(*WEEKS[:-1], "2026-12-08", "--yes")
    path = site.root / "incidents/2026-12/2026-12-08-work/incident.md"
    path.write_text(path.read_text("utf-8").replace("title: Work", "title: Less work"), "utf-8")
    again = site.run(*WEEKS, "--yes")

    assert [line for line in again.stdout.split() if "12-08" in line] == []
    assert "title: Less work" in path.read_text("utf-8")
    last = site.run(*WEEKS, "--yes")
    assert (last.returncode, last.stdout) == (0, "")


def test_more_dates_than_allowed_are_left_out_and_counted(site: Any, work: str) -> None:
    done = site.run(*WEEKS, "--at-most", "2", "--yes")

    assert len(done.stdout.split()) == 4
    assert done.stderr.startswith("more than 2 dates: those after the first 2 are left out")


def test_the_announcement_may_be_a_person_s_words(site: Any, work: str) -> None:
    done = site.run(*WEEKS[:-1], "2026-12-08", "--yes", "--announce", "-m", "From {from} we work.")
    text = site.files()[done.stdout.split()[1]]

    assert text.endswith("\n\nFrom 02:00 UTC (03:00 in Berlin) on Tuesday, 8 December we work.\n")
    assert "announce" not in text


def test_only_maintenance_is_repeated(site: Any) -> None:
    site.open("Payments fail")
    done = site.run("repeat", "payments", "--every", "week", "--until", "2026-12-22", "--yes")

    assert (done.returncode, "is not scheduled maintenance" in done.stderr) == (1, True)


def test_one_way_of_naming_the_dates_is_enough(site: Any, work: str) -> None:
    assert site.run("repeat", work, "--until", "2026-12-22").returncode == 2
    assert site.run(*WEEKS, "--rule", "FREQ=WEEKLY").returncode == 2


def test_on_a_terminal_the_interval_and_the_last_day_are_asked_for(
    site: Any, work: str, terminal: Type
) -> None:
    screen = terminal("repeat")
    screen.answer("How often is it repeated? [week]", "weekly")
    screen.answer("is not an interval", "\x152 weeks")
    screen.answer("day on which one may begin? [2027-02-13]", "2026-12-15")
    screen.expect("Tue 2026-12-15 03:00")
    screen.answer("Write these dates?")

    assert screen.end() == 0, screen.text
    assert len(site.files()) == 4


def test_the_announcement_of_a_run_that_failed_is_offered_again(site: Any, work: str, terminal: Type) -> None:
    stopped = terminal(*WEEKS, "-m", "From {from} we work.")
    stopped.answer("Write these dates?", DOWN)
    assert (stopped.end(), "your answers are kept" in stopped.text) == (1, True)
    again = terminal("repeat", work)
    again.answer("were kept. Use them?")
    again.answer("Write these dates?")

    assert again.end() == 0, again.text
    assert list(site.files().values())[-1].endswith("we work.\n") and len(site.files()) == 8


def test_a_site_in_another_language_is_asked_for_the_announcement(
    site: Any, work: str, terminal: Type
) -> None:
    settings = (site.root / "mkdocs.yml").read_text("utf-8")
    site.write("mkdocs.yml", settings.replace("  - outspoken:\n", "  - outspoken:\n      language: de\n"))
    site.write("../editor", "#!/bin/sh\necho 'Ab {from} arbeiten wir.' > \"$1\"\n", 0o755)
    site.environment["EDITOR"] = str((site.root / "../editor").resolve())
    screen = terminal(*WEEKS)
    screen.answer("Write these dates?")

    assert screen.end() == 0, screen.text
    assert list(site.files().values())[-1].endswith("arbeiten wir.\n")


@pytest.mark.parametrize(
    "words",
    [
        ("--every", "fortnight", "--until", "2026-12-22"),
        ("--rule", "FREQ=SOMETIMES", "--until", "2026-12-22"),
        ("--every", "week", "--until", "2026-11-30"),
        ("--every", "week"),
        ("--every", "week", "--until", "2026-12-22", "-m", " "),
    ],
)
def test_wrong_usage_is_one_line_and_writes_nothing(site: Any, work: str, words: tuple[str, ...]) -> None:
    before = site.files()
    done = site.run("repeat", work, *words, "--yes")

    assert (done.returncode, site.files(), done.stderr.count("\n")) == (2, before, 1)
