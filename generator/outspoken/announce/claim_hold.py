"""Keeps the claim of a run valid: confirmed before each request, renewed before it expires."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from msgspec.structs import replace

from outspoken.announce.ledger.ledger import Ledger, Purpose
from outspoken.announce.ledger.ledger_record import Key, Record, RecordChange, digest
from outspoken.channels.sending.last_check import ClaimLostError
from outspoken.errors import ProblemsError

FRESH = 60.0
"""Seconds for which a claim may be sent on; then it is renewed, so that no other clock sees it expire."""
# Seconds for which an answer of the ledger counts; if it is slow, the last of three answers counts.
_BRIEFLY, _SLOWLY, _ASKS = 0.5, 5.0, 3


class Hold:
    """The claim on one key. `elapsed` counts seconds, including suspension; `since` is the claim's date.

    `by_text` means that the channel may have to be searched for the exact text, so the claim stores it.
    """

    def __init__(
        self,
        *,
        ledger: Ledger,
        key: Key,
        claim: Record,
        clock: Callable[[], datetime],
        elapsed: Callable[[], float],
        since: float,
        by_text: bool = True,
    ) -> None:
        self.ledger, self.key, self.claim, self.since = ledger, key, claim, since
        self.clock, self.elapsed, self.by_text = clock, elapsed, by_text

    def with_text(self, text: str) -> Record:
        """Return the claim as it is once this text is sent."""
        return replace(self.claim, words=text, text=digest(text))

    def confirm(self, text: str) -> None:
        """Check that the claim is this run's, young enough, and has the text that is about to be sent.

        Raises ClaimLostError if it is not, or if that cannot be checked.
        """
        # The claim must have exactly this text: a later run uses it to recognise the message.
        is_other = self.by_text and text != self.claim.words
        if is_other or self.elapsed() - self.since > FRESH:
            self._renew(text)
        # An answer older than half a second leaves time in which another run may have taken the claim.
        for _ in range(_ASKS):
            if self._age() <= _BRIEFLY:
                break
            self._ask()
        if self.ledger.get(self.key) != self.claim:
            raise ClaimLostError("another run took the message over")
        if self._age() > _SLOWLY:
            raise ClaimLostError("the ledger answers too slowly to be sure of the claim")

    def _age(self) -> float:
        """Return the seconds since the ledger was last asked."""
        return self.elapsed() - self.ledger.asked

    def _ask(self) -> None:
        try:
            self.ledger.refresh()
        except ProblemsError as fault:
            raise ClaimLostError("the ledger could not be asked about the claim") from fault

    def _renew(self, text: str) -> None:
        since = self.elapsed()
        claim = replace(self.claim, at=self.clock(), words=text, text=digest(text))
        change = RecordChange(key=self.key, before=self.claim, after=claim)
        try:
            accepted = self.ledger.commit([change], Purpose.CLAIM, f"Renew the claim on {self.key}")
        except ProblemsError as fault:
            raise ClaimLostError("the claim could not be renewed") from fault
        if not accepted:
            raise ClaimLostError("another run took the message over")
        # The time before the push: a claim may look older than it is, but never younger.
        self.claim, self.since = claim, since
