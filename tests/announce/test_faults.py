"""A part of `make faults`: whatever kills, refuses or races an announcement, nothing is lost or repeated."""

from __future__ import annotations

import pytest
import scenarios
from fakechannel import CLASSES, NEITHER
from world import World, git

from outspoken.publish.steps import Step

# Each step once, with another network and another class of channel each time.
SAMPLE = [
    (step, scenarios.NETWORKS[place % len(scenarios.NETWORKS)], CLASSES[place % len(CLASSES)])
    for place, step in enumerate(scenarios.STEPS)
    if place % 5 == 1 or step in {Step.CLAIM_PUSHED, scenarios.IN_FLIGHT}
]


@pytest.mark.parametrize(
    ("step", "network", "kind"), SAMPLE, ids=lambda value: getattr(value, "name", str(value))
)
def test_a_run_killed_at_any_step_loses_and_repeats_nothing(
    world: World, step: int, network: str, kind: str
) -> None:
    outcome = scenarios.killed_once(world, step, network, kind)
    assert outcome.verdict.is_good, outcome


@pytest.mark.parametrize("kind", CLASSES)
def test_what_was_being_sent_is_found_out_or_held(world: World, kind: str) -> None:
    outcome = scenarios.killed_once(world, scenarios.IN_FLIGHT, "ok", kind)
    assert outcome.reached
    assert (outcome.verdict.is_good, outcome.verdict.held_neither) == (True, int(kind == NEITHER))


def test_steps_are_numbered_from_one_and_there_are_enough_to_kill_at() -> None:
    assert list(Step) == list(range(1, len(Step) + 1))
    assert len(Step) >= 24


@pytest.mark.parametrize("seed", range(2))
def test_two_kills_at_any_time_lose_and_repeat_nothing(world: World, seed: int) -> None:
    outcome = scenarios.killed_twice(world, 1000 + seed)
    assert outcome.verdict.is_good, outcome


def test_four_announcers_at_once_send_each_message_once(world: World) -> None:
    outcome = scenarios.raced(world, 1000)
    assert (outcome.reached, outcome.verdict.is_good) == (True, True), outcome
    assert outcome.verdict.messages == len(world.inbox.arrived) + outcome.verdict.held_neither


def test_a_ledger_that_forgets_would_be_noticed(world: World) -> None:
    world.again([NEITHER])
    world.run(world.order(0))
    for ref in ("refs/heads/announcements", "refs/tags/outspoken-ledger"):
        git(world.remote, "update-ref", "-d", ref)
    world.run(world.order(1))
    assert (world.verdict().duplicates, world.verdict().is_good) == (3, False)
