"""The lines of `outspoken announce status`: the channels with their promise, and what waits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from outspoken.announce.due import waits
from outspoken.announce.ledger.ledger_record import DeliveryState
from outspoken.channels.all_kinds import promise_of
from outspoken.cli.print_problems import counted
from outspoken.cli.publishing.announce_report import held, too_old
from outspoken.source.settings.read_settings import read_settings

if TYPE_CHECKING:
    from outspoken.announce.ledger.ledger_contents import LedgerContents
    from outspoken.announce.ledger.ledger_record import Key, Record
    from outspoken.channels.delivery_promise import DeliveryPromise

# How long a skipped message is listed: people may have missed the run that reported it.
_REMINDED = timedelta(days=7)


def promises(root: Path) -> dict[str, DeliveryPromise]:
    """Return what each channel can promise, by its name; empty if the settings cannot be read."""
    settings = read_settings(root, [])
    return {channel.id: promise_of(channel) for channel in settings.channels} if settings else {}


def status_lines(
    counts: Mapping[DeliveryState, int],
    book: LedgerContents,
    waiting: Mapping[Key, Record],
    promised: Mapping[str, DeliveryPromise],
    instant: datetime,
) -> Iterator[str]:
    """Yield how much was announced, the start and the promise of each channel, and what waits."""
    status = (
        counted(count, "message").replace(" ", f" {state} ", 1) for state, count in sorted(counts.items())
    )
    yield ", ".join(status) or "Nothing has been announced yet."
    # From both: a channel that was removed from the settings still has records.
    for channel in sorted({*book.channels, *promised}):
        yield f"{channel}: {_channel(book.channels.get(channel), promised.get(channel))}"
    for key, record in waiting.items():
        if record.state is DeliveryState.HELD:
            yield held(key, record)
        elif why := waits(record, instant):
            yield f"{key}: {why}"
        else:
            yield f"{key}: will be checked or sent by the next run{record.why and f' ({record.why})'}"
    for key, record in book.in_state(DeliveryState.SKIPPED).items():
        if record.is_too_old and instant - record.at < _REMINDED:
            yield too_old(key)


def _channel(since: datetime | None, promise: DeliveryPromise | None) -> str:
    begun = f"since {since:%Y-%m-%d %H:%M} UTC" if since else "no announcement yet"
    return f"{begun}; {promise or 'no longer in the settings'}"
