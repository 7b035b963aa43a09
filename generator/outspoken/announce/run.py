"""One run of announcing: find what is due, send it, record it."""

from __future__ import annotations

from collections.abc import Iterable

from outspoken.announce.all_channels import deliver_all
from outspoken.announce.channel_plan import ChannelWork, channel_work
from outspoken.announce.due import MOST, since
from outspoken.announce.ended_news import ended, news_keys
from outspoken.announce.ledger.checkpoints import Checkpoint
from outspoken.announce.ledger.ledger import Ledger, Purpose
from outspoken.announce.ledger.ledger_contents import (
    Files,
    LedgerContents,
    channel_file,
    folding,
    settled_file,
)
from outspoken.announce.ledger.ledger_record import DeliveryState, Key, RecordChange
from outspoken.announce.request import AnnounceDependencies, AnnounceRequest, AnnounceResult
from outspoken.announce.uncommitted import outdated, uncommitted
from outspoken.announce.up_to_date import standing_of
from outspoken.announce.words.news import OVERDUE, NewsItem, cases, next_news, pieces
from outspoken.errors import ProblemsError
from outspoken.render.shared import shared_for
from outspoken.source.last_good import LastGoodReading, read, unread

# Far above the guard's limit: more than that is withheld anyway.
_MOST_LOOKED_UP = 50


def tell_what_is_due(order: AnnounceRequest, rim: AnnounceDependencies, ledger: Ledger) -> AnnounceResult:
    """Announce what is due, each update on every channel once. Raises ProblemsError."""
    reading = read(order.root, now=order.now, site_url=order.site_url, last_good=True, present=order.present)
    if reading.history is None:
        raise ProblemsError(reading.problems)
    history = reading.history
    rim.step(Checkpoint.SITE_READ)
    news = _news(order, reading)
    rim.step(Checkpoint.NEWS_KNOWN)
    shared = shared_for(order.root, history, order.now)
    works = [
        channel_work(channel, news, ledger.book, shared, order, rim) for channel in history.settings.channels
    ]
    works = _new(order, reading, ledger, works)
    open_files = _not_agreed(order, reading, works)
    works = [work.without(open_files) for work in works]
    overtaken = outdated(order.root, ledger, works)
    works = _guarded(order, [work.without(overtaken) for work in works])
    rim.step(Checkpoint.MESSAGES_WRITTEN)
    gone = _gone(order, ledger, reading, news)
    if order.dry_run:
        return _report(order, reading, ledger, works, (open_files, overtaken), gone)
    _begin(order, rim, ledger, works, gone)
    rim.step(Checkpoint.DUE_KNOWN)
    works = deliver_all(works, ledger, order, rim)
    if not (open_files or overtaken):
        _settle(order, ledger, reading, works)
    return _report(order, reading, ledger, works, (open_files, overtaken), gone)


def _news(order: AnnounceRequest, reading: LastGoodReading) -> tuple[NewsItem, ...]:
    assert reading.history is not None  # noqa: S101 - the caller's promise
    overdue = cases(reading.history, order.now)
    return overdue if order.only_cases else (*pieces(reading.history, order.now), *overdue)


def _new(
    order: AnnounceRequest, reading: LastGoodReading, ledger: Ledger, works: list[ChannelWork]
) -> list[ChannelWork]:
    """Return the work without what was announced under another name."""
    assert reading.history is not None  # noqa: S101 - the caller's promise
    fresh = {update for work in works for update in work.due.fresh}
    if not fresh or (len(fresh) > _MOST_LOOKED_UP and not order.force):
        return works
    # Most runs have nothing new.
    from outspoken.announce.renamed_news import FormerNames

    names = FormerNames(
        root=order.root,
        book=ledger.book,
        channels=frozenset(channel.id for channel in reading.history.settings.channels),
        now=order.now,
        run=order.run,
    )
    return names.told_before(works)


def _not_agreed(
    order: AnnounceRequest, reading: LastGoodReading, works: Iterable[ChannelWork]
) -> frozenset[str]:
    """Return files of due news that differ from their commit; none without git."""
    if reading.history is None or reading.history.commit is None:
        return frozenset()
    return uncommitted(order.root, works, {rollback.path for rollback in reading.rollbacks})


