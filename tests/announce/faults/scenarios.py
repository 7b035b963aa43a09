"""What may happen to an announcement: kills and pauses at every step, bad networks and clocks, races."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fakechannel import CLASSES
from world import ASKED, WORK, WORK_KEYS, Verdict, World, randomly

from outspoken.announce.ledger.checkpoints import Checkpoint

IN_FLIGHT = max(Checkpoint) + 1
"""The channel has the message, the answer is on its way."""
STEPS = (*Checkpoint, IN_FLIGHT)
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
    return "while sending" if step == IN_FLIGHT else Checkpoint(step).name.lower().replace("_", " ")


def arrange(world: World, channels: tuple[str, ...], network: str, *, in_flight: bool = False) -> int:
    """Set the world up; how many connections are refused."""
    world.again(channels)
    return trouble(world, network, in_flight=in_flight)


def trouble(world: World, network: str, *, in_flight: bool = False) -> int:
    """Let the next run have this network; how many connections are refused."""
    fault = {"lost": ["lost"], "429": ["429"]}.get(network, [])
    world.inbox.faults = ["killed"] if in_flight else fault
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


def reminded(world: World, step: int, network: str, kind: str, *, by_hand: bool) -> Outcome:
    """One kill while a reminder of maintenance is sent, by its time or by hand; then two clean runs.

    A person who asks again after the kill does not know whether the first call has sent it.
    """
    asked = {"remind": WORK} if by_hand else {}
    world.again((kind,))
    world.schedule(*(WORK_KEYS[:1] if by_hand else WORK_KEYS), *([ASKED] if by_hand else []))
    world.run(world.order(2))
    refusals = trouble(world, network, in_flight=step == IN_FLIGHT)
    minutes = 10 if by_hand else 60
    ended = world.run(world.order(minutes, kill=step, refusals=refusals, **asked))
    world.run(world.order(minutes + 20, **asked))
    if by_hand:
        # Before 16:00, when the other reminder is due.
        world.run(world.order(minutes + 30))
    else:
        world.run(world.order(minutes + 60))
    how = "by hand" if by_hand else "by its time"
    name = f"reminder {how}, {name_of(step)}, {network}, {kind}"
    return Outcome(name=name, reached=ended[0] < 0, verdict=world.verdict())


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


@dataclass(frozen=True, kw_only=True)
class Pause:
    """How long a run is stopped: past its lease, or not; and whether its own clock notices."""

    minutes: int
    is_noticed: bool

    def __str__(self) -> str:
        return (
            f"{'past' if self.minutes > 15 else 'within'} its lease{'' if self.is_noticed else ', unnoticed'}"
        )


PAUSES = (
    Pause(minutes=20, is_noticed=True),
    Pause(minutes=20, is_noticed=False),
    Pause(minutes=5, is_noticed=True),
)
LATE = (5, 30, 120)
SKEWS = (-9, -3, 3, 9)
# Where a kill leaves the next run most to find out.
DOUBTFUL = (
    Checkpoint.CLAIM_PUSHED,
    Checkpoint.BEFORE_SENDING,
    IN_FLIGHT,
    Checkpoint.SENT,
    Checkpoint.RECEIPT_COMMITTED,
)


def paused(world: World, step: int, pause: Pause, kind: str) -> Outcome:
    """A run is stopped at a step; another comes meanwhile; the first goes on; then two clean runs."""
    world.again((kind,), ["stopped"] if step == IN_FLIGHT else [])
    meanwhile = [world.order(pause.minutes)]
    # No clock misses all of a pause: what counts half a second as young counts on that.
    slept = pause.minutes * 60 if pause.is_noticed else 1
    world.run(world.order(0, stop=step, slept=slept, meanwhile=meanwhile))
    world.run(world.order(40))
    world.run(world.order(80))
    name = f"stopped {pause}, {name_of(step)}, {kind}"
    return Outcome(name=name, reached=world.was_stopped, verdict=world.verdict())


def late(world: World, seconds: int, kind: str, lag: float, *, is_killed: bool) -> Outcome:
    """A channel accepts a message and acts on it later, while runs come; perhaps the first is killed."""
    world.again((kind,), [f"late {seconds}{' killed' if is_killed else ''}"], lag)
    ended = world.run(world.order(0))
    for minutes in (1, 2, 3, 4, 6, 16, 20, 60):
        world.run(world.order(minutes))
    how = "killed" if is_killed else "alive"
    name = f"late by {seconds} s, shown {lag:g} s after, {how}, {kind}"
    return Outcome(name=name, reached=not is_killed or ended[0] < 0, verdict=world.verdict())


def skewed(world: World, step: int, first: int, second: int, kind: str) -> Outcome:
    """One kill, where the clocks of the runs disagree by minutes."""
    world.again((kind,), ["late 120 killed"] if step == IN_FLIGHT else [], lag=50)
    ended = world.run(world.order(0, kill=step, skew=first))
    for minutes in (4, 7, 12, 30, 90):
        world.run(world.order(minutes, skew=second))
    name = f"clocks {first:+} and {second:+} min, {name_of(step)}, {kind}"
    return Outcome(name=name, reached=ended[0] < 0, verdict=world.verdict())


def skewed_race(world: World, seed: int) -> Outcome:
    """Four announcers at once whose clocks disagree, and one after them."""
    chance = randomly(seed)
    world.again(CLASSES)
    ended = world.run(*(world.order(0, skew=chance.choice(SKEWS)) for _ in range(4)))
    world.run(world.order(40))
    return Outcome(name=f"race of skewed clocks {seed}", reached=max(ended) <= 1, verdict=world.verdict())


def matrix() -> Iterator[tuple[int, str, str]]:
    """Every step with every network and every class of channel."""
    for kind in CLASSES:
        for network in NETWORKS:
            for step in STEPS:
                yield step, network, kind
