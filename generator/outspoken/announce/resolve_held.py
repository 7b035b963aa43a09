"""Records a person's decision about a message whose delivery is in doubt."""

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
    """Neither the ledger nor the site knows the key; `near` are similar ones."""

    def __init__(self, key: str, known: Iterable[str]) -> None:
        super().__init__(key)
        self.near = tuple(get_close_matches(key, list(known), n=3, cutoff=0.6))


class LiveClaimError(Exception):
    """A run may be sending the message at this moment."""


class Decision(Struct, frozen=True, kw_only=True):
    """A person's decision: `state` is sent, retry or skipped; `id` is the message's own, if it has one."""

    state: DeliveryState
    id: str = ""


def resolve(ledger: Ledger, key: Key, decision: Decision, now: datetime, run: str) -> Record:
    """Write a decision into the open ledger; return the new record.

    Raises LiveClaimError while a run may still be sending the message, ProblemsError if the ledger cannot
    be written.
    """
    while True:
        before = ledger.get(key)
        if before is not None and before.is_live(now):
            raise LiveClaimError(str(key))
        recipients = before.recipients if before else ()
        state = decision.state
        if state is DeliveryState.SKIPPED and before is not None and before.is_with_some:
            # Some recipients have it: later updates continue its thread.
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
    """Return every key that the site has or had; empty if its settings cannot be read."""
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
