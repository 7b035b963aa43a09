"""Incidents rendered by worker processes that write their files themselves, so that no page travels."""

from __future__ import annotations

import gc
import multiprocessing
import os
import traceback
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkProcess
from pathlib import Path
from typing import Self

from outspoken.errors import Problem, ProblemsError
from outspoken.model.incident import Incident
from outspoken.publish.disk import write
from outspoken.render.shared import Shared
from outspoken.render.site import incident_outputs

Claim = tuple[str, str]
"""A path of the site, and who made it."""

# Below this, starting processes takes longer than rendering.
_FEW = 200
_BATCH = 50


class Crew:
    """Renders incidents into a folder, in `jobs` processes beside this one where that is worth it."""

    def __init__(self, shared: Shared, incidents: Sequence[Incident], folder: Path, jobs: int) -> None:
        self.done = 0
        self._alone: Iterator[Batch] = iter(())
        self._pipes: dict[Connection, ForkProcess] = {}
        if jobs < 2 or len(incidents) < _FEW or not can_fork():
            self._alone = _render(shared, incidents, folder)
            return
        gc.freeze()  # a collection in a worker would copy every page of memory it looks at
        try:
            for nth in range(jobs):
                self._start(shared, incidents[nth::jobs], folder)
        finally:
            gc.unfreeze()

    def claims(self, *, to_the_end: bool) -> Iterator[Claim]:
        """What was written since last asked; with `to_the_end`, wait until all is.

        Raises ProblemsError for what a template of the site's own got wrong, ChildProcessError for a
        worker that failed or was killed.
        """
        if to_the_end:
            for count, claims in self._alone:
                self.done += count
                yield from claims
        while self._pipes:
            ready = wait(list(self._pipes), None if to_the_end else 0)
            for pipe in ready:
                yield from self._hear(pipe)  # type: ignore[arg-type]
            if not ready:
                return

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """End the workers, whatever they are doing."""
        for pipe, process in self._pipes.items():
            process.terminate()
            process.join()
            pipe.close()
        self._pipes.clear()

    def _start(self, shared: Shared, incidents: Sequence[Incident], folder: Path) -> None:
        context = multiprocessing.get_context("fork")
        mine, theirs = context.Pipe(duplex=False)
        process = context.Process(target=_work, args=(theirs, shared, incidents, folder), daemon=True)
        process.start()
        theirs.close()
        self._pipes[mine] = process

    def _hear(self, pipe: Connection) -> Sequence[Claim]:
        try:
            news = pipe.recv()
        except EOFError:
            news = "it ended early; is there enough memory?"
        if news is None:
            self._pipes.pop(pipe).join()
            return ()
        if isinstance(news, str):
            raise ChildProcessError(f"a worker process failed: {news}")
        if isinstance(news, list):
            raise ProblemsError(news)
        batch: Batch = news
        self.done += batch[0]
        return batch[1]


def can_fork() -> bool:
    """Whether this system can start a process that shares what is in memory."""
    return "fork" in multiprocessing.get_all_start_methods()


def usable_processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


Batch = tuple[int, Sequence[Claim]]


def _render(shared: Shared, incidents: Iterable[Incident], folder: Path) -> Iterator[Batch]:
    waiting = iter(incidents)
    while some := tuple(islice(waiting, _BATCH)):
        outputs = (output for incident in some for output in incident_outputs(shared, incident))
        yield len(some), [(output.path, output.maker) for output in write(folder, outputs)]


def _work(pipe: Connection, shared: Shared, incidents: Sequence[Incident], folder: Path) -> None:
    news: Batch | str | list[Problem] | None = None
    try:
        for batch in _render(shared, incidents, folder):
            pipe.send(batch)
    except ProblemsError as fault:
        news = list(fault.problems)
    except Exception:
        news = traceback.format_exc()
    pipe.send(news)
