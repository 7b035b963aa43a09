"""Watch files for changes by polling."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

from outspoken.serve.reread import Stamp, stamp

# Checking many files takes time: the pause is at least this many times as long.
_REST = 5
_PAUSE = 0.2


class Watcher:
    """Polls two sets of files; calls `changed` with whether the second set has changed.

    Polling works on every file system; notifications fail over networks and into containers.
    """

    def __init__(self, data: list[Path], prose: list[Path], changed: Callable[[bool], None]) -> None:
        self._data, self._prose, self._changed = data, prose, changed
        self._seen = self._look()
        self._end = threading.Event()

    def run(self) -> None:
        """Poll until `stop` is called."""
        pause = _PAUSE
        while not self.pause(pause):
            # Processor time only: waiting for a slow disk does not slow down anything else.
            begun = time.thread_time()
            found = self._look()
            if found != self._seen:
                prose, self._seen = found[1] != self._seen[1], found
                self._changed(prose)
            pause = max(_PAUSE, (time.thread_time() - begun) * _REST)

    def pause(self, seconds: float) -> bool:
        """Wait for some seconds, or until `stop`; return whether it was stopped."""
        return self._end.wait(seconds)

    def stop(self) -> None:
        """End `run`."""
        self._end.set()

    def _look(self) -> tuple[Stamp, Stamp]:
        return stamp(*self._data), stamp(*self._prose)
