"""Providers on this machine that misbehave on command: real HTTP, over real sockets."""

from __future__ import annotations

import json
import socket
import struct
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.channels.senders.waiting import Silence


class Fault(StrEnum):
    """What a provider does instead of answering well; `accepts` says which of them deliver all the same."""

    EMPTY = "2xx without a word"
    BAD_JSON = "2xx with words that are no JSON"
    PAGE = "2xx with a page for people"
    MOVED = "302"
    BAD_REQUEST = "400"
    UNAUTHORIZED = "401"
    FORBIDDEN = "403"
    MISSING = "404"
    CONFLICT = "409"
    TOO_LARGE = "413"
    UNPROCESSABLE = "422"
    TOO_MANY = "429 with Retry-After"
    BROKEN = "500"
    BAD_GATEWAY = "502 after accepting"
    SILENT = "a time-out before accepting"
    MUTE = "a time-out after accepting"
    RESET = "a reset"

    @property
    def accepts(self) -> bool:
        return self in {Fault.EMPTY, Fault.BAD_JSON, Fault.BAD_GATEWAY, Fault.MUTE}


@dataclass(frozen=True)
class Request:
    """One request as it came over the wire; header names in lower case."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes

    @property
    def data(self) -> Any:
        return json.loads(self.body)

    @property
    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode()))


@dataclass(frozen=True)
class Reply:
    """A status and a body: JSON unless it is bytes."""

    body: Any = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


class Provider:
    """Does what a kind's server does. `deliver` keeps a message and answers, `read` answers the rest."""

    def __init__(self) -> None:
        self.delivered: list[Request] = []

    def is_message(self, request: Request) -> bool:
        """Whether a request is the one that delivers, which is where faults strike."""
        return request.method == "POST"

    def deliver(self, request: Request) -> Reply:
        self.delivered.append(request)
        return Reply(b"ok")

    def read(self, request: Request) -> Reply:
        return Reply({}, 404)


class Host:
    """A provider at an address, with the faults that await the next messages."""

    def __init__(self, provider: Provider, faults: tuple[Fault, ...] = ()) -> None:
        self.provider = provider
        self.faults = list(faults)
        self.requests: list[Request] = []
        self.is_over = threading.Event()
        self.address = ""
        self._lock = threading.Lock()
        self.silence = Silence()

    @property
    def delivered(self) -> list[Request]:
        """The messages that the provider has, whatever its responses were."""
        return self.provider.delivered

    def reply(self, request: Request) -> tuple[Fault | None, Reply]:
        with self._lock:
            self.requests.append(request)
            if not self.provider.is_message(request):
                return None, self.provider.read(request)
            fault = self.faults.pop(0) if self.faults else None
            if fault is None or fault.accepts:
                return fault, self.provider.deliver(request)
            return fault, Reply()


# A provider's error may contain any part of the request.
def _complaint(request: Request) -> bytes:
    reported = f"{request.path} {dict(request.query)} {dict(request.headers)} {request.body.decode()}"
    return json.dumps({"error": "no", "message": reported, "detail": reported}).encode()


def _handler(host: Host) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer()

        def do_POST(self) -> None:
            self._answer()

        def log_message(self, *_: object) -> None:
            """Nothing: what a test reads of logs is ours."""

        def _answer(self) -> None:
            parts = urlsplit(self.path)
            request = Request(
                method=self.command,
                path=parts.path,
                query=dict(parse_qsl(parts.query)),
                headers={name.lower(): value for name, value in self.headers.items()},
                body=self.rfile.read(int(self.headers.get("Content-Length", 0))),
            )
            fault, reply = host.reply(request)
            self._misbehave(fault, request) if fault else self._write(reply)

        def _write(self, reply: Reply) -> None:
            body = reply.body if isinstance(reply.body, bytes) else json.dumps(reply.body).encode()
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def _misbehave(self, fault: Fault, request: Request) -> None:
            if fault in {Fault.SILENT, Fault.MUTE}:
                host.silence.begin()
                host.is_over.wait()
            elif fault is Fault.RESET:
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.connection.close()
            elif fault is Fault.EMPTY:
                self._write(Reply())
            elif fault is Fault.BAD_JSON:
                self._write(Reply(b'{"ok": tr<html>'))
            elif fault is Fault.PAGE:
                self._write(Reply(b"<!doctype html><title>Sign in</title>"))
            else:
                elsewhere = {"Location": "/elsewhere"} if fault is Fault.MOVED else {}
                wait = {"Retry-After": "7"} if fault is Fault.TOO_MANY else {}
                self._write(Reply(_complaint(request), int(fault.value[:3]), {**elsewhere, **wait}))

    return Handler


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Nothing: the closed connection is what the test wants."""


@contextmanager
def serving(provider: Provider, *faults: Fault, wrap: Callable[[Any], Any] | None = None) -> Iterator[Host]:
    """A provider on loopback. `wrap` may put TLS around the listening socket."""
    host = Host(provider, faults)
    with _Quiet(("127.0.0.1", 0), _handler(host)) as server:
        if wrap:
            server.socket = wrap(server.socket)
        host.address = f"http{'s' if wrap else ''}://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.002})
        thread.start()
        try:
            yield host
        finally:
            server.shutdown()
            thread.join()
            host.is_over.set()
            host.silence.close()
