"""Elapsed seconds, independent of the system clock."""

from __future__ import annotations

import time


def elapsed() -> float:
    """Return the seconds since some fixed moment, including time while the machine is suspended.

    On Linux and macOS, Python's own monotonic clock stops while the machine sleeps; on Windows, which has
    no other clock, it does not.
    """
    clock: int | None = getattr(time, "CLOCK_BOOTTIME", getattr(time, "CLOCK_MONOTONIC", None))
    return time.monotonic() if clock is None else time.clock_gettime(clock)
