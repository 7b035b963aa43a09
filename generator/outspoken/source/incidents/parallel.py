"""Many folders are parsed side by side, in forked processes where the system has them."""

from __future__ import annotations

import gc
import multiprocessing
import os
import pickle
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path

from outspoken.errors import Problem
from outspoken.source.incidents.folder import Context, Parsed, parse_incident
from outspoken.source.incidents.incident_files import read_folder

# Below this, starting a process costs more than it saves.
FEW = 500
# Beyond this, what others work on meanwhile is over before half of it is parsed.
MANY = 5000
_Worker = tuple[multiprocessing.Process, Connection, list[str]]


def parse_folders(
    root: Path, folders: list[str], context: Context, jobs: int | None = None, *, busy: int = 0
) -> list[Parsed]:
    """Read and parse every folder, in the order given.

    `jobs` None: for many folders, a process per core, but for the `busy` ones that others work on: what
    another process has parsed costs a quarter more, since it must be brought here.
    """
    count = processes(len(folders), jobs, busy)
    stripes = [folders[place::count] for place in range(count)]
    workers = [_start(root, stripe, context) for stripe in stripes[1:]]
    done = [parse_all(root, stripes[0], context), *(_finish(worker, root, context) for worker in workers)]
    parsed: list[Parsed | None] = [None] * len(folders)
    for place, stripe in enumerate(done):
        parsed[place::count] = stripe
    return [entry for entry in parsed if entry]


def parse_all(root: Path, folders: list[str], context: Context) -> list[Parsed]:
    """Read and parse folders in this process."""
    return [_parse(root, folder, context) for folder in folders]


def _parse(root: Path, folder: str, context: Context) -> Parsed:
    problems: list[Problem] = []
    files = read_folder(root, folder, problems)
    return parse_incident(folder, files, context, problems)


def processes(folders: int, jobs: int | None, busy: int) -> int:
    """How many processes parse so many folders while `busy` processors have other work."""
    # Forking while other threads run (a live preview) may copy a lock that nobody will ever release.
    if "fork" not in multiprocessing.get_all_start_methods() or threading.active_count() > 1:
        return 1
    if jobs is not None:
        return max(1, min(jobs, folders))
    if folders <= FEW:
        return 1
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return cores if folders > MANY else max(1, cores - busy)


def _start(root: Path, folders: list[str], context: Context) -> _Worker:
    fork = multiprocessing.get_context("fork")
    receiver, sender = fork.Pipe(duplex=False)
    process = fork.Process(target=_work, args=(sender, root, folders, context), daemon=True)
    process.start()
    sender.close()
    return process, receiver, folders  # type: ignore[return-value]


def _work(sender: Connection, root: Path, folders: list[str], context: Context) -> None:
    sender.send_bytes(pickle.dumps(parse_all(root, folders, context), pickle.HIGHEST_PROTOCOL))
    sender.close()


def _finish(worker: _Worker, root: Path, context: Context) -> list[Parsed]:
    process, receiver, folders = worker
    try:
        parsed: list[Parsed] = pickle.loads(receiver.recv_bytes())  # noqa: S301 - from our own child
    except EOFError:  # killed, for want of memory perhaps
        parsed = parse_all(root, folders, context)
    receiver.close()
    process.join()
    return parsed


@contextmanager
def without_collecting(*, kept: bool = False) -> Iterator[None]:
    """No garbage is looked for; where all that is made is `kept`, soon after neither: it would only cost."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            if kept:
                gc.freeze()  # and at once let go again, which counts all of it among what is old
                gc.unfreeze()
            gc.enable()
