"""What may happen to an announcement: kills at every step, bad networks, two kills, races."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fakechannel import CLASSES
from world import Verdict, World, randomly

from outspoken.publish.steps import Step

IN_FLIGHT = max(Step) + 1
"""The channel has the message, the answer is on its way."""
STEPS = (*Step, IN_FLIGHT)
NETWORKS = ("ok", "lost", "refused", "429", "push answer lost", "push refused")
# One fault for each world, then all is well.
_ONCE = 'test -e "$GIT_DIR/{name}" && exit 0; : > "$GIT_DIR/{name}"; {do}'


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a scenario was, whether the kill happened, and what came of it."""

    name: str
    reached: bool
    verdict: Verdict


def name_of(step: int) -> str:
    return "while sending" if step == IN_FLIGHT else Step(step).name.lower().replace("_", " ")


def arrange(world: World, channels: tuple[str, ...], network: str, *, in_flight: bool = False) -> int:
    """Set the world up; how many connections are refused."""
    fault = {"lost": ["lost"], "429": ["429"]}.get(network, [])
    world.again(channels, ["killed"] if in_flight else fault)
    if network == "push answer lost":
        world.hook("post-receive", _ONCE.format(name="lost-once", do="kill -9 $PPID"))
    if network == "push refused":
        world.hook("pre-receive", _ONCE.format(name="refused-once", do="exit 1"))
    return 1 if network == "refused" else 0


def killed_once(world: World, step: int, network: str, kind: str) -> Outcome:
    """One kill at a numbered step, then two clean runs."""
    refusals = arrange(world, (kind,), network, in_flight=step == IN_FLIGHT)
    ended = world.run(world.order(0, kill=step, refusals=refusals))
    world.run(world.order(20))
    world.run(world.order(60))
    return Outcome(name=f"{name_of(step)}, {network}, {kind}", reached=ended[0] < 0, verdict=world.verdict())


def killed_twice(world: World, seed: int) -> Outcome:
    """Two kills at any time, on all channels at once, then two clean runs."""
    chance = randomly(seed)
    network = chance.choice(NETWORKS)
    refusals = arrange(world, CLASSES, network)
    first = world.run(world.order(0, refusals=refusals), kill_after=chance.uniform(0.02, 0.9))
    second = world.run(world.order(20), kill_after=chance.uniform(0.02, 0.9))
    world.run(world.order(40))
    world.run(world.order(80))
    return Outcome(
        name=f"double kill {seed}, {network}", reached=(first + second)[0] < 0, verdict=world.verdict()
    )


def raced(world: World, seed: int) -> Outcome:
    """Four announcers at once, and one after them."""
    chance = randomly(seed)
    refusals = arrange(world, CLASSES, chance.choice(NETWORKS))
    ended = world.run(*(world.order(0, refusals=refusals) for _ in range(4)))
    world.run(world.order(20))
    return Outcome(name=f"race {seed}", reached=max(ended) <= 1, verdict=world.verdict())


def matrix() -> Iterator[tuple[int, str, str]]:
    """Every step with every network and every class of channel."""
    for kind in CLASSES:
        for network in NETWORKS:
            for step in STEPS:
                yield step, network, kind
