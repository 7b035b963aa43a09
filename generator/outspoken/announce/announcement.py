"""Announces new updates: returns at once if nothing can have changed, else reads the site and sends."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from outspoken.announce.ledger.checkpoints import Checkpoint
from outspoken.announce.ledger.ledger import Ledger
from outspoken.announce.ledger.ledger_record import DeliveryState
from outspoken.announce.request import AnnounceDependencies, AnnounceRequest, AnnounceResult
from outspoken.announce.up_to_date import is_settled

if TYPE_CHECKING:
    from outspoken.source.last_good import LastGoodReading


def announce(
    request: AnnounceRequest,
    dependencies: AnnounceDependencies,
    ledger: Ledger,
    read: Callable[[], LastGoodReading],
) -> AnnounceResult:
    """Send what is due, once on every channel. `ledger` is open; `read` is called only if it is needed.

    Raises ProblemsError if nothing may be sent.
    """
    dependencies.step(Checkpoint.BEGUN)
    # These options ask for a full run, even if the ledger says that nothing is left.
    is_full = request.force or request.dry_run or request.is_partial
    if not is_full and is_settled(request.root, ledger.book, request.now):
        result = AnnounceResult(held=ledger.book.in_state(DeliveryState.HELD))
    else:
        # Imported only here: the modules that render messages take half a second to import.
        from outspoken.announce.run import announce_due

        result = announce_due(request, dependencies, ledger, read())
    dependencies.step(Checkpoint.REPORTED)
    return result
