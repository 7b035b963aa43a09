"""The last check before a message leaves the machine: whether this run may still send it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar


class ClaimLostError(Exception):
    """This run must not send the message: its claim was lost, or that cannot be checked."""


def _always_allowed() -> None:
    """The default: outside of an announcement there is no claim to check."""


_check: ContextVar[Callable[[], None]] = ContextVar("check", default=_always_allowed)


@contextmanager
def checked_by(check: Callable[[], None]) -> Iterator[None]:
    """Call `check` before each request of this thread; it raises ClaimLostError to stop the request."""
    token = _check.set(check)
    try:
        yield
    finally:
        _check.reset(token)


def last_check() -> None:
    """Check once more. Senders call it when connected, before the first byte of a message.

    Raises ClaimLostError.
    """
    _check.get()()