def _guarded(order: AnnounceRequest, works: list[ChannelWork]) -> list[ChannelWork]:
    """Withhold untried updates if there are too many at once; overdue cases are counted separately."""
    if order.force:
        return works
    fresh = {update for work in works for update in work.due.fresh}
    told = {update for update in fresh if not update[1].startswith(OVERDUE)}
    kinds = (told, fresh - told)
    stopped = frozenset(update for kind in kinds if len(kind) > MOST for update in kind)
    return [work.withholding(stopped) for work in works]


def _gone(
    order: AnnounceRequest, ledger: Ledger, reading: LastGoodReading, news: tuple[NewsItem, ...]
) -> tuple[RecordChange, ...]:
    """Return records that wait for deleted news; nothing if only overdue cases are announced."""
    assert reading.history is not None  # noqa: S101 - the caller's promise
    if order.only_cases:
        return ()
    known = news_keys(reading.history, news)
    return ended(reading.history, unread(reading), known, ledger.book, order.now, order.run)


def _begin(
    order: AnnounceRequest,
    rim: AnnounceDependencies,
    ledger: Ledger,
    works: list[ChannelWork],
    gone: tuple[RecordChange, ...],
) -> None:
    """Record each channel's start, and what is given up."""
    changes = [change for work in works for change in work.due.settling] + list(gone)
    if given_up := [change for change in changes if change.after.state is DeliveryState.SKIPPED]:
        # Reported before it is recorded: a run that is killed in between reports it again.
        rim.give_up(given_up)
    changes += [change for work in works for change in work.due.known]

    def begun(book: LedgerContents) -> Files:
        # Also channels that cannot send yet: updates published from now on stay due for them.
        new = [work.channel for work in works if work.channel.id not in book.channels]
        return dict(channel_file(channel.id, since(channel, book, order.now)) for channel in new)

    if changes or begun(ledger.book):
        ledger.commit(changes, Purpose.SETTLING, "What is not announced any more", begun)


def _settle(
    order: AnnounceRequest, ledger: Ledger, reading: LastGoodReading, works: list[ChannelWork]
) -> None:
    """If nothing is left to announce, record that in the ledger, so that the next run ends at once."""
    if order.only_cases or not works or reading.rollbacks or not all(work.is_settled for work in works):
        return
    assert reading.history is not None  # noqa: S101 - the caller's promise
    left = standing_of(order.root, next_news(reading.history, order.now))

    def settled(book: LedgerContents) -> Files:
        said = {} if left is None or left == book.settled else dict([settled_file(left)])
        return {**folding(book, order.now), **said}

    if settled(ledger.book):
        ledger.commit((), Purpose.SETTLING, "Nothing is left to announce", settled)


def _report(
    order: AnnounceRequest,
    reading: LastGoodReading,
    ledger: Ledger,
    works: list[ChannelWork],
    left_out: tuple[frozenset[str], frozenset[str]],
    gone: tuple[RecordChange, ...],
) -> AnnounceResult:
    settling: list[RecordChange] = [change for work in works for change in work.due.settling]
    return AnnounceResult(
        done={key: record for work in works for key, record in work.done.items()},
        held=ledger.book.in_state(DeliveryState.HELD),
        retry=ledger.book.in_state(DeliveryState.RETRY),
        known={change.key: change.after for work in works for change in work.due.known},
        stale=tuple(change.key for change in settling if change.after.state is DeliveryState.SKIPPED),
        ended={change.key: change.after for change in gone},
        waiting={key: why for work in works for key, why in _waiting(work).items()},
        withheld=tuple(sorted({update for work in works for update in work.withheld})),
        uncommitted=tuple(sorted(left_out[0])),
        outdated=tuple(sorted(left_out[1])),
        troubles=tuple(work.trouble for work in works if work.trouble is not None),
        problems=reading.problems,
        written=tuple(message for work in works for message in work.messages) if order.dry_run else (),
        channels=len(works),
    )


def _waiting(work: ChannelWork) -> dict[Key, str]:
    """Return what a channel leaves to a later run, with the reason; retries are reported separately."""
    return {} if work.trouble else {**work.due.waiting, **work.passed}
