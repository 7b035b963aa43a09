"""The record of what was announced; changed only by compare-and-swap, and safe for use by many threads."""

from __future__ import annotations

import math
import random
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from enum import Enum
from typing import Protocol

from outspoken.announce.ledger.checkpoints import Checkpoint, Hook, no_hook
from outspoken.announce.ledger.ledger_contents import Files, LedgerContents, record_file
from outspoken.announce.ledger.ledger_record import Key, Record, RecordChange
from outspoken.announce.stopwatch import elapsed
from outspoken.errors import Problem, ProblemsError
from outspoken.rules import LEDGER_UNREACHABLE

# Several runs may race; with the pauses this takes about a minute, as long as a claim is fresh.
TRIES = 20
_READ_TRIES = 3


class Store(Protocol):
    """The interface to the place where a ledger's files are."""

    reason: str
    """Why the last push was refused, for people."""

    @property
    def name(self) -> str:
        """The ledger's name in Problems."""

    def read(self) -> LedgerContents:
        """Return the present content. Raises ProblemsError."""

    def is_current(self) -> bool:
        """Whether it is unchanged since it was last read or pushed. Raises ProblemsError."""

    def changed_since(self, branch: str, head: str, paths: Iterable[str]) -> frozenset[str]:
        """Return which of these paths a newer commit of the site's branch changes. Raises ProblemsError."""

    def files(self) -> dict[str, bytes]:
        """Return every file by its path, as it was last read or pushed."""

    def push(self, files: Files, subject: str, committed: Callable[[], None]) -> bool:
        """Write files if nothing changed since the last `read`; False if it did, or if that is unknown."""


class Purpose(Enum):
    """Why the ledger is changed, with the checkpoints before and after."""

    CLAIM = (
        *(Checkpoint.CLAIM_BEGUN, Checkpoint.CLAIM_ASKED_FOR, Checkpoint.CLAIM_COMMITTED),
        *(Checkpoint.CLAIM_PUSHED, Checkpoint.CLAIM_KNOWN),
    )
    RECEIPT = (
        *(Checkpoint.RECEIPT_BEGUN, Checkpoint.RECEIPT_ASKED_FOR, Checkpoint.RECEIPT_COMMITTED),
        *(Checkpoint.RECEIPT_PUSHED, Checkpoint.RECEIPT_KNOWN),
    )
    SETTLING = (
        *(Checkpoint.SETTLING_BEGUN, Checkpoint.SETTLING_BEGUN, Checkpoint.SETTLING_COMMITTED),
        *(Checkpoint.SETTLING_COMMITTED, Checkpoint.SETTLED),
    )


class _Job:
    """Changes that wait to be written, and their result."""

    def __init__(
        self,
        *,
        changes: Sequence[RecordChange],
        purpose: Purpose,
        beside: Callable[[LedgerContents], Files],
        subject: str,
    ) -> None:
        self.changes, self.purpose, self.beside, self.subject = changes, purpose, beside, subject
        self.accepted: set[Key] = set()
        self.is_done = False
        self.fault: Exception | None = None


def _nothing(_book: LedgerContents) -> Files:
    return {}


