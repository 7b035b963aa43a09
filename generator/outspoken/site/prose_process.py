"""Runs the prose engine in its own process, in parallel with everything else."""

from __future__ import annotations

import os
import sys
import traceback
from multiprocessing.connection import Connection
from multiprocessing.context import ForkProcess
from pathlib import Path
from typing import Self

from outspoken.errors import Problem, ProblemsError
from outspoken.site.prose_engine import ProsePages, ProseRequest, make_prose
from outspoken.source.worker_process import can_fork, start_worker


class ProseRun:
    """Builds prose into `folder` from `begin` on; `result` waits for it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._request: ProseRequest | None = None
        self._process: ForkProcess | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def end(self) -> None:
        """End the process, even while it works."""
        if self._process is not None:
            self._process.terminate()
            self._process.join()
            self._pipe.close()
            self._process = None

    def begin(self, request: ProseRequest) -> None:
        """Start, or start again with another request."""
        self.end()
        self._request = request
        # Without fork (Windows) the engine runs in this process, when its result is asked for.
        if can_fork():
            self._process, self._pipe = start_worker(_work, request, self._folder)

    def result(self) -> ProsePages:
        """Return the engine's result. Raises ProblemsError if it fails, ChildProcessError if killed."""
        if self._process is None:
            if self._request is None:
                raise RuntimeError("there is nothing to build")
            return make_prose(self._request, self._folder)
        try:
            answer: ProsePages | list[Problem] | str = self._pipe.recv()
        except EOFError:
            answer = "it ended early; is there enough memory?"
        if isinstance(answer, str):
            raise ChildProcessError(f"the prose engine failed: {answer}")
        if isinstance(answer, list):
            raise ProblemsError(answer)
        return answer


def _work(pipe: Connection, request: ProseRequest, folder: Path) -> None:
    answer: ProsePages | list[Problem] | str
    os.dup2(2, 1)  # the output of plugins must not mix with ours
    sys.stdout = sys.stderr
    # A site's own plugins and hooks may print the time: with this they get the time of the build.
    os.environ["SOURCE_DATE_EPOCH"] = str(int(request.now.timestamp()))
    try:
        answer = make_prose(request, folder)
    except ProblemsError as fault:
        answer = list(fault.problems)
    # Also for SystemExit: a hook that exits must not look like a lack of memory.
    except BaseException:
        answer = traceback.format_exc()
    pipe.send(answer)
