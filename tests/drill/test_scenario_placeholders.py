"""A scenario is about a component of the site, and a seed varies it in the same way each time."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from outspoken.drill.scenario_placeholders import fill_placeholders
from outspoken.drill.table_cards import cards
from outspoken.model.component import Component
from outspoken.model.drills.scenario import Scenario
from outspoken.source.plan.scenario_files import read_scenario, scenario_files

COMPONENTS = [Component(id=f"c{number}", name=f"Part {number}") for number in range(9)]


def shipped(name: str) -> Scenario:
    scenario = read_scenario(name, scenario_files(Path("/nowhere"), None)[name]).scenario
    assert scenario is not None
    return scenario


def test_a_drill_is_about_a_component_of_the_site() -> None:
    played = fill_placeholders(shipped("database"), COMPONENTS)

    assert played.injects[0].text == "Part 0: 97 % of requests fail (usual 0.1 %)"
    assert dict(played.answers[0].options)["component"] == "c0=major_outage"
    assert "{" not in cards(played)


def test_without_components_it_is_about_the_service() -> None:
    assert "Our service: 97 %" in cards(fill_placeholders(shipped("database"), []))


def test_the_same_seed_gives_the_same_drill_and_another_one_gives_another() -> None:
    drills = [fill_placeholders(shipped("database"), COMPONENTS, seed) for seed in range(20)]

    assert drills == [fill_placeholders(shipped("database"), COMPONENTS, seed) for seed in range(20)]
    assert len({drill.injects[0].text for drill in drills}) > 3


def test_a_seed_moves_only_what_reveals_nothing_and_keeps_the_times() -> None:
    plain, moved = (
        fill_placeholders(shipped("supplier"), COMPONENTS[:1]),
        fill_placeholders(shipped("supplier"), COMPONENTS[:1], 3),
    )

    assert [each.at for each in moved.injects] == [each.at for each in plain.injects]
    assert [each for each in moved.injects if each.reveals] == [
        each for each in plain.injects if each.reveals
    ]
    assert any(
        fill_placeholders(shipped("supplier"), COMPONENTS[:1], seed).injects != plain.injects
        for seed in range(9)
    )


def test_the_cards_have_each_event_in_order_and_the_questions_at_the_end() -> None:
    printed = cards(fill_placeholders(shipped("wrong-diagnosis"), COMPONENTS))

    headings = [line for line in printed.splitlines() if line.startswith("## ")]
    assert headings[:3] == [
        "## +0:00, alert from monitoring",
        "## +0:04, ticket from a customer",
        "## +0:08, fact from engineering",
    ]
    assert headings[-1] == "## Afterwards"
    assert printed.count("this is not true") == 2


def test_a_false_lead_looks_like_a_fact() -> None:
    scenario = fill_placeholders(shipped("wrong-diagnosis"), COMPONENTS)
    lead = next(each for each in scenario.injects if each.at == timedelta(minutes=8))

    assert lead.kind == "false_lead"
    assert "false" not in cards(scenario)
