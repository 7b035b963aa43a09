"""Records a person's decision about a message: it was sent, is to be sent, or is to be skipped."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from difflib import get_close_matches

from msgspec import Struct
from msgspec.structs import replace

from outspoken.announce.ledger.ledger import Ledger, Purpose
from outspoken.announce.ledger.ledger_record import DeliveryState, Key, Record, RecordChange
from outspoken.announce.words.news import cases, pieces
from outspoken.channels.sending.reached import Recipients, counted, retried
from outspoken.model.history import History


class UnknownKeyError(Exception):
    """Raised for a key that neither the ledger nor the site has; `near` are similar keys."""

    def __init__(self, key: str, known: Iterable[str]) -> None:
        super().__init__(key)
        self.near = tuple(get_close_matches(key, list(known), n=3, cutoff=0.6))


class LiveClaimError(Exception):
    """Raised if a run may be sending the message right now."""


class Decision(Struct, frozen=True, kw_only=True):
    """A decision: `state` is sent, retry or skipped; `id` is the id on the channel, if known."""

    state: DeliveryState
    id: str = ""


def resolve(ledger: Ledger, key: Key, decision: Decision, now: datetime, run: str) -> Record:
    """Write a decision into the open ledger and return the new record.

    Raises LiveClaimError while a run may still be sending the message, ProblemsError if the ledger cannot be
    written.
    """
    # Another run may change the record between the read and the push: then the decision is checked again.
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
            # Only those without the message get it again, even if a person asks for it.
            recipients=retried(recipients) if state is DeliveryState.RETRY else (),
            why=_why(decision, recipients),
        )
        change = RecordChange(key=key, before=before, after=after)
        if ledger.commit([change], Purpose.RECEIPT, f"Record the decision on {key}: {decision.state}"):
            return after


def _why(decision: Decision, recipients: Recipients) -> str:
    decided = "decided by a person"
    is_given_up = decision.state is DeliveryState.SKIPPED and recipients
    return f"{decided}: {counted(recipients)} have it" if is_given_up else decided


def known_keys(history: History, now: datetime) -> set[Key]:
    """Return the key of every piece of news at `now` (UTC), former ids included."""
    news = (*pieces(history, now), *cases(history, now))
    return {
        Key(piece.incident.first_id, update, channel.id)
        for piece in news
        for channel in history.settings.channels
        for update in piece.ids
    }


def with_first_id(key: Key, history: History) -> Key:
    """Return the key under the first id of its incident, by which the ledger knows it."""
    try:
        return replace(key, incident=history.incident(key.incident).first_id)
    except KeyError:
        return key
