"""A part of `make faults`: whatever kills, refuses or races an announcement, nothing is lost or repeated."""

from __future__ import annotations

import pytest
import scenarios
from fakechannel import CLASSES, NEITHER, READABLE
from world import World, git

from outspoken.announce.ledger.checkpoints import Checkpoint

# Each step once, with another network and another class of channel each time.
SAMPLE = [
    (step, scenarios.NETWORKS[place % len(scenarios.NETWORKS)], CLASSES[place % len(CLASSES)])
    for place, step in enumerate(scenarios.STEPS)
    if place % 5 == 1 or step in {Checkpoint.CLAIM_PUSHED, scenarios.IN_FLIGHT}
]


@pytest.mark.parametrize(
    ("step", "network", "kind"), SAMPLE, ids=lambda value: getattr(value, "name", str(value))
)
def test_a_run_killed_at_any_step_loses_and_repeats_nothing(
    world: World, step: int, network: str, kind: str
) -> None:
    outcome = scenarios.killed_once(world, step, network, kind)
    assert outcome.verdict.is_good, outcome


@pytest.mark.parametrize(
    ("step", "kind", "by_hand"),
    [(Checkpoint.CLAIM_PUSHED, READABLE, True), (scenarios.IN_FLIGHT, NEITHER, False)],
)
def test_a_reminder_is_sent_once_if_the_run_is_killed(
    world: World, step: int, kind: str, *, by_hand: bool
) -> None:
    outcome = scenarios.reminded(world, step, "ok", kind, by_hand=by_hand)
    assert (outcome.reached, outcome.verdict.is_good) == (True, True), outcome


@pytest.mark.parametrize("kind", CLASSES)
def test_what_was_being_sent_is_found_out_or_held(world: World, kind: str) -> None:
    outcome = scenarios.killed_once(world, scenarios.IN_FLIGHT, "ok", kind)
    assert outcome.reached
    assert (outcome.verdict.is_good, outcome.verdict.held_neither) == (True, int(kind == NEITHER))


def test_steps_are_numbered_from_one_and_there_are_enough_to_kill_at() -> None:
    assert list(Checkpoint) == list(range(1, len(Checkpoint) + 1))
    assert len(Checkpoint) >= 24


@pytest.mark.parametrize("seed", range(2))
def test_two_kills_at_any_time_lose_and_repeat_nothing(world: World, seed: int) -> None:
    outcome = scenarios.killed_twice(world, 1000 + seed)
    assert outcome.verdict.is_good, outcome


def test_four_announcers_at_once_send_each_message_once(world: World) -> None:
    outcome = scenarios.raced(world, 1000)
    assert (outcome.reached, outcome.verdict.is_good) == (True, True), outcome
    assert outcome.verdict.messages == len(world.inbox.arrived) + outcome.verdict.held_neither


@pytest.mark.parametrize("pause", scenarios.PAUSES, ids=str)
@pytest.mark.parametrize("step", [Checkpoint.BEFORE_SENDING, scenarios.IN_FLIGHT], ids=["before", "while"])
def test_a_run_that_is_stopped_and_wakes_repeats_nothing(
    world: World, step: int, pause: scenarios.Pause
) -> None:
    outcome = scenarios.paused(world, step, pause, READABLE)
    assert (outcome.reached, outcome.verdict.is_good) == (True, True), outcome


@pytest.mark.parametrize("seconds", scenarios.LATE)
def test_a_message_that_is_acted_on_late_is_not_sent_again_meanwhile(world: World, seconds: int) -> None:
    outcome = scenarios.late(world, seconds, READABLE, 50, is_killed=seconds == 30)
    assert (outcome.reached, outcome.verdict.is_good) == (True, True), outcome


@pytest.mark.parametrize("skew", [-9, 9])
def test_clocks_that_disagree_by_minutes_repeat_nothing(world: World, skew: int) -> None:
    outcome = scenarios.skewed(world, scenarios.IN_FLIGHT, 0, skew, READABLE)
    assert (outcome.reached, outcome.verdict.is_good) == (True, True), outcome


def test_a_run_that_asks_no_one_before_sending_would_be_noticed(world: World) -> None:
    world.again([READABLE])
    meanwhile = [world.order(20)]
    world.run(world.order(0, stop=Checkpoint.BEFORE_SENDING, slept=0, meanwhile=meanwhile, careless=True))
    assert (world.was_stopped, world.verdict().duplicates) == (True, 1)


def test_a_ledger_that_loses_entries_would_be_noticed(world: World) -> None:
    world.again([NEITHER])
    world.run(world.order(0))
    for ref in ("refs/heads/announcements", "refs/tags/outspoken-ledger"):
        git(world.remote, "update-ref", "-d", ref)
    world.run(world.order(1))
    assert (world.verdict().duplicates, world.verdict().is_good) == (3, False)
