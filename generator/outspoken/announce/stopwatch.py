"""Elapsed seconds, independent of the system clock."""

from __future__ import annotations

import time


def elapsed() -> float:
    """Return the seconds since some fixed moment, including time while the machine is suspended.

    On Linux, Python's own monotonic clock stops while the machine sleeps.
    """
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))
