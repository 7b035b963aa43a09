"""Delivers one message: send, read back, retry if that is safe; returns the record for the ledger."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from msgspec import Struct
from msgspec.structs import replace

from outspoken.announce.ledger.checkpoints import Checkpoint, Hook, no_hook
from outspoken.announce.ledger.ledger_record import DeliveryState, Record, digest
from outspoken.channels.message import Message
from outspoken.channels.sending.last_check import ClaimLostError, checked_by
from outspoken.channels.sending.reached import alike, merged, not_to_be_sent
from outspoken.channels.sending.recipients import overall, reach_of
from outspoken.channels.sending.sender import Outcome, Sender, Sent

_SENDS = 3
# Longer waits are left to a later run, so that the job does not run into its own time limit.
_SHORT = timedelta(seconds=30)
# The next run comes with the next event or schedule; only a channel's Retry-After makes it wait longer.
_NEXT_RUN = timedelta(minutes=1)
# Safety margin before a channel's idempotency key expires, because clocks differ.
_MARGIN = 0.1

UNDER_WAY = timedelta(minutes=3)
"""The longest time after which a channel may still process a request, even if we gave up on it."""


def _always(_text: str) -> None:
    """The default check: no other run sends."""


class DeliveryAttempt(Struct, frozen=True, kw_only=True):
    """Sends on one channel; `sleep` takes seconds, `clock` returns the time (aware, UTC).

    `may_send` is called right before each request, with the text to be sent; it raises ClaimLostError if
    another run may have taken the message over.
    """

    sender: Sender
    clock: Callable[[], datetime]
    sleep: Callable[[float], None]
    step: Hook = no_hook
    may_send: Callable[[str], None] = _always

    def deliver(
        self, message: Message, claim: Record, before: Record | None, current: Message | None = None
    ) -> Record:
        """Deliver a claimed message, and return its new record for the ledger.

        `before` is the record before the claim: a message that may have been delivered is looked for first,
        and is sent as `current` once it is known to be missing. Raises ClaimLostError.
        """
        claim = replace(claim, doubt=before is not None and before.may_be_out)
        if before is not None and claim.doubt and not self._may_repeat(claim):
            # The attempt may have been dated by a clock that is ahead of ours.
            claim = replace(claim, last=min(_last_attempt(before), self.clock()))
            found = self._look(message, claim)
            if found.outcome is not Outcome.NO:
                return self._after(*self._with_recipients(found, claim))
            claim = replace(self._with_recipients(found, claim)[1] if found.partly else claim, doubt=False)
            # If one of several recipients has this text, the others get the same text.
            message = message if claim.is_with_some else current or message
        return self._send(message, claim)

    def _may_repeat(self, claim: Record) -> bool:
        """Whether the channel would still recognise the same message as a repetition."""
        lifetime = self.sender.repeatable
        if lifetime is None:
            return False
        spent = self.clock() - (claim.first or claim.at)
        return lifetime == timedelta.max or spent < lifetime * (1 - _MARGIN)

    def _look(self, message: Message, claim: Record) -> Sent:
        """Read the last attempt back; NO only if the message is certainly missing.

        A message that is not found may still be under way: until that time has passed, a later run looks
        again.
        """
        if not self.sender.readable:
            return Sent(outcome=Outcome.MAYBE, why="a run ended between claim and receipt", permanent=True)
        settled = (claim.last or claim.at) + UNDER_WAY + self.sender.settles
        wait = settled - self.clock()
        if timedelta() < wait <= _SHORT:
            self.sleep(wait.total_seconds())
        self.step(Checkpoint.BEFORE_READING_BACK)
        asked = self._for_open(message, claim)
        found = self._safely(lambda: self.sender.find(asked) or _unknown())
        self.step(Checkpoint.READ_BACK)
        if found.outcome is Outcome.NO and self.clock() < settled:
            return Sent(outcome=Outcome.MAYBE, why="it may still be under way", not_before=settled)
        return found

    def _send(self, message: Message, claim: Record) -> Record:
        answer, claim = self._send_once(message, claim)
        for attempt in range(1, _SENDS):
            if not self._is_open(answer, claim) or not self._pause(answer, attempt):
                break
            if claim.doubt and not self._may_repeat(claim):
                found = self._look(message, claim)
                if found.outcome is not Outcome.NO:
                    answer, claim = self._with_recipients(found, claim)
                    break
                claim = replace(claim, doubt=False)
            answer, claim = self._send_once(message, claim)
        self.step(Checkpoint.ANSWER_UNDERSTOOD)
        return self._after(answer, claim)

    def _send_once(self, message: Message, claim: Record) -> tuple[Sent, Record]:
        # Before the request: the wait before reading back counts from the earliest moment of doubt.
        begun = self.clock()
        self.step(Checkpoint.BEFORE_SENDING)
        check = partial(self.may_send, message.text)
        check()
        with checked_by(check):
            asked = self._for_open(message, claim)
            answer, claim = self._with_recipients(self._safely(lambda: self.sender.send(asked)), claim)
        self.step(Checkpoint.SENT)
        doubt = claim.doubt or answer.outcome is Outcome.MAYBE
        done = replace(claim, attempt=claim.attempt + 1, at=begun, last=begun, doubt=doubt)
        return answer, replace(done, words=message.text, text=digest(message.text))

    def _for_open(self, message: Message, claim: Record) -> Message:
        """Return the message for those of several recipients who may still get it."""
        if not claim.recipients:
            return message
        may_look = self._can_find_out(claim)
        return replace(message, leave_out=not_to_be_sent(claim.recipients, may_look=may_look))

    def _with_recipients(self, answer: Sent, claim: Record) -> tuple[Sent, Record]:
        """Return the answer, and the claim with what is known of each recipient."""
        may_look = self._can_find_out(claim)
        left_out = not_to_be_sent(claim.recipients, may_look=may_look)
        # A sender lists recipients only if their outcomes differ.
        if answer.recipients or answer.outcome is Outcome.YES:
            recipients = merged(claim.recipients, answer.recipients, left_out)
        else:
            recipients = alike(claim.recipients, left_out, reach_of(answer), answer.why)
        return overall(answer, recipients, may_look=may_look), replace(claim, recipients=recipients)

    def _is_open(self, answer: Sent, claim: Record) -> bool:
        """Whether the message may be sent again in this run without a duplicate."""
        if answer.outcome is Outcome.YES or answer.permanent:
            return False
        return not claim.doubt or self._can_find_out(claim)

    def _pause(self, answer: Sent, attempt: int) -> bool:
        """Wait until the channel accepts requests, if that is short; False leaves it to a later run."""
        wait = (answer.not_before - self.clock()) if answer.not_before else timedelta(seconds=attempt)
        if wait > _SHORT:
            return False
        self.sleep(max(0.0, wait.total_seconds()))
        return True

    def _safely(self, call: Callable[[], Sent]) -> Sent:
        """Call a sender; senders promise not to raise, but one that does may have sent."""
        try:
            return call()
        # Not a fault of the sender: the last check stopped it before anything was sent.
        except ClaimLostError:
            raise
        except Exception as fault:
            # Only the exception's type: its text may contain a URL with a secret.
            return Sent(outcome=Outcome.MAYBE, why=f"the sender failed ({type(fault).__name__})")

    def _after(self, answer: Sent, claim: Record) -> Record:
        now = self.clock()
        done = replace(claim, at=now, why=answer.why)
        if answer.outcome is Outcome.YES:
            done = replace(done, last=None, words="", doubt=False, recipients=())
            return replace(done, state=DeliveryState.SENT, id=answer.id, url=answer.url)
        done = replace(done, doubt=claim.doubt or answer.outcome is Outcome.MAYBE)
        if not (done.doubt or done.is_with_some):
            # Certainly not delivered: the next attempt renders the text again.
            done = replace(done, last=None, words="")
        # A doubt that nothing can clear is for a person: a retry could send the message twice.
        if answer.permanent or (done.doubt and not self._can_find_out(claim)):
            return replace(done, state=DeliveryState.HELD)
        # A rate limit for one recipient must not delay the whole channel.
        later = answer.not_before if done.is_with_some else answer.not_before or now + _NEXT_RUN
        return replace(done, state=DeliveryState.RETRY, not_before=later)

    def _can_find_out(self, claim: Record) -> bool:
        return self.sender.readable or self._may_repeat(claim)


def _last_attempt(record: Record) -> datetime:
    """Return the latest possible start of an attempt: a claim may be used at any time until it expires."""
    return record.at if record.state is DeliveryState.CLAIMED else record.last or record.at


def _unknown() -> Sent:
    return Sent(outcome=Outcome.MAYBE, why="nothing could be read back")
