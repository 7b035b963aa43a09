"""Opens the ledger of a command: the branch, a folder while the git host is down, or both merged."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from outspoken.announce.ledger.branch_store import BRANCH, GitLedger, ledger_url
from outspoken.announce.ledger.checkpoints import Hook, no_hook
from outspoken.announce.ledger.folder_store import FolderLedger
from outspoken.announce.ledger.ledger import Ledger, Purpose, Store
from outspoken.announce.ledger.ledger_contents import (
    Files,
    LedgerContents,
    channel_file,
    is_merged_month,
    read_book,
    record_file,
)
from outspoken.announce.ledger.ledger_record import RecordChange, stronger
from outspoken.announce.stopwatch import elapsed
from outspoken.errors import Problem, ProblemsError, Severity
from outspoken.rules import LOST_LEDGER
from outspoken.source.git.read_history import files_at
from outspoken.source.git.run_git import ask


class LedgerPlace(Struct, frozen=True, kw_only=True):
    """Where the ledger is: the branch at `remote` (a name or a URL) and, if given, a `folder`.

    `clock` returns the time (aware, UTC) of each commit, `sleep` takes seconds, `elapsed` counts them. With
    `is_dry` nothing is written.
    """

    root: Path
    remote: str
    folder: Path | None
    clock: Callable[[], datetime]
    sleep: Callable[[float], None]
    elapsed: Callable[[], float] = field(default=elapsed)
    step: Hook = field(default=no_hook)
    is_dry: bool = False


@contextmanager
def ledger_at(place: LedgerPlace) -> Iterator[tuple[Ledger, tuple[Problem, ...]]]:
    """Read and return the ledger, and the reason if the branch is not used. Raises ProblemsError.

    With a folder, its records are first merged into the branch, then the folder is updated from the branch;
    if the git host does not answer, the folder is used alone.
    """
    with tempfile.TemporaryDirectory(prefix="outspoken-ledger-", ignore_cleanup_errors=True) as scratch:
        if place.folder is None:
            ledger = _ledger(place, _branch(place, Path(scratch)))
            ledger.open()
            yield ledger, ()
            return
        folder = FolderLedger(folder=place.folder)
        try:
            ledger = _ledger(place, _branch(place, Path(scratch)))
            ledger.open()
        except ProblemsError as fault:
            if any(problem.rule != "ledger-unreachable" for problem in fault.problems):
                raise
            # Only a warning: the folder exists to be used while the git host is down.
            why = tuple(replace(problem, severity=Severity.WARNING) for problem in fault.problems)
            yield _alone(place, folder), why
            return
        # The folder first: messages sent while the host was down must not be due again.
        merge(ledger, folder.read(), is_dry=place.is_dry)
        try:
            yield ledger, ()
        finally:
            if not place.is_dry:
                _copy(ledger.store, folder)


def merge(ledger: Ledger, other: LedgerContents, *, is_dry: bool = False) -> None:
    """Merge stronger records of another ledger into a ledger; with `is_dry` only in memory.

    Raises ProblemsError.
    """
    pairs = ((key, ledger.get(key), record) for key, record in other.items())
    changes = [
        RecordChange(key=key, before=mine, after=theirs, wins=True)
        for key, mine, theirs in pairs
        if mine != theirs and stronger(mine, theirs) is theirs
    ]

    def channels(book: LedgerContents) -> Files:
        return dict(
            channel_file(name, since)
            for name, since in other.channels.items()
            if since < book.channels.get(name, since.max.replace(tzinfo=since.tzinfo))
        )

    if is_dry:
        ledger.book.take(channels(ledger.book))
        ledger.book.take(dict(record_file(change.key, change.after) for change in changes))
    elif changes or channels(ledger.book):
        subject = f"Copy the records of {other.name.rpartition('/')[2]}"
        ledger.commit(changes, Purpose.RECEIPT, subject, channels)


def _ledger(place: LedgerPlace, store: Store) -> Ledger:
    return Ledger(store, step=place.step, sleep=place.sleep, elapsed=place.elapsed)


def _branch(place: LedgerPlace, scratch: Path) -> GitLedger:
    return GitLedger(
        url=ledger_url(place.root, place.remote),
        scratch=scratch / "ledger.git",
        root=place.root,
        clock=place.clock,
        step=place.step,
    )


def _alone(place: LedgerPlace, folder: FolderLedger) -> Ledger:
    """Return the folder's ledger, with what this clone last fetched of the branch."""
    ledger = _ledger(place, folder)
    ledger.open()
    files = files_at(place.root, f"refs/remotes/{place.remote}/{BRANCH}", ".")
    fetched = {path.removeprefix("./"): data for path, data in files.items()}
    # Starting from an empty ledger beside an existing one would send everything of the last hour again.
    if not (fetched or folder.files() or _has_no_ledger(place.root)):
        raise ProblemsError([_unknown(folder)])
    json = {path: data for path, data in fetched.items() if path.endswith(".json")}
    months = {path: partial(bytes, data) for path, data in json.items() if is_merged_month(path)}
    known = read_book(BRANCH, {p: d for p, d in json.items() if p not in months}, months)
    merge(ledger, known, is_dry=place.is_dry)
    return ledger


def _has_no_ledger(root: Path) -> bool:
    """Whether this clone has no sign of a ledger: its tag was never fetched."""
    return not ask(root, "rev-parse", "--verify", "--quiet", "refs/tags/outspoken-ledger")


def _unknown(folder: FolderLedger) -> Problem:
    message = "the announcement ledger exists, but neither this folder nor this clone has it"
    hint = f"run git fetch origin {BRANCH} in a clone with access, and copy its files to this folder"
    return LOST_LEDGER.problem(folder.name, None, message, hint)


def _copy(branch: Store, folder: FolderLedger) -> None:
    """Update the folder from the branch."""
    theirs, ours = branch.files(), folder.files()
    gone = dict.fromkeys(path for path in ours if path not in theirs and path.endswith(".json"))
    changed = {path: data for path, data in theirs.items() if ours.get(path) != data}
    # The push compares with the last read, which is from before the run.
    folder.read()
    folder.push({**gone, **changed}, "", lambda: None)
