"""A connection that takes too long is ended, whatever the library in between waits for."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Timer


@contextmanager
def hung_up_after(seconds: float, wire: socket.socket | None) -> Iterator[None]:
    """Hang up after so many seconds, unless this ends before."""
    if wire is None:
        yield
        return
    # Of its own: encryption takes the connection over from the socket that it begins with.
    twin = socket.socket(fileno=os.dup(wire.fileno()))
    timer = Timer(seconds, _hang_up, [twin])
    # A timer that is still waiting must not keep the process alive.
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        twin.close()


def _hang_up(wire: socket.socket) -> None:
    # The connection may be closed already, which is what the call is for.
    with suppress(OSError):
        wire.shutdown(socket.SHUT_RDWR)
