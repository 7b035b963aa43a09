"""One channel's messages, one after the other: claimed, sent, receipted; no other channel waits for it."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from outspoken.publish.due import Work
from outspoken.publish.ledger import Ledger, Purpose
from outspoken.publish.message import Message, MessageError, Thread
from outspoken.publish.reached import still_open
from outspoken.publish.record import Change, Key, Record, State
from outspoken.publish.speaking import Speaker
from outspoken.publish.steps import Hook, Step, unwatched

# Renewed long before the lease ends, so that no clock ten minutes off takes a claim for an orphan.
_RENEW = timedelta(minutes=4)
_FLUSH_SECONDS, _FLUSH_COUNT = 5.0, 20

Compose = Callable[[Work, Thread | None], Message]


@dataclass(kw_only=True)
class Delivery:
    """Sends the work of one channel.

    `compose` writes a message; `told` hears of each message that was dealt with; `deadline` is when
    (`time.monotonic`) nothing more is begun. `done` has what became of each key.
    """

    work: Sequence[Work]
    ledger: Ledger
    speaker: Speaker
    compose: Compose
    run: str
    clock: Callable[[], datetime]
    deadline: float
    step: Hook = unwatched
    told: Callable[[], None] = lambda: None
    done: dict[Key, Record] = field(default_factory=dict)
    _claims: dict[Key, Record] = field(default_factory=dict)
    _receipts: list[Change] = field(default_factory=list)
    _flushed: float = field(default_factory=time.monotonic)

    def deliver(self) -> None:
        """Send what can be sent.

        Raises ProblemsError where the ledger takes nothing (claims then expire), MessageError for a message
        that cannot be written.
        """
        waiting = list(self.work)
        if self.speaker.can_repeat:
            self._claim(waiting)
            waiting = [work for work in waiting if work.key in self._claims]
        while waiting:
            if time.monotonic() > self.deadline:
                self._release(waiting, "the run ended before its turn came")
                break
            try:
                state = self._deliver(waiting[0], waiting[1:])
            except MessageError:
                self._release(waiting, "its template is broken")
                self._flush()
                raise
            dealt_with = waiting.pop(0)
            if state is State.RETRY and not self.done[dealt_with.key].is_with_some:
                self._release(waiting, "the channel did not take an earlier message")
                break
        self._flush()
        self.step(Step.CHANNEL_DONE)

    def _deliver(self, work: Work, rest: Sequence[Work]) -> State | None:
        message = self.compose(work, self._thread(work))
        self.step(Step.THREAD_KNOWN)
        claim = self._claims.get(work.key)
        if claim is None or self.clock() - claim.at > _RENEW:
            # Where nothing can be found out afterwards, one claim at a time leaves one message in doubt.
            self._claim([work, *rest] if self.speaker.can_repeat else [work])
            claim = self._claims.get(work.key)
        self.told()
        if claim is None:
            return None
        if behind := self._behind(work.key):
            message = replace(message, behind=behind)
        record = self.speaker.speak(message, replace(claim, text=_digest(message)), work.record)
        self._receipt(work.key, claim, record)
        return record.state

    def _behind(self, key: Key) -> frozenset[str]:
        """Recipients whom an earlier message about the same incident has not reached yet."""
        earlier = [record for done, record in self.done.items() if done.incident == key.incident]
        return frozenset().union(
            *(still_open(record.recipients) for record in earlier if record.state is State.RETRY)
        )

    def _claim(self, work: Sequence[Work]) -> None:
        """Claim messages, or renew the claims on them; what another run has meanwhile is left to it."""
        changes = []
        for one in work:
            held = self._claims.pop(one.key, None)
            changes.append(Change(key=one.key, before=held or one.record, after=self._claimed(one)))
        receipts, self._receipts = self._receipts, []
        accepted = self.ledger.commit([*receipts, *changes], Purpose.CLAIM, f"Claim {_counted(changes)}")
        self._claims |= {change.key: change.after for change in changes if change.key in accepted}

    def _claimed(self, work: Work) -> Record:
        now, before = self.clock(), work.record
        return Record(
            state=State.CLAIMED,
            at=now,
            run=self.run,
            attempt=before.attempt if before else 0,
            person=bool(before and before.person),
            recipients=before.recipients if before else (),
            first=(before.first if before and before.may_be_out else None) or now,
        )

    def _receipt(self, key: Key, claim: Record, record: Record) -> None:
        self.done[key] = record
        self._claims.pop(key, None)
        self._receipts.append(Change(key=key, before=claim, after=record, wins=record.state is State.SENT))
        is_time = time.monotonic() - self._flushed > _FLUSH_SECONDS or len(self._receipts) >= _FLUSH_COUNT
        if is_time or not self.speaker.can_repeat:
            self._flush()

    def _release(self, rest: Sequence[Work], why: str) -> None:
        """Give back the claims on what is not sent in this run."""
        for work in rest:
            self.told()
            claim = self._claims.get(work.key)
            if claim is not None:
                later = work.record or Record(state=State.RETRY, at=claim.at)
                later = replace(
                    later,
                    state=State.RETRY,
                    at=self.clock(),
                    run=self.run,
                    why=why,
                    doubt=bool(work.record and work.record.may_be_out),
                )
                self._receipt(work.key, claim, later)

    def _flush(self) -> None:
        receipts, self._receipts = self._receipts, []
        self._flushed = time.monotonic()
        if receipts:
            self.ledger.commit(receipts, Purpose.RECEIPT, f"Receipt for {_counted(receipts)}")

    def _thread(self, work: Work) -> Thread | None:
        """What the channel already has of the incident, by the ids of receipts."""
        sent = sorted(self._sent(work), key=lambda pair: (pair[1].at, pair[0].update))
        if not sent:
            return None
        (root_key, root), (parent_key, parent) = sent[0], sent[-1]
        return Thread(
            root_id=root.id,
            parent_id=parent.id,
            root_url=root.url,
            root_key=str(root_key),
            parent_key=str(parent_key),
        )

    def _sent(self, work: Work) -> Iterator[tuple[Key, Record]]:
        known = dict(self.ledger.book.of_incident(work.key.incident, work.key.channel))
        known |= {key: record for key, record in self.done.items() if key.incident == work.key.incident}
        return (
            (key, record)
            for key, record in known.items()
            if record.state is State.SENT or record.is_with_some
        )


def _digest(message: Message) -> str:
    return hashlib.sha256(message.text.encode("utf-8", "replace")).hexdigest()[:16]


def _counted(changes: Sequence[Change]) -> str:
    return str(changes[0].key) if len(changes) == 1 else f"{len(changes)} messages"
