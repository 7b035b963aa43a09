"""`outspoken drill`: what there is, cards for a table, and scenarios that cannot be played."""

from __future__ import annotations

from typing import Any

import pytest

OWN = """\
title: A full queue
about: A queue is full.
length: 30m
injects:
  - {at: +0m, as: alert, from: monitoring, text: "{name} is slow"}
"""


def test_the_list_names_what_is_shipped_and_where_a_scenario_of_the_team_is(site: Any) -> None:
    site.write("plan/scenarios/queue.yaml", OWN)

    done = site.run("drill", "--list")

    assert done.returncode == 0
    assert (
        "database          The database stops, and nothing works (45 minutes, difficulty 1)\n" in done.stdout
    )
    assert (
        "queue             A full queue (30 minutes, difficulty 2), plan/scenarios/queue.yaml\n"
        in done.stdout
    )


def test_an_unknown_scenario_is_answered_with_a_guess_and_the_list(site: Any) -> None:
    done = site.run("drill", "datbase", "--talk")

    assert done.returncode == 2
    assert "there is no scenario datbase; did you mean database? known scenarios: comes-back, " in done.stderr


def test_a_scenario_with_problems_is_not_played(site: Any) -> None:
    site.write("plan/scenarios/queue.yaml", OWN.replace("alert", "alarm"))

    done = site.run("drill", "queue", "--talk")

    assert (done.returncode, done.stdout) == (1, "")
    assert "plan/scenarios/queue.yaml:5: error: as is alarm; did you mean alert?" in done.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--auto", "--talk"), "write one of --list, --talk and --auto"),
        (("--talk", "--save"), "leave out --list and --talk"),
        (("--auto", "--speed", "10"), "leave out --speed"),
        (("queue", "--auto"), "queue has no answers to play"),
    ],
)
def test_what_does_not_go_together_is_wrong_usage(site: Any, words: tuple[str, ...], said: str) -> None:
    site.write("plan/scenarios/queue.yaml", OWN)

    done = site.run("drill", *words)

    assert (done.returncode, said in done.stderr) == (2, True)


def test_a_drill_needs_settings_that_can_be_read(site: Any) -> None:
    site.write("mkdocs.yml", "site_name: [\n")

    done = site.run("drill", "--auto")

    assert (done.returncode, "mkdocs.yml" in done.stderr) == (1, True)


def test_check_finds_the_problems_of_scenarios(site: Any) -> None:
    site.write("plan/scenarios/queue.yaml", OWN.replace("alert", "alarm"))

    assert "plan/scenarios/queue.yaml:5: error: as is alarm" in site.run("check").stdout


def test_the_cards_are_about_the_sites_own_component(site: Any) -> None:
    site.write("plan/scenarios/queue.yaml", OWN)

    assert "> Checkout and payment is slow" in site.run("drill", "queue", "--talk").stdout
