"""The last question before a message leaves the machine: may this run still send it?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar


class ClaimLostError(Exception):
    """This run may not send the message: its claim is no longer its own, or nobody can tell."""


def _nobody_asks() -> None:
    """Outside of an announcement there is no claim."""


_check: ContextVar[Callable[[], None]] = ContextVar("check", default=_nobody_asks)


@contextmanager
def checked_by(check: Callable[[], None]) -> Iterator[None]:
    """Have `check` asked before each request of this thread; it raises ClaimLostError to stop the request."""
    token = _check.set(check)
    try:
        yield
    finally:
        _check.reset(token)


def last_check() -> None:
    """Ask once more. Senders call it when the connection stands, before the first byte of a message.

    Raises ClaimLostError.
    """
    _check.get()()
