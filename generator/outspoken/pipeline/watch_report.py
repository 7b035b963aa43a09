"""Reports what changes with time alone: an outdated page, pending messages, what is overdue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from msgspec import Struct

from outspoken.announce.due import due
from outspoken.announce.ended_news import ended, news_keys
from outspoken.announce.ledger.ledger_contents import LedgerContents
from outspoken.announce.ledger.ledger_record import DeliveryState, Key, Record
from outspoken.announce.plan_watch import PlanWatch
from outspoken.announce.words.news import NewsItem, cases, pieces, reminders
from outspoken.derive.as_of import as_of
from outspoken.derive.boundaries import boundaries, next_boundary
from outspoken.derive.facts import HistoryFacts
from outspoken.errors import Problem, ProblemsError
from outspoken.model.history import History
from outspoken.pipeline.served_build import NoBuild, ServedBuild, read_build, served_build
from outspoken.pipeline.watch_list import WatchMatter, watch_list
from outspoken.source.last_good import LastGoodReading, unread


class WatchReport(Struct, frozen=True, kw_only=True):
    """Report of one check; all instants are in UTC.

    `served` is the build that readers get (None: not asked), `crossed` the first instant since then at which
    the page should have changed; `waiting` messages can be sent now, `held` ones need a decision;
    `matters` are overdue or due soon; `next` is the next instant at which the page changes.
    """

    served: ServedBuild | NoBuild | None = None
    crossed: datetime | None = None
    waiting: tuple[Key, ...] = ()
    held: dict[Key, Record] = {}
    matters: tuple[WatchMatter, ...] = ()
    next: datetime | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def should_publish(self) -> bool:
        """Return whether publishing now would change the page or send a message."""
        return self.crossed is not None or bool(self.waiting)

    @property
    def is_overdue(self) -> bool:
        """Return whether anything is overdue."""
        return any(matter.is_overdue for matter in self.matters)

    @property
    def needs_a_person(self) -> bool:
        """Return whether anything is held, overdue or unreadable."""
        return bool(self.held or self.is_overdue) or any(problem.is_error for problem in self.problems)


def watch(
    plan: PlanWatch,
    reading: LastGoodReading,
    now: datetime,
    book: LedgerContents | None,
    build: ServedBuild | NoBuild | None,
) -> WatchReport:
    """Compare the site with the `build` that is served (None: not asked) and with the ledger.

    `book` is None if the ledger cannot be read. Raises ProblemsError if the settings are unusable.
    """
    if reading.history is None:
        raise ProblemsError(reading.problems)
    known = book or LedgerContents(name="")
    facts = HistoryFacts(as_of(reading.history, now))
    late = (
        *cases(reading.history, now, plan.overdue(reading.history)),
        # Reminders change no page, so only this makes a run send them.
        *reminders(HistoryFacts(reading.history), now),
    )
    return WatchReport(
        served=build,
        crossed=_crossed(reading.history, build, now),
        waiting=(
            *_waiting(reading, reading.history, known, late, now),
            *(_new_cases(reading.history, known, _since_build(late, build), now) if book else ()),
        ),
        held={
            key: record for key, record in sorted(known.loose.items()) if record.state is DeliveryState.HELD
        },
        matters=watch_list(plan, facts, now),
        next=next_boundary(HistoryFacts(reading.history), now),
        problems=reading.problems,
    )


def build_of(served: str) -> ServedBuild | NoBuild:
    """Return the build that an address serves, or that is in a folder."""
    if urlsplit(served).scheme in ("http", "https"):
        return served_build(served)
    path = Path(served)
    try:
        return read_build((path / "build.json" if path.is_dir() else path).read_bytes())
    except OSError as fault:
        return NoBuild(fault.strerror or "it cannot be read")


def _crossed(history: History, build: ServedBuild | NoBuild | None, now: datetime) -> datetime | None:
    # If the build is unknown, do not publish: publishing at every check would use up the host's minutes.
    if not isinstance(build, ServedBuild):
        return None
    crossed = [*boundaries(HistoryFacts(history), build.now, until=now)[:1]]
    # Also the build's own boundary: its incident may have been withdrawn since, and is not in the history.
    if build.next_boundary is not None and build.now < build.next_boundary <= now:
        crossed.append(build.next_boundary)
    return min(crossed, default=None)


def _since_build(late: Iterable[NewsItem], build: ServedBuild | NoBuild | None) -> list[NewsItem]:
    """Return the cases that are newer than the served build, so that no run can have sent them."""
    # Older ones are not tried again here: if a channel is unreachable, a run every 15 minutes would not help.
    return [one for one in late if not isinstance(build, ServedBuild) or one.published > build.now]


def _new_cases(
    history: History, book: LedgerContents, late: Sequence[NewsItem], now: datetime
) -> Iterator[Key]:
    """Return the overdue cases that have no record for a channel yet: the next run sends them."""
    for channel in history.settings.channels:
        # A channel that has never run yet gets no earlier news.
        if channel.id in book.channels:
            yield from (
                one.key for one in due(channel, late, book, now, run="", force=False).work if not one.record
            )


def _waiting(
    reading: LastGoodReading,
    history: History,
    book: LedgerContents,
    late: Sequence[NewsItem],
    now: datetime,
) -> list[Key]:
    """Return the messages that a run would retry or close now, including claims of runs that have ended."""
    pending = [
        key
        for key, record in sorted(book.loose.items())
        if record.state.is_pending
        and not record.is_live(now)
        and (record.not_before is None or record.not_before <= now)
    ]
    if not pending:
        return []
    known = news_keys(history, (*pieces(history, now), *late))
    # A record whose news no longer exists has to be closed by a run, too.
    gone = {change.key for change in ended(history, unread(reading), known, book, now, run="")}
    return [key for key in pending if key in known | gone]
