"""The prose engine in a process of its own, side by side with everything else."""

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
        """End it, whatever it is doing."""
        if self._process is not None:
            self._process.terminate()
            self._process.join()
            self._pipe.close()
            self._process = None

    def begin(self, request: ProseRequest) -> None:
        """Begin, or begin anew with another request."""
        self.end()
        self._request = request
        # Without fork (Windows) the engine runs in this process, when its result is asked for.
        if can_fork():
            self._process, self._pipe = start_worker(_work, request, self._folder)

    def result(self) -> ProsePages:
        """What the engine made. Raises ProblemsError where it cannot, ChildProcessError where it died."""
        if self._process is None:
            if self._request is None:
                raise RuntimeError("there is nothing to build")
            return make_prose(self._request, self._folder)
        try:
            news: ProsePages | list[Problem] | str = self._pipe.recv()
        except EOFError:
            news = "it ended early; is there enough memory?"
        if isinstance(news, str):
            raise ChildProcessError(f"the prose engine failed: {news}")
        if isinstance(news, list):
            raise ProblemsError(news)
        return news


def _work(pipe: Connection, request: ProseRequest, folder: Path) -> None:
    news: ProsePages | list[Problem] | str
    os.dup2(2, 1)  # the output of plugins must not mix with ours
    sys.stdout = sys.stderr
    # A site's own plugins and hooks may print the time; in a process of our own they all get ours.
    os.environ["SOURCE_DATE_EPOCH"] = str(int(request.now.timestamp()))
    try:
        news = make_prose(request, folder)
    except ProblemsError as fault:
        news = list(fault.problems)
    # Also for SystemExit: a hook that exits must not look like a lack of memory.
    except BaseException:
        news = traceback.format_exc()
    pipe.send(news)
