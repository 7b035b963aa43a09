"""Decides which news a channel is for: by its filter, and by its audience (pure function)."""

from __future__ import annotations

from outspoken.announce.words.news import NewsItem
from outspoken.model.channel import Audience, Channel


def wanted(piece: NewsItem, channel: Channel) -> bool:
    """Whether a channel's filter matches; overdue cases are for internal channels only.

    A withdrawal passes every filter: whether the channel has the withdrawn news is checked separately.
    """
    # Whatever the filter is now: a false message that was sent there has to be corrected (decision 10).
    if piece.is_withdrawal:
        return True
    if piece.case is not None:
        return channel.audience is Audience.INTERNAL
    asked = channel.filter
    return (
        (not asked.impacts or piece.entry.impact in asked.impacts)
        and (not asked.statuses or piece.entry.status in asked.statuses)
        and (not asked.components or not set(asked.components).isdisjoint(piece.incident.component_ids))
    )
