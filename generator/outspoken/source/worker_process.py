"""Worker processes: forked children that share our memory and send results through a pipe."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess


def can_fork() -> bool:
    """Return whether this system can fork: start a process that shares our memory.

    macOS can, but its own libraries may crash in such a process:
    https://docs.python.org/3/library/multiprocessing.html#contexts-and-start-methods
    """
    return sys.platform != "darwin" and hasattr(os, "fork")


def usable_processors() -> int:
    """Return how many processors this process may use."""
    # Containers and CI often allow fewer processors than the machine has.
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def start_worker(work: Callable[..., None], *arguments: Any) -> tuple[BaseProcess, Connection]:
    """Fork a process that runs `work(pipe, *arguments)`; return it, and the end of the pipe to read from.

    Reading raises EOFError once the worker has ended, even if it was killed.
    """
    # Imported only here: most commands start no worker.
    import multiprocessing

    # fork, not spawn: the worker needs no import and no copy of what was read.
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=work, args=(theirs, *arguments), daemon=True)
    process.start()
    # Otherwise our copy keeps the pipe open, and reading never ends if the worker is killed.
    theirs.close()
    return process, ours
