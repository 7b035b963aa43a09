"""One message on its way: sent, read back, sent again where that is safe; and what the ledger says after."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from msgspec import Struct
from msgspec.structs import replace

from outspoken.announce.ledger.checkpoints import Checkpoint, Hook, unwatched
from outspoken.announce.ledger.ledger_record import DeliveryState, Record, digest
from outspoken.announce.ledger.reached import alike, merged, not_to_be_sent
from outspoken.announce.sending.last_check import ClaimLostError, checked_by
from outspoken.announce.sending.recipients import overall, reach_of
from outspoken.announce.sending.sender import Outcome, Sender, Sent
from outspoken.announce.words.message import Message

_SENDS = 3
_SHORT = timedelta(seconds=30)
# Runs come as news or the clock bring them; only a channel's own wish keeps them waiting for longer.
_NEXT_RUN = timedelta(minutes=1)
# Kept free of the time in which a channel knows a message again: clocks differ.
_MARGIN = 0.1

UNDER_WAY = timedelta(minutes=3)
"""The longest time from sending a message until its channel has dealt with it, whoever still waits for it."""


def _always(_words: str) -> None:
    """Nobody else sends."""


class DeliveryAttempt(Struct, frozen=True, kw_only=True):
    """Speaks on one channel; `sleep` takes seconds, `clock` gives the instant (aware, UTC).

    `may_send` is asked right before each request whether these words may go out now; it raises
    ClaimLostError where another run may have taken the message over.
    """

    sender: Sender
    clock: Callable[[], datetime]
    sleep: Callable[[float], None]
    step: Hook = unwatched
    may_send: Callable[[str], None] = _always

    @property
    def can_repeat(self) -> bool:
        """Whether it can be found out, or does not matter, that a message was sent already."""
        return self.sender.repeatable is not None or self.sender.readable

    def speak(
        self, message: Message, claim: Record, before: Record | None, mended: Message | None = None
    ) -> Record:
        """Deliver a message that was claimed, and give what the ledger shall say of it.

        `before` is what it said until the claim: a message that may be out is looked for first, and is sent
        as `mended` once it is known not to be out. Raises ClaimLostError.
        """
        claim = replace(claim, doubt=before is not None and before.may_be_out)
        if before is not None and claim.doubt and not self._may_repeat(claim):
            # A clock that is ahead of ours may have dated the attempt.
            claim = replace(claim, last=min(_last_attempt(before), self.clock()))
            found = self._look(message, claim)
            if found.outcome is not Outcome.NO:
                return self._after(*self._heard(found, claim))
            claim = replace(self._heard(found, claim)[1] if found.partly else claim, doubt=False)
            # What one of several recipients has, the others get, too.
            message = message if claim.is_with_some else mended or message
        return self._send(message, claim)

    def _may_repeat(self, claim: Record) -> bool:
        """Whether the channel would still take the same message for the same."""
        lifetime = self.sender.repeatable
        if lifetime is None:
            return False
        spent = self.clock() - (claim.first or claim.at)
        return lifetime == timedelta.max or spent < lifetime * (1 - _MARGIN)

    def _look(self, message: Message, claim: Record) -> Sent:
        """What reading back says of the last attempt; NO where it is surely not there.

        Once is no proof while the attempt may still be under way: until then, a later run looks again.
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
                    answer, claim = self._heard(found, claim)
                    break
                claim = replace(claim, doubt=False)
            answer, claim = self._send_once(message, claim)
        self.step(Checkpoint.ANSWER_UNDERSTOOD)
        return self._after(answer, claim)

    def _send_once(self, message: Message, claim: Record) -> tuple[Sent, Record]:
        begun = self.clock()
        self.step(Checkpoint.BEFORE_SENDING)
        check = partial(self.may_send, message.text)
        check()
        with checked_by(check):
            asked = self._for_open(message, claim)
            answer, claim = self._heard(self._safely(lambda: self.sender.send(asked)), claim)
        self.step(Checkpoint.SENT)
        doubt = claim.doubt or answer.outcome is Outcome.MAYBE
        done = replace(claim, attempt=claim.attempt + 1, at=begun, last=begun, doubt=doubt)
        return answer, replace(done, words=message.text, text=digest(message.text))

    def _for_open(self, message: Message, claim: Record) -> Message:
        """The message for those of several recipients who may still get it."""
        if not claim.recipients:
            return message
        may_look = self._can_find_out(claim)
        return replace(message, leave_out=not_to_be_sent(claim.recipients, may_look=may_look))

    def _heard(self, answer: Sent, claim: Record) -> tuple[Sent, Record]:
        """The answer and the claim with what is known of each recipient."""
        may_look = self._can_find_out(claim)
        left_out = not_to_be_sent(claim.recipients, may_look=may_look)
        if answer.recipients or answer.outcome is Outcome.YES:
            recipients = merged(claim.recipients, answer.recipients, left_out)
        else:
            recipients = alike(claim.recipients, left_out, reach_of(answer), answer.why)
        return overall(answer, recipients, may_look=may_look), replace(claim, recipients=recipients)

    def _is_open(self, answer: Sent, claim: Record) -> bool:
        """Whether the message may go out again in this run without a second one appearing."""
        if answer.outcome is Outcome.YES or answer.permanent:
            return False
        return not claim.doubt or self._can_find_out(claim)

    def _pause(self, answer: Sent, attempt: int) -> bool:
        """Wait for the channel, if that is short; False where it is left to a later run."""
        wait = (answer.not_before - self.clock()) if answer.not_before else timedelta(seconds=attempt)
        if wait > _SHORT:
            return False
        self.sleep(max(0.0, wait.total_seconds()))
        return True

    def _safely(self, call: Callable[[], Sent]) -> Sent:
        """Senders promise not to raise; one that does anyway may have sent."""
        try:
            return call()
        except ClaimLostError:
            raise
        except Exception as fault:
            # Only its kind: the words of a fault may hold an address with a secret in it.
            return Sent(outcome=Outcome.MAYBE, why=f"the sender failed ({type(fault).__name__})")

    def _after(self, answer: Sent, claim: Record) -> Record:
        now = self.clock()
        done = replace(claim, at=now, why=answer.why)
        if answer.outcome is Outcome.YES:
            done = replace(done, last=None, words="", doubt=False, recipients=())
            return replace(done, state=DeliveryState.SENT, id=answer.id, url=answer.url)
        done = replace(done, doubt=claim.doubt or answer.outcome is Outcome.MAYBE)
        if not (done.doubt or done.is_with_some):
            # Surely nobody has them: what is sent next is written anew.
            done = replace(done, last=None, words="")
        if answer.permanent or (done.doubt and not self._can_find_out(claim)):
            return replace(done, state=DeliveryState.HELD)
        # One recipient who waits is no reason for the whole channel to wait.
        later = answer.not_before if done.is_with_some else answer.not_before or now + _NEXT_RUN
        return replace(done, state=DeliveryState.RETRY, not_before=later)

    def _can_find_out(self, claim: Record) -> bool:
        return self.sender.readable or self._may_repeat(claim)


def _last_attempt(record: Record) -> datetime:
    """When the last attempt may have begun: a claim is sent on at any time after it was made."""
    return record.at if record.state is DeliveryState.CLAIMED else record.last or record.at


def _unknown() -> Sent:
    return Sent(outcome=Outcome.MAYBE, why="nothing could be read back")
