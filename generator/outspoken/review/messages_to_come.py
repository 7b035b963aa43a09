"""The messages that each channel would send once a change is merged, or why it would send none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from msgspec import Struct

from outspoken.announce.channel_filter import wanted
from outspoken.announce.due import MOST, STALE
from outspoken.announce.words.compose import MessageError, compose
from outspoken.announce.words.news import NewsItem, pieces
from outspoken.channels.all_kinds import kind_of
from outspoken.channels.message import Message, Thread
from outspoken.derive.facts import IncidentFacts
from outspoken.derive.followup.reminders import reminder_times
from outspoken.errors import Problem
from outspoken.model.channel import Channel
from outspoken.model.history import History
from outspoken.model.incident import Incident
from outspoken.model.settings import Settings
from outspoken.render.shared import Shared, shared_for
from outspoken.review.both_sides import BothSides
from outspoken.review.change_effects import IncidentChange, IncidentOutcome

_CHANGES = (
    IncidentChange.EDITED,
    IncidentChange.DONE,
    IncidentChange.UNSEEN,
    IncidentChange.MOVED,
    IncidentChange.RENAMED,
    IncidentChange.GONE,
)
"""Changes of something that was published; they are not sent."""


class MessageToCome(Struct, frozen=True, kw_only=True):
    """The messages of one channel, in order.

    `why_unsent` is the reason why it would send none, `problem` why it could not.
    """

    channel: Channel
    messages: tuple[Message, ...] = ()
    why_unsent: str = ""
    problem: Problem | None = None


class ReminderTimes(Struct, frozen=True, kw_only=True):
    """Scheduled maintenance by its title, and when reminders of it are sent (UTC), in order."""

    title: str
    times: tuple[datetime, ...]


class NewsToCome(Struct, frozen=True, kw_only=True):
    """The news of a change, oldest first: `fresh` is announced, `old` is too old for that.

    `earlier` was published before the change.
    """

    fresh: tuple[NewsItem, ...]
    old: tuple[NewsItem, ...]
    earlier: tuple[NewsItem, ...]


def news_of(sides: BothSides, after: History) -> NewsToCome:
    """Return what is published after the merge and was not before."""
    earlier = pieces(sides.before, sides.at) if sides.before else ()
    # By id: an edit of a published update is not news.
    known = {(one.incident.first_id, one.update_id) for one in earlier}
    new = [one for one in pieces(after, sides.at) if (one.incident.first_id, one.update_id) not in known]
    oldest = sides.at - STALE
    return NewsToCome(
        fresh=tuple(one for one in new if one.published >= oldest),
        old=tuple(one for one in new if one.published < oldest),
        earlier=earlier,
    )


def messages_of_update(
    incident: Incident, update: str, settings: Settings, root: Path, now: datetime
) -> tuple[MessageToCome, ...]:
    """Return what each channel would send for one update of an incident at `now` (UTC).

    All other updates of the incident count as sent. Only the incident is read.
    """
    history = History(settings=settings, incidents=(incident,))
    every = pieces(history, now)
    fresh = tuple(one for one in every if one.update_id == update)
    news = NewsToCome(fresh=fresh, old=(), earlier=tuple(one for one in every if one not in fresh))
    shared = shared_for(root, history, now)
    return tuple(messages_for(channel, news, shared) for channel in settings.channels)


def messages_for(channel: Channel, news: NewsToCome, shared: Shared) -> MessageToCome:
    """Return the channel's messages, each as a reply to those sent before."""
    asked = [piece for piece in news.fresh if _is_for(piece, channel, news.earlier)]
    if not asked:
        is_filtered = any(not piece.is_withdrawal for piece in news.fresh)
        why = "its filter excludes all of it" if is_filtered else "nothing is new for it"
        return MessageToCome(channel=channel, why_unsent=why)
    # Several updates of one change are replies to each other, as they will be in the channel.
    earlier = list(news.earlier)
    messages: list[Message] = []
    try:
        for piece in asked:
            messages.append(compose(piece, channel, shared, thread=_thread(piece, channel, earlier)))
            earlier.append(piece)
    except MessageError as fault:
        return MessageToCome(channel=channel, problem=fault.problem)
    return MessageToCome(channel=channel, messages=tuple(messages))


