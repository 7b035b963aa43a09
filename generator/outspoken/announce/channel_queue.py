"""Sends the messages of one channel in sequence: claim, send, record; channels do not wait for each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import takewhile

from msgspec.structs import replace

from outspoken.announce.claim_hold import Hold
from outspoken.announce.delivery_attempt import DeliveryAttempt
from outspoken.announce.due import DueMessage
from outspoken.announce.ledger.checkpoints import Checkpoint, Hook, no_hook
from outspoken.announce.ledger.ledger import Ledger, Purpose
from outspoken.announce.ledger.ledger_record import DeliveryState, Key, Record, RecordChange, digest
from outspoken.announce.stopwatch import elapsed
from outspoken.announce.words.compose import MessageError
from outspoken.channels.delivery_promise import UNLIMITED
from outspoken.channels.message import Message, Thread
from outspoken.channels.sending.last_check import ClaimLostError
from outspoken.channels.sending.reached import still_open
from outspoken.channels.sending.sender import Sender

# Receipts are pushed together, because each push is a round trip to the git host.
_FLUSH_SECONDS, _FLUSH_COUNT = 5.0, 20
# The messages that one push claims, if the channel recognises every repetition: none can be in doubt.
_BATCH = 20

Compose = Callable[[DueMessage, Thread | None], Message]


class ChannelQueue:
    """Sends the work of one channel.

    `compose` writes a message; `dealt_with` is called once a message is sent or skipped; after `deadline`
    (in seconds of `elapsed`) no new message is started. `done` has the result of each key, `passed` the
    reason why another was skipped.
    """

    def __init__(
        self,
        *,
        work: Sequence[DueMessage],
        ledger: Ledger,
        sender: Sender,
        compose: Compose,
        run: str,
        clock: Callable[[], datetime],
        sleep: Callable[[float], None],
        deadline: float,
        elapsed: Callable[[], float] = elapsed,
        step: Hook = no_hook,
        dealt_with: Callable[[], None] = lambda: None,
    ) -> None:
        self.work, self.ledger, self.sender, self.compose, self.run = work, ledger, sender, compose, run
        self.clock, self.sleep, self.elapsed, self.deadline = clock, sleep, elapsed, deadline
        self.step, self.dealt_with = step, dealt_with
        self.done: dict[Key, Record] = {}
        self.passed: dict[Key, str] = {}
        self._holds: dict[Key, Hold] = {}
        self._receipts: list[RecordChange] = []
        self._flushed = self.elapsed()

    def deliver(self) -> None:
        """Send what can be sent.

        Raises ProblemsError if the ledger cannot be written (claims then expire), MessageError for a
        message that cannot be rendered.
        """
        try:
            for place, work in enumerate(self.work):
                if self.elapsed() > self.deadline:
                    self._leave(self.work[place:], "the run ended before this message")
                    break
                state = self._deliver(work, self.work[place:])
                if state is DeliveryState.RETRY and not self.done[work.key].is_with_some:
                    self._leave(self.work[place + 1 :], "the channel refused an earlier message")
                    break
        except MessageError:
            self._leave([work for work in self.work if work.key in self._holds], "its template is broken")
            raise
        finally:
            self._flush()
        self.step(Checkpoint.CHANNEL_DONE)

    def _deliver(self, work: DueMessage, rest: Sequence[DueMessage]) -> DeliveryState | None:
        """Return the result for one message; None if another run has it, or has an earlier one."""
        if earlier := next((one for one in self.passed if one.incident == work.key.incident), None):
            # Updates of an incident are sent in order.
            self._pass(work, f"{earlier} must be sent first")
            return None
        if work.key not in self._holds:
            # Claim one at a time, so that a killed run leaves only one message in doubt; if the channel
            # recognises every repetition, none is in doubt, and a batch saves pushes.
            self._claim(rest[:_BATCH] if self.sender.repeatable == UNLIMITED else rest[:1])
        current = self.compose(work, self._thread(work))
        self.step(Checkpoint.THREAD_KNOWN)
        # Per recipient: one without an earlier message must not delay all the others.
        behind = self._behind(work.key)
        current = replace(current, behind=behind) if behind else current
        message = _as_sent(current, work.record)
        hold = self._holds.get(work.key)
        try:
            if hold is None:
                raise ClaimLostError("another run is sending it")
            record = self._attempt(hold).deliver(message, hold.with_text(message.text), work.record, current)
        except ClaimLostError as lost:
            self._holds.pop(work.key, None)
            self._pass(work, str(lost))
            return None
        self.dealt_with()
        self._receipt(work.key, hold.claim, record)
        return record.state

    def _behind(self, key: Key) -> frozenset[str]:
        """Return recipients who have not yet received an earlier message about the same incident."""
        earlier = [record for done, record in self.done.items() if done.incident == key.incident]
        return frozenset().union(
            *(still_open(record.recipients) for record in earlier if record.state is DeliveryState.RETRY)
        )

    @property
    def _can_find_out(self) -> bool:
        """Whether it can be checked, or does not matter, that a message was sent before."""
        return self.sender.repeatable is not None or self.sender.readable

    def _pass(self, work: DueMessage, why: str) -> None:
        """Skip a message that another run has claimed, or that waits for an earlier one."""
        self.passed[work.key] = why
        if work.key in self._holds:
            self._leave([work], why)
        else:
            self.dealt_with()

    def _attempt(self, hold: Hold) -> DeliveryAttempt:
        return DeliveryAttempt(
            sender=self.sender, clock=self.clock, sleep=self.sleep, step=self.step, may_send=hold.confirm
        )

    def _claim(self, work: Sequence[DueMessage]) -> None:
        """Claim messages with the text to be sent; skip those that another run has.

        Receipts that are not yet written go into the same push.
        """
        since = self.elapsed()
        texts = [_as_sent(self.compose(one, self._thread(one, work)), one.record).text for one in work]
        changes = [
            RecordChange(key=one.key, before=one.record, after=self._claimed(one, text))
            for one, text in zip(work, texts, strict=True)
        ]
        receipts, self._receipts = self._receipts, []
        accepted = self.ledger.commit([*receipts, *changes], Purpose.CLAIM, f"Claim {_counted(changes)}")
        for change in changes:
            if change.key in accepted:
                self._holds[change.key] = self._hold(change, since)

    def _hold(self, change: RecordChange, since: float) -> Hold:
        return Hold(
            ledger=self.ledger,
            key=change.key,
            claim=change.after,
            clock=self.clock,
            elapsed=self.elapsed,
            since=since,
            by_text=self.sender.repeatable != UNLIMITED,
        )

    def _claimed(self, work: DueMessage, text: str) -> Record:
        now, before = self.clock(), work.record
        return Record(
            state=DeliveryState.CLAIMED,
            at=now,
            run=self.run,
            attempt=before.attempt if before else 0,
            person=bool(before and before.person),
            recipients=before.recipients if before else (),
            # The lifetime of a key counts from the first attempt that may have reached the channel.
            first=(before.first if before and before.may_be_out else None) or now,
            words=text,
            text=digest(text),
        )

    def _receipt(self, key: Key, claim: Record, record: Record) -> None:
        self.done[key] = record
        self._holds.pop(key, None)
        self._receipts.append(
            # A delivery is a fact: it wins even if another run has taken the claim over.
            RecordChange(key=key, before=claim, after=record, wins=record.state is DeliveryState.SENT)
        )
        # Record at once what cannot be checked later: if the run is killed first, the message is in doubt.
        is_time = self.elapsed() - self._flushed > _FLUSH_SECONDS or len(self._receipts) >= _FLUSH_COUNT
        if is_time or not self._can_find_out:
            self._flush()

    def _leave(self, rest: Sequence[DueMessage], why: str) -> None:
        """Release claims and record that these messages wait, so that a scheduled run picks them up."""
        now = self.clock()
        for work in rest:
            self.dealt_with()
            before = work.record or Record(state=DeliveryState.RETRY, at=now)
            # A claim may have been used at any time: its date is the latest known start of an attempt.
            last = before.at if before.state is DeliveryState.CLAIMED else before.last
            # A doubt from an earlier run stays: this run sent nothing, so it knows no more.
            doubt = work.record is not None and work.record.may_be_out
            later = replace(
                before, state=DeliveryState.RETRY, at=now, last=last, run=self.run, why=why, doubt=doubt
            )
            hold = self._holds.pop(work.key, None)
            self.done[work.key] = later
            self._receipts.append(
                RecordChange(key=work.key, before=hold.claim if hold else work.record, after=later)
            )

    def _flush(self) -> None:
        receipts, self._receipts = self._receipts, []
        self._flushed = self.elapsed()
        if receipts:
            self.ledger.commit(receipts, Purpose.RECEIPT, f"Record the receipt of {_counted(receipts)}")

    def _thread(self, work: DueMessage, before: Sequence[DueMessage] = ()) -> Thread | None:
        """Return what the channel already has about the incident, by the ids in receipts.

        `before` is the batch of the message: those in it that are sent earlier count as sent already.
        """
        sent = sorted(self._sent(work, before), key=lambda pair: (pair[1].at, pair[0].update))
        if not sent:
            return None
        (root_key, root), (parent_key, parent) = sent[0], sent[-1]
        return Thread(
            root_id=root.id,
            parent_id=parent.id,
            root_key=str(root_key),
            parent_key=str(parent_key),
        )

    def _sent(self, work: DueMessage, before: Sequence[DueMessage]) -> Iterator[tuple[Key, Record]]:
        book = self.ledger.book
        known = dict(book.of_incident(work.key.incident, work.key.channel))
        # An incident that was announced under another name has its thread there, on the same channel only.
        names = [one.announced_as for one in known.values()]
        moved = {key: book.get(key) for key in names if key and key.channel == work.key.channel}
        known = {key: record for key, record in moved.items() if record} | known
        for one in takewhile(lambda one: one.key != work.key, before):
            if one.key.incident == work.key.incident:
                # A batch is claimed before it is sent: each text assumes that those before it are sent.
                known[one.key] = Record(state=DeliveryState.SENT, at=self.clock(), id="to come")
        known |= {key: record for key, record in self.done.items() if key.incident == work.key.incident}
        return (
            (key, record)
            for key, record in known.items()
            if record.state is DeliveryState.SENT or record.is_with_some
        )


def _as_sent(message: Message, record: Record | None) -> Message:
    """Return the message with the text of an earlier attempt, by which it can be recognised."""
    if record is None or not record.words or record.words == message.text:
        return message
    return replace(message, text=record.words, html="")


def _counted(changes: Sequence[RecordChange]) -> str:
    return str(changes[0].key) if len(changes) == 1 else f"{len(changes)} messages"
