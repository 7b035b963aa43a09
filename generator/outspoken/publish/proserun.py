"""The prose engine in a process of its own, side by side with everything else."""

from __future__ import annotations

import multiprocessing
import os
import traceback
from multiprocessing.connection import Connection
from pathlib import Path

from outspoken.errors import Problem, ProblemsError
from outspoken.publish.crew import can_fork
from outspoken.publish.engine import Errand, Made, make_prose


class ProseRun:
    """Starts building the prose; `result` waits for it."""

    def __init__(self, errand: Errand, folder: Path) -> None:
        self._errand, self._folder = errand, folder
        self._pipe: Connection | None = None
        if can_fork():
            context = multiprocessing.get_context("fork")
            self._pipe, theirs = context.Pipe(duplex=False)
            self._process = context.Process(target=_work, args=(theirs, errand, folder), daemon=True)
            self._process.start()
            theirs.close()

    def result(self) -> Made:
        """What the engine made. Raises ProblemsError where it cannot, ChildProcessError where it died."""
        if self._pipe is None:
            return make_prose(self._errand, self._folder)
        try:
            news = self._pipe.recv()
        except EOFError:
            news = "it ended early; is there enough memory?"
        self._process.join()
        self._pipe.close()
        if isinstance(news, str):
            raise ChildProcessError(f"the prose engine failed: {news}")
        if isinstance(news, list):
            raise ProblemsError(news)
        made: Made = news
        return made


def _work(pipe: Connection, errand: Errand, folder: Path) -> None:
    news: Made | list[Problem] | str
    # A site's own plugins and hooks may print the time; in a process of our own they all get ours.
    os.environ["SOURCE_DATE_EPOCH"] = str(int(errand.now.timestamp()))
    try:
        news = make_prose(errand, folder)
    except ProblemsError as fault:
        news = list(fault.problems)
    except BaseException:
        news = traceback.format_exc()
    pipe.send(news)
