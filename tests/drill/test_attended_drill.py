"""People take part in a drill with the real commands; its clock can run faster, and Ctrl-C ends it."""

from __future__ import annotations

import subprocess
import sys
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.drill.conftest import SECRET, DrillSite

from outspoken.drill.attended_drill import run_attended
from outspoken.drill.drill_clock import DrillClock
from outspoken.drill.drill_report import DrillResult, drill_report
from outspoken.drill.drill_request import DrillRequest, beginning
from outspoken.drill.drill_shell import kit_uses, write_shell
from outspoken.drill.scenario_placeholders import fill_placeholders
from outspoken.drill.throwaway_copy import ThrowawayCopy, copy_repository
from outspoken.model.drills.scenario import Scenario
from outspoken.model.settings import Settings
from outspoken.source.plan.scenario_files import read_scenario, scenario_files
from outspoken.source.settings.read_settings import read_settings

START = datetime(2026, 11, 21, 14, 5, tzinfo=UTC)
OPEN = (
    "new", "Cards fail", "--impact", "major", "--component", "checkout=partial_outage",
    "--affected", "Some cards", "--next-update", "15m", "-m", "Some cards are declined.", "--push",
)  # fmt: skip


class Team:
    """Waits in place of the drill: each wait is a minute, and at some minutes a person does something."""

    def __init__(self, folder: Path, site: DrillSite, deeds: dict[int, Callable[[], None]]) -> None:
        self.folder, self.site, self.deeds = folder, site, deeds
        self.real, self.shown = START, list[str]()

    def wait(self) -> None:
        self.real += timedelta(minutes=1)
        minute = int((self.real - START).total_seconds()) // 60
        self.deeds.get(minute, lambda: None)()

    def use(self, *words: str) -> None:
        """A command as the person's shell would run it, at the time of the drill."""
        copy = ThrowawayCopy(
            folder=self.folder, site=self.folder / "site", origin=self.folder / "origin.git", branch="main"
        )
        environ = copy.environment(self.site.environ, "", self.real)
        command = [sys.executable, "-P", "-m", "outspoken", *words]
        subprocess.run(command, cwd=copy.site, env=environ, check=True, capture_output=True)

    def run(self) -> tuple[DrillResult, Path]:
        request = DrillRequest(
            scenario=fill_placeholders(scenario_of("wrong-diagnosis"), settings_of(self.site).components),
            root=self.site.root,
            folder=self.folder,
            settings=settings_of(self.site),
            environ=self.site.environ,
            start=START,
        )
        return run_attended(request, lambda: self.real, self.wait, self.shown.append)


def scenario_of(name: str) -> Scenario:
    scenario = read_scenario(name, scenario_files(Path("/nowhere"), None)[name]).scenario
    assert scenario is not None
    return scenario


def settings_of(site: DrillSite) -> Settings:
    settings = read_settings(site.root, [])
    assert settings is not None
    return settings


def test_events_appear_at_their_time_and_what_is_pushed_is_published(
    drilled: DrillSite, tmp_path: Path
) -> None:
    seen: list[str] = []

    def look() -> None:
        address = next(line for text in team.shown for line in text.split() if line.startswith("http://"))
        for place in (address, f"{address}desk/"):
            with urllib.request.urlopen(place) as page:
                seen.append(page.read().decode())

    def stop() -> None:
        raise KeyboardInterrupt

    team = Team(tmp_path, drilled, {3: lambda: team.use(*OPEN), 6: look, 9: stop})

    result, site = team.run()

    assert team.shown[2:] == [
        "+0:00, alert from monitoring\n    Card declines 12 % (usual 1 %)",
        "+0:03 published, and sent to drill-executives, drill-major-customers, list, team",
        "+0:04, ticket from a customer\n    Was I charged twice?",
        "+0:08, fact from engineering\n    It must be release 4.2, from an hour ago. We are rolling it back.",
        "The drill ends here.",
    ]
    assert "false" not in "".join(team.shown)
    assert ("data-drill" in seen[0], "Some cards are declined." in seen[0]) == (True, True)
    assert ("DRILL: none of this is real." in seen[1], "Cards fail" in seen[1]) == (True, True)
    text = drill_report(result, site)
    assert "| yes | The first update is published within 5 minutes | at +0:03 |" in text
    assert (
        "| **no** | Executives are informed within 5 minutes after +0:25 | the drill ended at +0:09 |" in text
    )
    assert "player: team" in text


def test_a_drill_in_which_nothing_is_written_ends_by_itself(drilled: DrillSite, tmp_path: Path) -> None:
    team = Team(tmp_path, drilled, {})

    result, site = team.run()

    assert result.reading.course.end == START + timedelta(minutes=50)
    assert "| **no** | The first update is published within 5 minutes | it did not happen |" in drill_report(
        result, site
    )


def test_a_faster_clock_is_ahead_by_as_many_times() -> None:
    times = [START, START + timedelta(seconds=6)]
    clock = DrillClock(START + timedelta(days=1), lambda: times.pop(0), speed=10)

    assert clock() == START + timedelta(days=1, minutes=1)


def test_a_drill_begins_after_the_last_commit_and_leaves_time_for_what_is_given(drilled: DrillSite) -> None:
    last = datetime(2026, 11, 20, 9, tzinfo=UTC)

    assert beginning(scenario_of("database"), drilled.root, START) == START
    assert beginning(scenario_of("database"), drilled.root, last) == last + timedelta(minutes=2)
    assert beginning(scenario_of("overrun"), drilled.root, START) == last + timedelta(days=6, minutes=2)


@pytest.fixture
def entered(drilled: DrillSite, tmp_path: Path) -> ThrowawayCopy:
    """A copy with the commands of a person, whose clock is an hour of real time behind the present."""
    copy = copy_repository(drilled.root, tmp_path, settings_of(drilled), drilled.environ, START)
    behind = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1)
    write_shell(copy, drilled.environ, "http://127.0.0.1:9/", DrillClock(START, lambda: behind, speed=10))
    return copy


def shell(copy: ThrowawayCopy, script: str) -> str:
    done = subprocess.run(
        ["/bin/sh", "-c", f". {copy.folder}/enter\n{script}"],
        env={"PATH": "/usr/bin:/bin", "TOKEN": SECRET},
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout


def test_a_person_enters_the_copy_and_has_the_clock_of_the_drill(entered: ThrowawayCopy) -> None:
    place, ident = shell(entered, "pwd\ngit var GIT_COMMITTER_IDENT").splitlines()

    assert Path(place).resolve() == entered.site.resolve()
    at = datetime.fromtimestamp(int(ident.split()[-2]), UTC)
    assert START + timedelta(hours=10) <= at < START + timedelta(hours=20)


def test_the_commands_of_a_person_get_no_secret_either(entered: ThrowawayCopy) -> None:
    assert SECRET not in shell(entered, "git -c alias.show-all='!env' show-all")


def test_the_use_of_ready_texts_is_noted(entered: ThrowawayCopy) -> None:
    shell(entered, "outspoken kit --audience executives --help\noutspoken kit --help\noutspoken plan --help")

    assert [one.audience for one in kit_uses(entered)] == ["executives", ""]
