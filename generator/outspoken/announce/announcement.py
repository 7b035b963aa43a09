"""The announce recipe: find what is published but not yet in the ledger, claim it, send it, record it."""

from __future__ import annotations

from msgspec.structs import replace

from outspoken.announce.ledger.checkpoints import Checkpoint
from outspoken.announce.ledger.ledger_record import DeliveryState
from outspoken.announce.ledger.open_ledger import LedgerPlace, opened
from outspoken.announce.request import AnnounceDependencies, AnnounceRequest, AnnounceResult
from outspoken.announce.up_to_date import is_settled


def announce(order: AnnounceRequest, rim: AnnounceDependencies) -> AnnounceResult:
    """Announce what is due, once on every channel. Raises ProblemsError if nothing may be sent."""
    rim.step(Checkpoint.BEGUN)
    place = LedgerPlace(
        root=order.root,
        remote=order.remote,
        folder=order.folder,
        clock=rim.clock,
        sleep=rim.sleep,
        elapsed=rim.elapsed,
        step=rim.step,
        is_dry=order.dry_run,
    )
    with opened(place) as (ledger, why):
        eager = order.force or order.dry_run or order.only_cases
        if not eager and is_settled(order.root, ledger.book, order.now):
            report = AnnounceResult(held=ledger.book.in_state(DeliveryState.HELD))
        else:
            # Imported late: these modules take half a second, which a run without news does not need.
            from outspoken.announce.run import tell_what_is_due

            report = tell_what_is_due(order, rim, ledger)
        report = replace(report, problems=(*why, *report.problems))
    rim.step(Checkpoint.REPORTED)
    return report
