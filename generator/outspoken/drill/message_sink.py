"""Receives the messages of a drill: a server on the loopback address, which forwards nothing."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from msgspec import Struct


class CaughtMessage(Struct, frozen=True, kw_only=True):
    """A message that arrived at `at` (UTC); `incident`, `update` and `channel` are ids."""

    at: datetime
    incident: str
    update: str
    channel: str
    subject: str
    text: str


class MessageSink:
    """The messages that have arrived, in order; `clock` returns the time of the drill."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self.clock = clock
        self.messages: list[CaughtMessage] = []
        self.url = ""

    def receive(self, body: dict[str, Any]) -> None:
        """Store the message of a webhook's body."""
        data = body["data"]
        incident, update, channel = data["key"].split("/")
        message = data["message"]
        self.messages.append(
            CaughtMessage(
                # On the clock of the drill, like the times of updates.
                at=self.clock(),
                incident=incident,
                update=update,
                channel=channel,
                subject=message["subject"],
                text=message["text"],
            )
        )


@contextmanager
def open_sink(clock: Callable[[], datetime]) -> Iterator[MessageSink]:
    """Listen on a free port of the loopback address until the block ends."""
    sink = MessageSink(clock)

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sink.receive(json.loads(self.rfile.read(int(self.headers.get("content-length", 0)))))
            self.send_response(200)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Print nothing: the terminal shows the drill."""

    # Threads, since an announcement sends on all channels at the same time.
    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        sink.url = f"http://127.0.0.1:{server.server_address[1]}/"
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield sink
        finally:
            server.shutdown()
