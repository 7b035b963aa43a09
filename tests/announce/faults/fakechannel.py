"""A channel on loopback that fails on command, and the sender for it."""

from __future__ import annotations

import json
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from outspoken.channels.delivery_promise import UNLIMITED
from outspoken.channels.message import Message
from outspoken.channels.sending.last_check import last_check
from outspoken.channels.sending.sender import Outcome, Sent

REPEATABLE, READABLE, NEITHER = "repeatable", "readable", "neither"
CLASSES = (REPEATABLE, READABLE, NEITHER)


@dataclass
class Inbox:
    """What arrived, in order; `faults` are taken by the next requests to send, one each.

    Requests say what time it is, in seconds. What is accepted late is in `pending` until then; what has
    arrived can be read back `lag` seconds later.
    """

    arrived: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    lag: float = 0
    pending: list[tuple[float, str, str]] = field(default_factory=list)
    _since: dict[str, float] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def clear(self, faults: list[str], lag: float) -> None:
        """Reset the state."""
        with self.lock:
            self.arrived, self.faults, self.lag = [], list(faults), lag
            self.pending, self._since = [], {}

    def take(self, kind: str, key: str, at: float) -> None:
        """Deliver a message, unless its key is known where keys count."""
        if not (kind == REPEATABLE and key in self.arrived):
            self.arrived.append(key)
            self._since.setdefault(key, at)

    def catch_up(self, at: float) -> None:
        """Deliver what was accepted to be delivered by now."""
        due = [one for one in self.pending if one[0] <= at]
        self.pending = [one for one in self.pending if one[0] > at]
        for when, kind, key in sorted(due):
            self.take(kind, key, when)

    def shows(self, key: str, at: float) -> bool:
        """Whether reading back finds it."""
        return key in self.arrived and self._since[key] + self.lag <= at

    def count(self, key: str) -> int:
        return self.arrived.count(key)


class Handler(BaseHTTPRequestHandler):
    """Takes messages: `POST /<class>` with a key; `GET /<class>?<key>` reads back."""

    protocol_version = "HTTP/1.0"
    inbox: Inbox

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        given = json.loads(self.rfile.read(length))
        kind = self.path.strip("/")
        with self.inbox.lock:
            fault = self.inbox.faults.pop(0) if self.inbox.faults else "ok"
            self.inbox.catch_up(given["at"])
            late = float(fault.split()[1]) if fault.startswith("late") else 0.0
            if late:
                self.inbox.pending.append((given["at"] + late, kind, given["key"]))
            elif fault != "429":
                self.inbox.take(kind, given["key"], given["at"])
        if fault.endswith("killed"):
            os.kill(given["pid"], signal.SIGKILL)
        if fault == "stopped":
            os.kill(given["pid"], signal.SIGSTOP)
        if fault == "lost" or fault.endswith("killed") or late:
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        self._answer(429 if fault == "429" else 200, {"id": f"id of {given['key']}"})

    def do_GET(self) -> None:
        key, _, at = self.path.partition("?")[2].partition("&")
        with self.inbox.lock:
            self.inbox.catch_up(float(at))
            found = self.inbox.shows(key, float(at))
        self._answer(200, {"found": found})

    def _answer(self, code: int, content: dict[str, Any]) -> None:
        data = json.dumps(content).encode()
        self.send_response(code)
        self.send_header("Content-Length", str(len(data)))
        if code == 429:
            self.send_header("Retry-After", "120")
        # Who asked may have been killed meanwhile.
        with suppress(ConnectionError):
            self.end_headers()
            self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:
        """Discard the line."""


@contextmanager
def served() -> Iterator[tuple[Inbox, int]]:
    """A channel of every class at a port of this machine."""
    inbox = Inbox()
    handler = type("Handler", (Handler,), {"inbox": inbox})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield inbox, server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()


@dataclass(frozen=True, kw_only=True)
class FakeSender:
    """Sends to the fake channel; its `kind` decides what can be read back afterwards.

    With `refusals` the first connections are refused. The channel's clock is `skew` behind this one.
    """

    kind: str
    port: int
    clock: Callable[[], datetime]
    settles: timedelta = timedelta(minutes=1)
    refusals: list[bool] = field(default_factory=list)
    skew: timedelta = timedelta()

    @property
    def repeatable(self) -> timedelta | None:
        return UNLIMITED if self.kind == REPEATABLE else None

    @property
    def readable(self) -> bool:
        return self.kind == READABLE

    def send(self, message: Message) -> Sent:
        """As every sender: yes, no or maybe."""
        if self.refusals:
            self.refusals.pop()
            return Sent(outcome=Outcome.NO, why="connection refused")
        content = json.dumps({"key": message.key, "pid": os.getpid(), "at": self._at()})
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.connect()
            last_check()
            connection.request("POST", f"/{self.kind}", content)
            answer = connection.getresponse()
            said = json.loads(answer.read())
        except (OSError, ValueError) as fault:
            return Sent(outcome=Outcome.MAYBE, why=type(fault).__name__)
        finally:
            connection.close()
        if answer.status == 429:
            later = self.clock() + timedelta(seconds=int(answer.headers["Retry-After"]))
            return Sent(outcome=Outcome.NO, why="too many", not_before=later)
        return Sent(outcome=Outcome.YES, id=said["id"])

    def find(self, message: Message) -> Sent | None:
        """Whether it is there."""
        if not self.readable:
            return None
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request("GET", f"/{self.kind}?{message.key}&{self._at()}")
            found = json.loads(connection.getresponse().read())["found"]
        except (OSError, ValueError) as fault:
            return Sent(outcome=Outcome.MAYBE, why=type(fault).__name__)
        finally:
            connection.close()
        return Sent(outcome=Outcome.YES, id=f"id of {message.key}") if found else Sent(outcome=Outcome.NO)

    def _at(self) -> float:
        """The right time."""
        return (self.clock() - self.skew).timestamp()
