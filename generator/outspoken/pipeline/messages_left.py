"""Lists messages that are not sent yet: due now, waiting for another run, or held for a decision."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from outspoken.announce.due import due
from outspoken.announce.ledger.ledger_contents import LedgerContents
from outspoken.announce.ledger.ledger_record import DeliveryState, Key, Record
from outspoken.announce.plan_watch import PlanWatch
from outspoken.announce.up_to_date import is_settled
from outspoken.announce.words.news import cases, pieces
from outspoken.model.history import History


class MessagesLeft(Struct, frozen=True, kw_only=True):
    """Messages by key: `due` can be sent now, `waiting` later (with the reason), `held` need a decision."""

    due: tuple[Key, ...] = ()
    waiting: Mapping[Key, str] = {}
    held: Mapping[Key, Record] = {}


def messages_left(
    root: Path, history: History, now: datetime, book: LedgerContents, plan: PlanWatch
) -> MessagesLeft:
    """Compare the news of the site in `root` at `now` (UTC) with the ledger."""
    held = book.in_state(DeliveryState.HELD)
    # A fast path for the usual case: a run has sent everything, and no file has changed since.
    if is_settled(root, book, now):
        return MessagesLeft(held=held)
    news = (*pieces(history, now), *cases(history, now, plan.overdue(history)))
    found = [due(each, news, book, now, run="", force=False) for each in history.settings.channels]
    return MessagesLeft(
        due=tuple(work.key for one in found for work in one.work),
        waiting={key: why for one in found for key, why in one.waiting.items()},
        held=held,
    )
