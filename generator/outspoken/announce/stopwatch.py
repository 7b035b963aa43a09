"""Seconds that pass, whatever the calendar says."""

from __future__ import annotations

import time


def elapsed() -> float:
    """Seconds since some fixed moment, counted also while the machine is suspended.

    Python's own monotonic clock stands still on Linux while the machine sleeps.
    """
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))
