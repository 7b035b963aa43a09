"""One announcement: find what is due, send it, and record it in the ledger."""

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
    months_to_merge,
    settled_file,
)
from outspoken.announce.ledger.ledger_record import DeliveryState, Key, RecordChange
from outspoken.announce.plan_watch import PlanWatch
from outspoken.announce.reminder_by_hand import asked_news, pending_reminders, reminder_alone
from outspoken.announce.request import AnnounceDependencies, AnnounceRequest, AnnounceResult
from outspoken.announce.uncommitted import outdated, uncommitted
from outspoken.announce.up_to_date import settled_until
from outspoken.announce.words.news import OVERDUE, NewsItem, cases, next_news, pieces
from outspoken.derive.cadence import Overdue
from outspoken.errors import ProblemsError
from outspoken.model.channel import Audience
from outspoken.model.history import History
from outspoken.render.shared import shared_for
from outspoken.source.last_good import LastGoodReading, unread

# More than a run sends without --force: they are withheld anyway, so they are not looked up in git.
_MOST_LOOKED_UP = 50


def announce_due(
    request: AnnounceRequest, dependencies: AnnounceDependencies, ledger: Ledger, reading: LastGoodReading
) -> AnnounceResult:
    """Send what is due, once on every channel. Raises ProblemsError if nothing may be sent."""
    if reading.history is None:
        raise ProblemsError(reading.problems)
    history = reading.history
    dependencies.step(Checkpoint.SITE_READ)
    plan = dependencies.plan or PlanWatch(request.root, request.now)
    news = _news(request, reading, ledger.book, plan)
    dependencies.step(Checkpoint.NEWS_KNOWN)
    shared = shared_for(request.root, history, request.now)
    works = [
        channel_work(channel, news, ledger.book, shared, request, dependencies)
        for channel in history.settings.channels
    ]
    if request.remind:
        works = [reminder_alone(work, news[-1]) for work in works]
    # The order matters: updates that are filtered out first are not counted by `_guarded`.
    works = _new(request, reading, ledger, works)
    open_files = _uncommitted(request, reading, works)
    works = [work.without(open_files) for work in works]
    # A re-run of an old job has an old checkout: what a newer commit withdrew must not be sent.
    overtaken = outdated(request.root, ledger, works)
    works = _guarded(request, [work.without(overtaken) for work in works])
    dependencies.step(Checkpoint.MESSAGES_WRITTEN)
    gone = _gone(request, ledger, reading, news)
    if request.dry_run:
        return _report(request, reading, ledger, works, (open_files, overtaken), gone)
    # Before the first message: a run killed while sending must not make the channel look new again.
    _begin(request, dependencies, ledger, works, gone)
    dependencies.step(Checkpoint.DUE_KNOWN)
    works = deliver_all(works, ledger, request, dependencies)
    # If files were left out, they become due without a change of the tree, so the next run must not skip.
    if not (open_files or overtaken):
        _settle(request, ledger, reading, works, plan)
    return _report(request, reading, ledger, works, (open_files, overtaken), gone)


def _news(
    request: AnnounceRequest, reading: LastGoodReading, book: LedgerContents, plan: PlanWatch
) -> tuple[NewsItem, ...]:
    """Return all news, last a reminder that is asked for. Raises KeyError if its incident is unknown."""
    assert reading.history is not None  # noqa: S101 - callers check it first
    history, now = reading.history, request.now
    published = (*pieces(history, now), *pending_reminders(history, book, now))
    if request.remind:
        asked = asked_news(history.incident(request.remind), now, now)
        assert asked is not None  # noqa: S101 - callers check it first
        return *(one for one in published if one.update_id != asked.update_id), asked
    overdue = cases(history, now, _by_plan(plan, history))
    return overdue if request.only_cases else (*published, *overdue)


def _by_plan(plan: PlanWatch, history: History) -> tuple[Overdue, ...]:
    # Reading the plan takes time, and its cases are sent only to channels for the team.
    if not any(channel.audience is Audience.INTERNAL for channel in history.settings.channels):
        return ()
    return plan.overdue(history)


