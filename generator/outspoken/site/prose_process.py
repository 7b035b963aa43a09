"""Runs the prose engine in its own process, in parallel with everything else."""

from __future__ import annotations

import os
import sys
import traceback
from contextlib import redirect_stdout
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Self

from outspoken.errors import Problem, ProblemsError
from outspoken.site.engines.run_engine import run_engine
from outspoken.site.prose_engine import ProsePages, ProseRequest, engine_failed
from outspoken.source.worker_process import can_fork, start_worker

Answer = ProsePages | list[Problem] | str
"""What was built, what is wrong with the site, or the traceback of an engine that failed."""
# Far longer than a site of prose takes: a plugin may wait for what does not answer, and a build must end.
_SECONDS = 300
_SECONDS_TO_END = 2
_TIME = "SOURCE_DATE_EPOCH"


class ProseRun:
    """Builds prose into `folder` from `begin` on; `result` waits for it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._request: ProseRequest | None = None
        self._process: BaseProcess | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def end(self) -> None:
        """End the process, even while it works."""
        if self._process is not None:
            self._process.terminate()
            self._process.join(_SECONDS_TO_END)
            # A plugin may wait for something without an end.
            self._process.kill()
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
        """Return the engine's result. Raises ProblemsError if it fails, ChildProcessError for a defect."""
        if self._request is None:
            raise RuntimeError("there is nothing to build")
        answer = _here(self._request, self._folder) if self._process is None else self._received()
        if isinstance(answer, str):
            raise ChildProcessError(f"the prose engine failed: {answer}")
        if isinstance(answer, list):
            raise ProblemsError(answer)
        return answer

    def _received(self) -> Answer:
        engine = self._request.engine if self._request else ""
        try:
            if self._pipe.poll(_SECONDS):
                answer: Answer = self._pipe.recv()
                return answer
        except EOFError:
            return [engine_failed(f"the engine {engine} ended early; is there enough memory?")]
        return [engine_failed(f"the engine {engine} did not end within {_SECONDS} seconds")]


def _work(pipe: Connection, request: ProseRequest, folder: Path) -> None:
    os.dup2(2, 1)  # the output of programs that plugins start must not mix with ours either
    pipe.send(_here(request, folder))


def _here(request: ProseRequest, folder: Path) -> Answer:
    """Build prose in this process; return an exception as well, since it may have to go through a pipe."""
    # A site's own plugins and hooks may print the time: with this they get the time of the build.
    before = os.environ.get(_TIME)
    os.environ[_TIME] = str(int(request.now.timestamp()))
    try:
        with redirect_stdout(sys.stderr):
            return run_engine(request, folder)
    except ProblemsError as fault:
        return list(fault.problems)
    # A hook that exits must not look like a lack of memory.
    except SystemExit as end:
        return [engine_failed(f"a plugin or a hook ended the engine {request.engine}: exit code {end.code}")]
    except Exception:
        return traceback.format_exc()
    finally:
        if before is None:
            del os.environ[_TIME]
        else:
            os.environ[_TIME] = before
