"""Time-outs that come by an event: real seconds would make a slow answer of a busy machine look like one."""

from __future__ import annotations

import os
import select
import socket
from collections.abc import Callable
from typing import Any

import pytest

from outspoken.channels.sending import hang_up


class Silence:
    """Makes a client that waits for a response time out at once."""

    def __init__(self) -> None:
        self._heard, self._said = os.pipe()

    def begin(self) -> None:
        """End the wait of the client that waits now, or waits next."""
        os.write(self._said, b".")

    def await_answer(self, wire: socket.socket) -> None:
        """Wait until there is something to read. Raises TimeoutError if the server is silent instead."""
        ready, _, _ = select.select([wire, self._heard], [], [], wire.gettimeout())
        if wire not in ready:
            os.read(self._heard, 1)
            raise TimeoutError("timed out")

    def close(self) -> None:
        """Give the pipe back."""
        os.close(self._heard)
        os.close(self._said)


class Patience:
    """Sockets connected to one of `servers` (silence by port) time out when that server is silent."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.servers: dict[int, Silence] = {}
        for name in ("recv", "recv_into"):
            patch.setattr(socket.socket, name, self._patient(getattr(socket.socket, name)), raising=False)

    def _patient(self, read: Callable[..., Any]) -> Callable[..., Any]:
        def wait_and_read(wire: socket.socket, *args: Any) -> Any:
            if silence := self._of(wire):
                silence.await_answer(wire)
            return read(wire, *args)

        return wait_and_read

    def _of(self, wire: socket.socket) -> Silence | None:
        try:
            return self.servers.get(wire.getpeername()[1]) if wire.family == socket.AF_INET else None
        except OSError:
            return None


class Deadline:
    """A stand-in for threading.Timer that runs out when a test says so."""

    def __init__(self, seconds: float, function: Callable[..., None], args: list[Any]) -> None:
        self.seconds, self._function, self._args = seconds, function, args
        self.daemon = False
        self.is_running = False

    def start(self) -> None:
        """Run until `cancel` or `run_out`."""
        self.is_running = True

    def cancel(self) -> None:
        """Run out no more."""
        self.is_running = False

    def run_out(self) -> None:
        """As if `seconds` were over."""
        self._function(*self._args)


class Deadlines:
    """All deadlines of requests since then."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.made: list[Deadline] = []
        patch.setattr(hang_up, "Timer", self._make)

    def _make(self, *args: Any) -> Deadline:
        self.made.append(Deadline(*args))
        return self.made[-1]

    @property
    def running(self) -> list[Deadline]:
        """Those that have neither run out nor been cancelled."""
        return [one for one in self.made if one.is_running]