class Ledger:
    """The latest known content (`book`) of a store, and the only way to change it.

    `asked` is when (`elapsed`, in seconds) the store last confirmed `book`.
    """

    def __init__(
        self,
        store: Store,
        *,
        step: Hook = no_hook,
        sleep: Callable[[float], None] = time.sleep,
        elapsed: Callable[[], float] = elapsed,
        tries: int = TRIES,
    ) -> None:
        self.store, self.book = store, LedgerContents(name=store.name)
        # Before any answer, so that the first check before a message always asks the store.
        self.asked = -math.inf
        self._step, self._sleep, self._elapsed, self._tries = step, sleep, elapsed, tries
        self._queue: list[_Job] = []
        self._turn = threading.Lock()

    def open(self) -> LedgerContents:
        """Read the ledger; temporary errors are retried. Raises ProblemsError."""
        for attempt in range(1, _READ_TRIES + 1):
            try:
                self._read()
            except ProblemsError as fault:
                if attempt == _READ_TRIES or any(p.rule != "ledger-unreachable" for p in fault.problems):
                    raise
                self._sleep(_pause(attempt))
            else:
                break
        self._step(Checkpoint.LEDGER_READ)
        return self.book

    def get(self, key: Key) -> Record | None:
        """Return the record of a key, as far as is known locally."""
        return self.book.get(key)

    def refresh(self) -> None:
        """Check whether the store has changed, and read it again if so.

        Threads that wait for the same answer share it. Raises ProblemsError.
        """
        wanted = self._elapsed()
        with self._turn:
            # Another thread asked while this one waited for its turn.
            if self.asked >= wanted:
                return
            begun = self._elapsed()
            if self.store.is_current():
                self.asked = begun
            else:
                self._read()

    def _read(self) -> None:
        begun = self._elapsed()
        self.book = self.store.read()
        self.asked = begun

    def commit(
        self,
        changes: Iterable[RecordChange],
        purpose: Purpose,
        subject: str,
        beside: Callable[[LedgerContents], Files] = _nothing,
    ) -> set[Key]:
        """Make changes; return the keys that were written, without those that another run has changed.

        `beside` returns further files for the ledger as it then is. Changes of several threads at the same
        time share one push. Raises ProblemsError if the ledger cannot be written.
        """
        job = _Job(changes=tuple(changes), purpose=purpose, beside=beside, subject=subject)
        self._step(purpose.value[0])
        self._queue.append(job)
        with self._turn:
            if not job.is_done:
                self._run_queue()
        if job.fault is not None:
            raise job.fault
        return job.accepted

    def _run_queue(self) -> None:
        jobs = [self._queue.pop(0) for _ in range(len(self._queue))]
        try:
            self._push(jobs)
        except Exception as fault:  # passed on to every waiting thread
            for job in jobs:
                job.fault = fault
        finally:
            for job in jobs:
                job.is_done = True

    def _push(self, jobs: Sequence[_Job]) -> None:
        for attempt in range(self._tries):
            if attempt:
                self._sleep(_pause(attempt))
                # A refused push and one with a lost answer look alike: only reading again shows which it was.
                if not self._reread(last=attempt == self._tries - 1):
                    continue
            files = self._files(jobs)
            if not files or self._try(jobs, files):
                return self._reach(jobs, 4)
        raise ProblemsError([self._refused()])

    def _reread(self, *, last: bool) -> bool:
        try:
            self._read()
        except ProblemsError as fault:
            if last or any(problem.rule != "ledger-unreachable" for problem in fault.problems):
                raise
            return False
        return True

    def _try(self, jobs: Sequence[_Job], files: Files) -> bool:
        self._reach(jobs, 1)
        subject = "; ".join(dict.fromkeys(job.subject for job in jobs))
        begun = self._elapsed()
        is_written = self.store.push(files, subject, lambda: self._reach(jobs, 2))
        self._reach(jobs, 3)
        # The time before the push, not after: `asked` must never be newer than the store's answer.
        if is_written:
            self.book.take(files)
            self.asked = begun
        return is_written

    def _files(self, jobs: Sequence[_Job]) -> dict[str, bytes | None]:
        """Return the files to write; none for changes that an earlier push wrote but did not confirm."""
        files: dict[str, bytes | None] = {}
        for job in jobs:
            job.accepted = set()
            for change in job.changes:
                current = self.book.get(change.key)
                if current == change.after:
                    job.accepted.add(change.key)
                elif change.on(current):
                    job.accepted.add(change.key)
                    path, data = record_file(change.key, change.after)
                    files[path] = data
            files |= job.beside(self.book)
        return files

    def _reach(self, jobs: Sequence[_Job], place: int) -> None:
        for step in dict.fromkeys(job.purpose.value[place] for job in jobs):
            self._step(step)

    def _refused(self) -> Problem:
        message = f"the ledger could not be written in {self._tries} attempts: {self.store.reason}"
        hint = "allow the account that runs this to push the branch, then run it again"
        return LEDGER_UNREACHABLE.problem(self.store.name, None, message, hint)


def _pause(attempt: int) -> float:
    """Return the seconds to wait: longer each time, with jitter so that two runs do not collide again."""
    longest: float = min(5.0, 0.05 * 2.0**attempt)
    return longest * random.uniform(0.3, 1)  # noqa: S311 - nothing is secret here
