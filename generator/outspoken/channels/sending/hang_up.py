"""Closes a connection that takes too long, even if the library that uses it still waits."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Timer


@contextmanager
def closed_after(seconds: float, wire: socket.socket | None) -> Iterator[None]:
    """Close the connection after this many seconds, unless the block ends before."""
    if wire is None:
        yield
        return
    # A duplicate: encryption replaces the socket that it begins with.
    twin = socket.fromfd(wire.fileno(), wire.family, wire.type)
    timer = Timer(seconds, _close, [twin])
    # A timer that is still waiting must not keep the process alive.
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        twin.close()


def _close(wire: socket.socket) -> None:
    # An error means that the connection is closed already.
    with suppress(OSError):
        wire.shutdown(socket.SHUT_RDWR)
