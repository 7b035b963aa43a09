"""A person decides what became of a message, or what shall become of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path

from msgspec import Struct

from outspoken.announce.ledger.ledger import Ledger, Purpose
from outspoken.announce.ledger.ledger_record import DeliveryState, Key, Record, RecordChange
from outspoken.announce.ledger.reached import Recipients, counted, retried
from outspoken.announce.words.news import cases, pieces
from outspoken.source.last_good import read


class UnknownKeyError(Exception):
    """A key that neither the ledger nor the site knows; `near` are some that look like it."""

    def __init__(self, key: str, known: Iterable[str]) -> None:
        super().__init__(key)
        self.near = tuple(get_close_matches(key, list(known), n=3, cutoff=0.6))


class LiveClaimError(Exception):
    """A message that a run may be sending at this moment."""


class Decision(Struct, frozen=True, kw_only=True):
    """What a person decided: `state` is sent, retry or skipped; `id` the message's own, where it has one."""

    state: DeliveryState
    id: str = ""


def resolve(ledger: Ledger, key: Key, decision: Decision, now: datetime, run: str) -> Record:
    """Write a decision into the ledger, which is open; what it says then.

    Raises LiveClaimError while a run may still be sending the message, ProblemsError where the ledger takes
    nothing.
    """
    while True:
        before = ledger.get(key)
        if before is not None and before.is_live(now):
            raise LiveClaimError(str(key))
        recipients = before.recipients if before else ()
        state = decision.state
        if state is DeliveryState.SKIPPED and before is not None and before.is_with_some:
            # Some have it: later updates go on from it.
            state = DeliveryState.SENT
        after = Record(
            state=state,
            at=now,
            run=run,
            person=True,
            attempt=before.attempt if before else 0,
            id=decision.id or (before.id if before else ""),
            url=before.url if before else "",
            recipients=retried(recipients) if state is DeliveryState.RETRY else (),
            why=_why(decision, recipients),
        )
        change = RecordChange(key=key, before=before, after=after)
        if ledger.commit([change], Purpose.RECEIPT, f"{key}: {decision.state}"):
            return after


def _why(decision: Decision, recipients: Recipients) -> str:
    decided = "decided by a person"
    is_given_up = decision.state is DeliveryState.SKIPPED and recipients
    return f"{decided}: {counted(recipients)} have it" if is_given_up else decided


def known_keys(root: Path, now: datetime, *, present: bool = False) -> set[Key]:
    """Every key that the site has or had news for; empty where its settings cannot be read."""
    history = read(root, now=now, last_good=True, present=present).history
    if history is None:
        return set()
    news = (*pieces(history, now), *cases(history, now))
    return {
        Key(piece.incident.id, update, channel.id)
        for piece in news
        for channel in history.settings.channels
        for update in piece.ids
    }
