"""What the clock brought: boundaries crossed since the build, messages that wait, what is overdue."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from msgspec import Struct

from outspoken.announce.ended_news import ended, news_keys
from outspoken.announce.ledger.ledger_contents import LedgerContents
from outspoken.announce.ledger.ledger_record import DeliveryState, Key, Record
from outspoken.announce.words.news import NewsItem, cases, pieces
from outspoken.derive.boundaries import boundaries, next_boundary
from outspoken.derive.facts import HistoryFacts
from outspoken.errors import Problem, ProblemsError
from outspoken.model.history import History
from outspoken.pipeline.served_build import NoBuild, ServedBuild, read_build, served_build
from outspoken.source.last_good import LastGoodReading, read, unread


class WatchReport(Struct, frozen=True, kw_only=True):
    """What was found; all instants in UTC.

    `served` is the build that readers get (None: nobody asked), `crossed` the first instant since then at
    which the page should have changed; `waiting` messages can go out now, `held` need a person; `cases` are
    overdue; `next` is when the clock next brings something.
    """

    served: ServedBuild | NoBuild | None = None
    crossed: datetime | None = None
    waiting: tuple[Key, ...] = ()
    held: dict[Key, Record] = {}
    cases: tuple[NewsItem, ...] = ()
    next: datetime | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def should_publish(self) -> bool:
        """Whether publishing now would change the page or send something."""
        return self.crossed is not None or bool(self.waiting)

    @property
    def needs_a_person(self) -> bool:
        """Whether anything is held, overdue or cannot be read."""
        return bool(self.held or self.cases) or any(problem.is_error for problem in self.problems)


def look(
    root: Path, now: datetime, book: LedgerContents | None, served: str | None, *, present: bool = False
) -> WatchReport:
    """Look at what is served and what the ledger says; `served` is the site's address or a folder.

    `book` is None where there is no ledger to ask. Raises ProblemsError where the settings are unusable.
    """
    reading = read(root, now=now, last_good=True, present=present)
    if reading.history is None:
        raise ProblemsError(reading.problems)
    build = None if served is None else build_of(served)
    known = book or LedgerContents(name="")
    return WatchReport(
        served=build,
        crossed=_crossed(reading.history, build, now),
        waiting=tuple(_waiting(reading, reading.history, known, now)),
        held={
            key: record for key, record in sorted(known.loose.items()) if record.state is DeliveryState.HELD
        },
        cases=cases(reading.history, now),
        next=next_boundary(HistoryFacts(reading.history), now),
        problems=reading.problems,
    )


def build_of(served: str) -> ServedBuild | NoBuild:
    """The build that readers of an address get, or that lies in a folder."""
    if urlsplit(served).scheme in ("http", "https"):
        return served_build(served)
    path = Path(served)
    try:
        return read_build((path / "build.json" if path.is_dir() else path).read_bytes())
    except OSError as fault:
        return NoBuild(fault.strerror or "it cannot be read")


def _crossed(history: History, build: ServedBuild | NoBuild | None, now: datetime) -> datetime | None:
    if not isinstance(build, ServedBuild):
        return None
    crossed = [*boundaries(HistoryFacts(history), build.now, until=now)[:1]]
    # What was dated ahead of the build, and is not any more, is known to the build alone.
    if build.next_boundary is not None and build.now < build.next_boundary <= now:
        crossed.append(build.next_boundary)
    return min(crossed, default=None)


def _waiting(reading: LastGoodReading, history: History, book: LedgerContents, now: datetime) -> list[Key]:
    """Messages that a run may send or end now: to be tried again, or claimed by a run that is no more.

    What no run would do anything about asks for none.
    """
    pending = [
        key
        for key, record in sorted(book.loose.items())
        if record.state.is_pending
        and not record.is_live(now)
        and (record.not_before is None or record.not_before <= now)
    ]
    if not pending:
        return []
    known = news_keys(history, (*pieces(history, now), *cases(history, now)))
    gone = {change.key for change in ended(history, unread(reading), known, book, now, run="")}
    return [key for key in pending if key in known | gone]
