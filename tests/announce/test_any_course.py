"""Whatever answers are lost and runs killed: one message is never delivered twice, nor forgotten."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from outspoken.announce.delivery_attempt import DeliveryAttempt
from outspoken.announce.ledger.checkpoints import Checkpoint
from outspoken.announce.ledger.ledger_record import LEASE, DeliveryState, Record
from outspoken.channels.delivery_promise import UNLIMITED
from outspoken.channels.sending.sender import Outcome, Sent

MESSAGE = SimpleNamespace(text="We are looking into it.")
BEGIN = datetime(2026, 11, 21, 15, tzinfo=UTC)
# (how long a key is remembered, whether it can be read back, how late it shows what it took)
CLASSES = st.tuples(
    st.sampled_from([None, timedelta(hours=1), UNLIMITED]),
    st.booleans(),
    st.sampled_from([timedelta(), timedelta(minutes=2)]),
)
ANSWERS = st.lists(st.sampled_from(["yes", "lost before", "lost after", "no", "busy"]), max_size=12)
KILLS = st.lists(st.sampled_from([None, None, *Checkpoint]), min_size=1, max_size=6)
PAUSES = st.lists(st.integers(min_value=1, max_value=90), min_size=6, max_size=6)


class Killed(BaseException):
    """The run is no more."""


@dataclass
class Channel:
    """A provider that keeps its promises and loses the answers that the test chooses."""

    repeatable: timedelta | None
    readable: bool
    settles: timedelta
    answers: list[str]
    now: datetime = BEGIN
    taken: list[datetime] = field(default_factory=list)

    def send(self, _message: Any) -> Sent:
        answer = self.answers.pop(0) if self.answers else "yes"
        if answer == "no":
            return Sent(outcome=Outcome.NO, why="refused")
        if answer == "busy":
            return Sent(outcome=Outcome.NO, why="busy", not_before=self.now + timedelta(minutes=5))
        if answer != "lost before" and not self._knows():
            self.taken.append(self.now)
        return Sent(outcome=Outcome.YES if answer == "yes" else Outcome.MAYBE, id="1")

    def _knows(self) -> bool:
        if not self.taken or self.repeatable is None:
            return False
        return self.repeatable == UNLIMITED or self.now < self.taken[0] + self.repeatable

    def find(self, _message: Any) -> Sent:
        shown = any(at + self.settles <= self.now for at in self.taken)
        return Sent(outcome=Outcome.YES, id="1") if shown else Sent(outcome=Outcome.NO)

    def sleep(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


def one_run(channel: Channel, record: Record | None, kill: Checkpoint | None) -> Record | None:
    """What the ledger says after a run that may be killed."""
    if record is not None and (
        record.state in {DeliveryState.SENT, DeliveryState.HELD} or record.is_live(channel.now)
    ):
        return record
    if record is not None and record.not_before and record.not_before > channel.now:
        return record
    first = record.first if record is not None and record.may_be_out else None
    claim = Record(state=DeliveryState.CLAIMED, at=channel.now, run="run", first=first or channel.now)

    def step(reached: Checkpoint) -> None:
        if reached is kill:
            raise Killed

    attempt = DeliveryAttempt(sender=channel, clock=lambda: channel.now, sleep=channel.sleep, step=step)
    try:
        return attempt.deliver(MESSAGE, claim, record)  # type: ignore[arg-type]
    except Killed:
        return replace(claim)


@settings(max_examples=200, deadline=None)
@given(kind=CLASSES, answers=ANSWERS, kills=KILLS, pauses=PAUSES)
def test_no_sequence_of_runs_delivers_twice_or_not_at_all(
    kind: tuple[timedelta | None, bool, timedelta],
    answers: list[str],
    kills: list[Checkpoint | None],
    pauses: list[int],
) -> None:
    channel = Channel(repeatable=kind[0], readable=kind[1], settles=kind[2], answers=list(answers))
    record: Record | None = None
    for kill, pause in zip(kills, pauses, strict=False):
        record = one_run(channel, record, kill)
        channel.now += timedelta(minutes=pause)
    for _ in range(8):
        channel.now += LEASE
        record = one_run(channel, record, None)
    assert record is not None
    assert len(channel.taken) <= 1
    assert record.state in {DeliveryState.SENT, DeliveryState.HELD}
    assert record.state is DeliveryState.HELD or len(channel.taken) == 1
    can_find_out = channel.readable or channel.repeatable == UNLIMITED
    assert not (can_find_out and record.state is DeliveryState.HELD)
