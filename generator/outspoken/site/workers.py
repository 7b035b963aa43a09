"""Run tasks in forked processes that write their files themselves, so that no page is sent between them."""

from __future__ import annotations

import os
import signal
import struct
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Self

from msgspec import Struct

from outspoken.errors import Problem, ProblemsError
from outspoken.render.output import Output
from outspoken.site.disk import Claim, write
from outspoken.source.worker_process import start_worker

# The number of a task on a pipe. All of them fit into the pipe's buffer, so that writing never blocks.
_TASK_NUMBER = struct.Struct("=I")


class WorkerTask(Struct, frozen=True):
    """Outputs made when `make` is called; `weight` is what the progress counts."""

    make: Callable[[], Iterable[Output]]
    weight: int = 0


class WorkerResult(Struct, frozen=True):
    """A finished task, and the paths it wrote."""

    weight: int
    claims: Sequence[Claim]


class WorkerPool:
    """Runs tasks in `jobs` forked processes; each takes the next task when it is free."""

    def __init__(self, tasks: Sequence[WorkerTask], folder: Path, jobs: int) -> None:
        self._tasks, self._folder = tasks, folder
        self._pipes: dict[Connection, BaseProcess] = {}
        # A pipe is the queue: reading four bytes is atomic, so no two workers take the same task.
        queue, queue_end = os.pipe()
        os.write(queue_end, b"".join(_TASK_NUMBER.pack(number) for number in range(len(tasks))))
        try:
            for _ in range(jobs):
                self._start(queue, queue_end)
        finally:
            os.close(queue)
            os.close(queue_end)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Stop all workers."""
        for pipe, process in self._pipes.items():
            # After an error, the others are ended too: their files are not used.
            process.terminate()
            process.join()
            pipe.close()
        self._pipes.clear()

    def work(self) -> Iterator[WorkerResult]:
        """Yield every task when it is finished.

        Raises ProblemsError for a broken template of the site, ChildProcessError for a worker that failed or
        was killed.
        """
        while self._pipes:
            for pipe in wait(list(self._pipes)):
                yield from self._receive(pipe)  # type: ignore[arg-type]

    def _start(self, queue: int, queue_end: int) -> None:
        process, pipe = start_worker(self._loop, queue, queue_end)
        self._pipes[pipe] = process

    def _receive(self, pipe: Connection) -> Iterator[WorkerResult]:
        try:
            answer: WorkerResult | list[Problem] | str | None = pipe.recv()
        # The kernel may kill a worker that takes too much memory; it cannot say why.
        except EOFError:
            answer = "it ended early; is there enough memory?"
        if isinstance(answer, str):
            raise ChildProcessError(f"a worker process failed: {answer}")
        if isinstance(answer, list):
            raise ProblemsError(answer)
        if answer is None:
            self._pipes.pop(pipe).join()
            pipe.close()
        else:
            yield answer

    def _loop(self, pipe: Connection, queue: int, queue_end: int) -> None:
        """Worker loop: take a task, run it, report the files written."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent process gets it too, and ends the workers
        os.close(queue_end)  # or reading would block after the last task
        try:
            while number := os.read(queue, _TASK_NUMBER.size):
                pipe.send(self._do(self._tasks[_TASK_NUMBER.unpack(number)[0]]))
        except ProblemsError as fault:
            pipe.send(list(fault.problems))
        except Exception:
            pipe.send(traceback.format_exc())
        else:
            pipe.send(None)

    def _do(self, task: WorkerTask) -> WorkerResult:
        return WorkerResult(task.weight, write(self._folder, task.make(), shared=True))
