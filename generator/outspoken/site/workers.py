"""Work shared out to processes that write their files themselves, so that no page travels."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import struct
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkProcess
from pathlib import Path
from typing import Self

from msgspec import Struct

from outspoken.errors import Problem, ProblemsError
from outspoken.render.output import Output
from outspoken.site.disk import Claim, unwritable, write

# A number on a pipe; many fewer tasks than fit into its buffer, so that writing them all never waits.
_TICKET = struct.Struct("=I")


class WorkerTask(Struct, frozen=True):
    """Outputs made when `make` is called; `weight` is what the progress counts."""

    make: Callable[[], Iterable[Output]]
    weight: int = 0


class WorkerResult(Struct, frozen=True):
    """A task that is done, and the paths it wrote."""

    weight: int
    claims: Sequence[Claim]


class WorkerPool:
    """Does tasks in `jobs` forked processes; whoever is free takes the next one."""

    def __init__(self, tasks: Sequence[WorkerTask], folder: Path, jobs: int) -> None:
        self._tasks, self._folder = tasks, folder
        self._pipes: dict[Connection, ForkProcess] = {}
        tickets, desk = os.pipe()
        os.write(desk, b"".join(_TICKET.pack(number) for number in range(len(tasks))))
        try:
            for _ in range(jobs):
                self._start(tickets, desk)
        finally:
            os.close(tickets)
            os.close(desk)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """End the workers, whatever they are doing."""
        for pipe, process in self._pipes.items():
            process.terminate()
            process.join()
            pipe.close()
        self._pipes.clear()

    def work(self) -> Iterator[WorkerResult]:
        """Every task, as it is done.

        Raises ProblemsError for what a template of the site's own got wrong, ChildProcessError for a
        worker that failed or was killed.
        """
        while self._pipes:
            for pipe in wait(list(self._pipes)):
                yield from self._hear(pipe)  # type: ignore[arg-type]

    def _start(self, tickets: int, desk: int) -> None:
        context = multiprocessing.get_context("fork")
        mine, theirs = context.Pipe(duplex=False)
        process = context.Process(target=self._labour, args=(theirs, tickets, desk), daemon=True)
        process.start()
        theirs.close()
        self._pipes[mine] = process

    def _hear(self, pipe: Connection) -> Iterator[WorkerResult]:
        try:
            news: WorkerResult | list[Problem] | str | None = pipe.recv()
        except EOFError:
            news = "it ended early; is there enough memory?"
        if isinstance(news, str):
            raise ChildProcessError(f"a worker process failed: {news}")
        if isinstance(news, list):
            raise ProblemsError(news)
        if news is None:
            self._pipes.pop(pipe).join()
            pipe.close()
        else:
            yield news

    def _labour(self, pipe: Connection, tickets: int, desk: int) -> None:
        """A worker's life: take a ticket, do its task, tell what was written."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started us is told, and ends us
        os.close(desk)  # or the last ticket would never be seen to be the last
        gc.disable()  # pages leave little garbage; to look for it would copy all memory that we share
        try:
            while ticket := os.read(tickets, _TICKET.size):
                pipe.send(self._do(self._tasks[_TICKET.unpack(ticket)[0]]))
        except ProblemsError as fault:
            pipe.send(list(fault.problems))
        except OSError as fault:
            pipe.send([unwritable(self._folder, fault)])
        except Exception:
            pipe.send(traceback.format_exc())
        else:
            pipe.send(None)

    def _do(self, task: WorkerTask) -> WorkerResult:
        return WorkerResult(task.weight, write(self._folder, task.make()))


def can_fork() -> bool:
    """Whether this system can start a process that shares what is in memory."""
    return "fork" in multiprocessing.get_all_start_methods()


def usable_processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
