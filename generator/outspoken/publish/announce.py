"""The recipe of an announcement: what is out, less what was told; claimed, sent and receipted."""

from __future__ import annotations

from dataclasses import replace

from outspoken.publish.ledgers import Place, opened
from outspoken.publish.orders import Order, Report, Rim
from outspoken.publish.record import State
from outspoken.publish.settled import is_settled
from outspoken.publish.steps import Step


def announce(order: Order, rim: Rim) -> Report:
    """Tell what is due, each on every channel once. Raises ProblemsError where nothing may be sent."""
    rim.step(Step.BEGUN)
    place = Place(
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
            report = Report(held=ledger.book.in_state(State.HELD))
        else:
            # What reads and writes the site costs half a second to import.
            from outspoken.publish.round import tell_what_is_due

            report = tell_what_is_due(order, rim, ledger)
        report = replace(report, problems=(*why, *report.problems))
    rim.step(Step.REPORTED)
    return report
