"""The clock of a drill: it begins at the drill's start time, and can run faster than real time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime


class DrillClock:
    """Counts from `start` (UTC), `speed` times as fast as the real time (UTC) that `real` returns."""

    def __init__(self, start: datetime, real: Callable[[], datetime], speed: int = 1) -> None:
        self.start, self.speed, self._real = start, speed, real
        self.anchor = real()

    def __call__(self) -> datetime:
        """The time (UTC) of the drill."""
        return self.start + (self._real() - self.anchor) * self.speed