def _is_for(piece: NewsItem, channel: Channel, earlier: Iterable[NewsItem]) -> bool:
    """Whether a channel gets the news: a withdrawal only if it has the withdrawn news."""
    if not piece.is_withdrawal:
        return wanted(piece, channel)
    mine = (
        one for one in earlier if one.incident.first_id == piece.incident.first_id and wanted(one, channel)
    )
    return any(piece.withdraws(one.update_id) for one in mine)


def _thread(piece: NewsItem, channel: Channel, earlier: Iterable[NewsItem]) -> Thread | None:
    """Return the thread of the channel at that time, if it got everything that passes its filter."""
    keys = [
        f"{one.incident.first_id}/{one.update_id}/{channel.id}"
        for one in earlier
        if one.incident.first_id == piece.incident.first_id and wanted(one, channel)
    ]
    if not keys or not kind_of(channel).threads:
        return None
    # A preview has no receipts: each key takes the place of the id, which only has to exist.
    return Thread(root_id=keys[0], parent_id=keys[-1], root_key=keys[0], parent_key=keys[-1])


def why_unsent(news: NewsToCome, found: Sequence[IncidentOutcome], after: History) -> str:
    """Return why nothing is sent on any channel; empty if something may be sent."""
    if not after.settings.channels:
        return "the settings name no channels"
    if news.fresh:
        return ""
    if news.old:
        return f"what it adds is older than {_hours(STALE)}"
    # Several may apply: the most exact ones come first.
    reasons = (
        (not found, "no incident is touched"),
        (all(one.incident.backfilled for one in found), "it is recorded after the fact (backfilled)"),
        (
            all(one.incident.withdrawn for one in found),
            "a withdrawal is sent only on channels that have the withdrawn incident",
        ),
        (all(one.change is IncidentChange.UNSEEN for one in found), "readers do not see it"),
        (
            all(one.change in (IncidentChange.RENAMED, IncidentChange.UNSEEN) for one in found),
            "only its address changes: the old one leads to it, and feeds keep their ids",
        ),
        (
            all(one.change in (IncidentChange.DONE, IncidentChange.UNSEEN) for one in found),
            "finished actions are shown on the page and in the feeds, but not sent",
        ),
        (
            all(one.change in _CHANGES for one in found),
            "it changes what was published: the page shows it as edited, and it is not sent",
        ),
        (True, "every update it adds has announce: false, is withdrawn, or has a time in the future"),
    )
    return next(reason for applies, reason in reasons if applies)


def reminders_of(found: Sequence[IncidentOutcome], after: History, now: datetime) -> Iterator[ReminderTimes]:
    """Yield the touched maintenance for which reminders are sent after `now` (UTC)."""
    if not after.settings.channels:
        return
    for course in found:
        if course.after is None or not course.after.is_upcoming:
            continue
        incident = course.after.incident
        ahead = tuple(at for at in reminder_times(IncidentFacts(incident), after.settings) if at > now)
        if ahead:
            yield ReminderTimes(title=incident.title, times=ahead)


def guards(news: NewsToCome, after: History) -> Iterator[str]:
    """Yield each limit at which an announcement would stop."""
    # Counted by update and not by message, as an announcement counts.
    announced = {
        (piece.incident.first_id, piece.update_id)
        for piece in news.fresh
        for channel in after.settings.channels
        if _is_for(piece, channel, news.earlier)
    }
    if len(announced) > MOST:
        count = len(announced)
        yield f"{count} updates are more than {MOST}: none is sent until a person runs announce --force"


def _hours(span: timedelta) -> str:
    return f"{int(span.total_seconds()) // 3600} hours"
