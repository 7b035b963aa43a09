"""A scenario is read whole, and what is shipped can be played."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outspoken.model.drills.scenario import Scenario, ScriptedCommand
from outspoken.source.format.instants import read_offset
from outspoken.source.plan.scenario_files import read_scenario, scenario_files
from outspoken.source.plan.scenario_rules import written

OWN = """\
title: A full queue
about: A queue is full.
length: 30m
injects:
  - {at: +0m, as: alert, from: monitoring, text: Slow, reveals: [affected]}
"""


def own(root: Path, text: str, name: str = "queue") -> Scenario | None:
    file = root / "plan" / "scenarios" / f"{name}.yaml"
    file.parent.mkdir(parents=True)
    file.write_text(text, encoding="utf-8")
    return read_scenario(name, scenario_files(root, None)[name]).scenario


@pytest.mark.parametrize("name", scenario_files(Path("/nowhere"), None))
def test_each_shipped_scenario_is_complete_and_can_be_played(name: str, tmp_path: Path) -> None:
    reading = read_scenario(name, scenario_files(tmp_path, None)[name])

    assert reading.problems == ()
    assert reading.scenario is not None
    assert reading.scenario.answers[-1].run is ScriptedCommand.RESOLVE
    assert reading.scenario.expects
    assert reading.scenario.debrief


def test_the_eight_situations_that_teams_meet_are_shipped(tmp_path: Path) -> None:
    assert list(scenario_files(tmp_path, None)) == [
        "comes-back",
        "data-leak",
        "database",
        "git-host",
        "night",
        "overrun",
        "supplier",
        "wrong-diagnosis",
    ]


def test_a_scenario_of_the_plan_replaces_the_shipped_one_of_its_name(tmp_path: Path) -> None:
    scenario = own(tmp_path, OWN, "database")

    assert scenario is not None
    assert (scenario.id, scenario.title, scenario.length) == (
        "database",
        "A full queue",
        timedelta(minutes=30),
    )


def test_a_scenario_without_events_cannot_be_played(tmp_path: Path) -> None:
    assert own(tmp_path, OWN.partition("injects")[0]) is None


def test_a_scenario_that_is_a_link_is_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.yaml"
    secret.write_text(OWN, encoding="utf-8")
    folder = tmp_path / "plan" / "scenarios"
    folder.mkdir(parents=True)
    (folder / "queue.yaml").symlink_to(secret)

    reading = read_scenario("queue", scenario_files(tmp_path, None)["queue"])

    assert reading.scenario is None
    assert [problem.rule for problem in reading.problems] == ["not-a-file"]


@given(st.integers(-9999, 99999))
def test_a_time_from_the_start_is_read_as_it_is_written(minutes: int) -> None:
    offset = timedelta(minutes=minutes)

    assert read_offset(written(offset)) == offset
