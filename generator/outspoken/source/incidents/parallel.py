"""Parses many folders in parallel, in forked processes if the system supports them."""

from __future__ import annotations

import pickle
import threading
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from outspoken.errors import Problem
from outspoken.source.incidents.folder import Context, Parsed, parse_incident
from outspoken.source.incidents.incident_files import read_folder
from outspoken.source.worker_process import can_fork, start_worker, usable_processors

# Below this number, starting a process costs more than it saves.
FEW = 500
# Above this number, the other work has finished before half of the folders are parsed.
MANY = 5000
_Worker = tuple[BaseProcess, Connection, list[str]]


def parse_folders(
    root: Path, folders: list[str], context: Context, jobs: int | None = None, *, busy: int = 0
) -> list[Parsed]:
    """Read and parse every folder, in the order given.

    `jobs` None: for many folders, one process per core, minus the `busy` cores that have other work. A
    folder parsed in another process costs a quarter more, since the result must be pickled.
    """
    count = processes(len(folders), jobs, busy)
    stripes = [folders[place::count] for place in range(count)]
    workers = [_start(root, stripe, context) for stripe in stripes[1:]]
    # Workers were started before: they parse while this process does its own part.
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
    """Return how many processes to use for this number of folders if `busy` cores have other work."""
    # Forking while other threads run (live preview) could copy a held lock that is never released.
    if not can_fork() or threading.active_count() > 1:
        return 1
    if jobs is not None:
        return max(1, min(jobs, folders))
    if folders <= FEW:
        return 1
    cores = usable_processors()
    return cores if folders > MANY else max(1, cores - busy)


def _start(root: Path, folders: list[str], context: Context) -> _Worker:
    process, receiver = start_worker(_work, root, folders, context)
    return process, receiver, folders


def _work(sender: Connection, root: Path, folders: list[str], context: Context) -> None:
    sender.send_bytes(pickle.dumps(parse_all(root, folders, context), pickle.HIGHEST_PROTOCOL))
    sender.close()


def _finish(worker: _Worker, root: Path, context: Context) -> list[Parsed]:
    process, receiver, folders = worker
    try:
        parsed: list[Parsed] = pickle.loads(receiver.recv_bytes())  # noqa: S301 - from our own child
    except EOFError:  # killed, perhaps because memory ran out
        parsed = parse_all(root, folders, context)
    receiver.close()
    process.join()
    return parsed
