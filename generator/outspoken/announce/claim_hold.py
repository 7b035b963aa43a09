"""A claim in a run's hands: confirmed right before each request, renewed before it grows old."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from outspoken.announce.ledger.ledger import Ledger, Purpose
from outspoken.announce.ledger.ledger_record import Key, Record, RecordChange, digest
from outspoken.announce.sending.last_check import ClaimLostError
from outspoken.errors import ProblemsError

FRESH = 60.0
"""Seconds for which a claim may be sent on; then it is renewed, so that no other clock sees it expire."""
# What the ledger said counts so long; where it answers slowly, the last of three answers so long.
_BRIEFLY, _SLOWLY, _ASKS = 0.5, 5.0, 3


class Hold(Struct, kw_only=True, eq=False):
    """One key's claim. `elapsed` counts seconds, suspension included; `since` is when the claim was dated.

    `by_words` says that the channel may have to be asked for the very words, which the claim then holds.
    """

    ledger: Ledger
    key: Key
    claim: Record
    clock: Callable[[], datetime]
    elapsed: Callable[[], float]
    since: float
    by_words: bool = True

    def worded(self, words: str) -> Record:
        """The claim, as it stands once these words are sent."""
        return replace(self.claim, words=words, text=digest(words))

    def confirm(self, words: str) -> None:
        """Make sure that the claim is this run's own, young, and says what is about to be sent.

        Raises ClaimLostError where it is not, or where that cannot be found out.
        """
        is_other = self.by_words and words != self.claim.words
        if is_other or self.elapsed() - self.since > FRESH:
            self._renew(words)
        for _ in range(_ASKS):
            if self._age() <= _BRIEFLY:
                break
            self._ask()
        if self.ledger.get(self.key) != self.claim:
            raise ClaimLostError("another run took the message over")
        if self._age() > _SLOWLY:
            raise ClaimLostError("the ledger answers too slowly to be sure of the claim")

    def _age(self) -> float:
        """Seconds since the ledger was last asked."""
        return self.elapsed() - self.ledger.asked

    def _ask(self) -> None:
        try:
            self.ledger.refresh()
        except ProblemsError as fault:
            raise ClaimLostError("the ledger could not be asked about the claim") from fault

    def _renew(self, words: str) -> None:
        since = self.elapsed()
        claim = replace(self.claim, at=self.clock(), words=words, text=digest(words))
        change = RecordChange(key=self.key, before=self.claim, after=claim)
        try:
            accepted = self.ledger.commit([change], Purpose.CLAIM, f"Renew the claim on {self.key}")
        except ProblemsError as fault:
            raise ClaimLostError("the claim could not be renewed") from fault
        if not accepted:
            raise ClaimLostError("another run took the message over")
        self.claim, self.since = claim, since
