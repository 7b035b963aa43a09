"""Parses many folders in parallel, in forked processes if the system supports them."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from itertools import accumulate, pairwise
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from outspoken.errors import Problem
from outspoken.source.incidents.folder import Parsed, parse_incident
from outspoken.source.incidents.folder_context import Context
from outspoken.source.incidents.incident_files import read_folder
from outspoken.source.worker_process import can_fork, start_worker, usable_processors

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

# A process with fewer folders costs more than it saves.
LEAST = 250
# The prose engine takes as long as parsing this many folders, and so does pickling the results of workers.
BUSY = 1500
_Worker: TypeAlias = "tuple[BaseProcess, Connection, Sequence[str]]"


def parse_folders(
    root: Path, folders: Sequence[str], context: Context, jobs: int | None = None, *, busy: int = 0
) -> list[Parsed]:
    """Read and parse every folder, in the order given.

    `jobs` is the number of processes; if it is None, many folders are parsed by one process per processor,
    and `busy` processors have other work too. A folder parsed in another process costs a quarter more, since
    the result must be pickled.
    """
    ends = accumulate(shares(len(folders), jobs, busy))
    own, *others = (folders[start:end] for start, end in pairwise((0, *ends)))
    workers = [_start(root, part, context) for part in others]
    # Workers were started before: they parse while this process does its own part.
    parts = [parse_all(root, own, context), *(_finish(worker, root, context) for worker in workers)]
    return [parsed for part in parts for parsed in part]


def parse_all(root: Path, folders: Sequence[str], context: Context) -> list[Parsed]:
    """Read and parse folders in this process."""
    return [_parse(root, folder, context) for folder in folders]


def _parse(root: Path, folder: str, context: Context) -> Parsed:
    problems: list[Problem] = []
    files = read_folder(root, folder, problems)
    return parse_incident(folder, files, context, problems)


def shares(folders: int, jobs: int | None, busy: int) -> tuple[int, ...]:
    """Return how many folders each process parses, this one first, so that all of them end together."""
    # Forking while other threads run (live preview) could copy a held lock that is never released.
    if not can_fork() or threading.active_count() > 1:
        return (folders,)
    least = LEAST if jobs is None else 1
    count = max(1, min(jobs or usable_processors(), folders // least))
    own = ceil((folders + busy * BUSY) / count)
    rest = folders - own
    if rest < least:
        return (folders,)
    return own, *((rest + place) // (count - 1) for place in range(count - 1))


def _start(root: Path, folders: Sequence[str], context: Context) -> _Worker:
    process, receiver = start_worker(_work, root, folders, context)
    return process, receiver, folders


def _work(sender: Connection, root: Path, folders: Sequence[str], context: Context) -> None:
    import pickle

    sender.send_bytes(pickle.dumps(parse_all(root, folders, context), pickle.HIGHEST_PROTOCOL))
    sender.close()


def _finish(worker: _Worker, root: Path, context: Context) -> list[Parsed]:
    import pickle

    process, receiver, folders = worker
    try:
        parsed: list[Parsed] = pickle.loads(receiver.recv_bytes())  # noqa: S301 - from our own child
    except EOFError:  # killed, perhaps because memory ran out
        parsed = parse_all(root, folders, context)
    receiver.close()
    process.join()
    return parsed
