"""All entries of a history with their dates, as the feed of the whole site has them."""

from __future__ import annotations

from datetime import datetime

from outspoken.derive.facts import HistoryFacts
from outspoken.derive.feed_dates import DatedEntry, entry_dates, newest_first


def dated_entries(history: HistoryFacts, now: datetime) -> tuple[DatedEntry, ...]:
    """Every entry that is out at `now`, newest first."""
    return tuple(newest_first(history.incidents, entry_dates(history), now))