def _new(
    request: AnnounceRequest, reading: LastGoodReading, ledger: Ledger, works: list[ChannelWork]
) -> list[ChannelWork]:
    """Return the work without what was announced under another name."""
    assert reading.history is not None  # noqa: S101 - callers check it first
    fresh = {update for work in works for update in work.due.fresh}
    if not fresh or (len(fresh) > _MOST_LOOKED_UP and not request.force):
        return works
    # Imported only here: most runs have nothing new.
    from outspoken.announce.renamed_news import FormerNames

    names = FormerNames(
        root=request.root,
        history=reading.history,
        book=ledger.book,
        now=request.now,
        run=request.run,
    )
    return names.without_announced(works)


def _uncommitted(
    request: AnnounceRequest, reading: LastGoodReading, works: Iterable[ChannelWork]
) -> frozenset[str]:
    """Return the files of due messages that differ from their commit; empty without git."""
    if reading.history is None or reading.history.commit is None:
        return frozenset()
    return uncommitted(request.root, works, {rollback.place for rollback in reading.rollbacks})


def _guarded(request: AnnounceRequest, works: list[ChannelWork]) -> list[ChannelWork]:
    """Withhold new messages if there are too many at once; overdue cases are counted separately."""
    if request.force:
        return works
    fresh = {update for work in works for update in work.due.fresh}
    updates = {update for update in fresh if not update[1].startswith(OVERDUE)}
    # An import of incidents that are overdue must not hold back a real update.
    kinds = (updates, fresh - updates)
    stopped = frozenset(update for kind in kinds if len(kind) > MOST for update in kind)
    return [work.withholding(stopped) for work in works]


def _gone(
    request: AnnounceRequest, ledger: Ledger, reading: LastGoodReading, news: tuple[NewsItem, ...]
) -> tuple[RecordChange, ...]:
    """Return the changes that close messages without news; () if not all news was looked for."""
    assert reading.history is not None  # noqa: S101 - callers check it first
    if request.is_partial:
        return ()
    known = news_keys(reading.history, news)
    return ended(reading.history, unread(reading), known, ledger.book, request.now, request.run)


def _begin(
    request: AnnounceRequest,
    dependencies: AnnounceDependencies,
    ledger: Ledger,
    works: list[ChannelWork],
    gone: tuple[RecordChange, ...],
) -> None:
    """Record in the ledger the start (UTC) of each new channel, and which messages are given up."""
    changes = [change for work in works for change in work.due.settling] + list(gone)
    if given_up := [change for change in changes if change.after.state is DeliveryState.SKIPPED]:
        # Printed before it is recorded: a run that is killed in between prints it again.
        dependencies.give_up(given_up)
    changes += [change for work in works for change in work.due.known]

    def begun(book: LedgerContents) -> Files:
        # Also for channels that cannot send yet, so that updates from now on are sent to them later.
        new = [work.channel for work in works if work.channel.id not in book.channels]
        return dict(channel_file(channel.id, since(channel, book, request.now)) for channel in new)

    if changes or begun(ledger.book):
        ledger.commit(changes, Purpose.SETTLING, "Record what is no longer announced", begun)


def _settle(
    request: AnnounceRequest,
    ledger: Ledger,
    reading: LastGoodReading,
    works: list[ChannelWork],
    plan: PlanWatch,
) -> None:
    """Record in the ledger that nothing is left to send, so that the next run ends at once."""
    if request.is_partial or not works or reading.rollbacks or not all(work.is_settled for work in works):
        return
    assert reading.history is not None  # noqa: S101 - callers check it first
    history = reading.history
    left = settled_until(request.root, next_news(history, request.now, _by_plan(plan, history)))

    def settled(book: LedgerContents) -> Files:
        new = {} if left is None or left == book.settled else dict([settled_file(left)])
        # In the same push, and only in a quiet run: merging months moves many files and is never urgent.
        return {**months_to_merge(book, request.now), **new}

    if settled(ledger.book):
        ledger.commit((), Purpose.SETTLING, "Record that nothing is left to announce", settled)


def _report(
    request: AnnounceRequest,
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
        channel_problems=tuple(work.problem for work in works if work.problem is not None),
        problems=reading.problems,
        written=tuple(message for work in works for message in work.messages) if request.dry_run else (),
        channels=len(works),
    )


def _waiting(work: ChannelWork) -> dict[Key, str]:
    """Return what a channel leaves to a later run, with the reason; retries are reported separately."""
    return {} if work.problem else {**work.due.waiting, **work.passed}
