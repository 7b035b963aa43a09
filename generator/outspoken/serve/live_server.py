"""Serve a LiveSite on this computer; pages reload by themselves after a save."""

from __future__ import annotations

import mimetypes
import socket
import sys
from datetime import datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote, urlsplit

from outspoken.errors import ProblemsError
from outspoken.render.desk.desk_pages import POLICY
from outspoken.render.host.media_types import media_type
from outspoken.render.theme.csp import admitting
from outspoken.serve.live_site import LiveSite, problem_page
from outspoken.serve.local_desk import DESK, FORWARDED, is_local
from outspoken.serve.pinned_clock import CLOCK_SCRIPT, NOTE_STYLE, PinnedClock

_OWN = "/__outspoken__/"
_SCRIPT = "new EventSource('{own}events?{generation}').addEventListener('saved', () => location.reload());"
_TYPES = {".webmanifest": "application/manifest+json"}
_TEXTS = (
    "text/",
    "application/json",
    "application/javascript",
    "application/xml",
)
_HEARTBEAT = 20.0
"""Seconds after which a waiting browser gets a comment, to see whether it is still connected."""


class LiveServer(ThreadingHTTPServer):
    """Serves `live` under its `path`, and sets its `url`; the clock of its pages stops at `pinned` (UTC)."""

    daemon_threads = True

    def __init__(self, live: LiveSite, host: str, port: int, pinned: datetime | None = None) -> None:
        # Before the socket opens: the first request may come immediately.
        self.live, self.mount = live, live.path
        self.pinned = PinnedClock(pinned, _OWN) if pinned else None
        super().__init__((host, port), _Handler)
        live.url = f"http://{_named(host)}:{self.server_port}{self.mount}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Print nothing if a browser went away in the middle of an answer, as a closed tab does."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


def listen(live: LiveSite, host: str, port: int, pinned: datetime | None = None) -> LiveServer:
    """Return a server to be started; port 0 takes a free one. Raises OSError if the port is not available."""
    if ":" not in host:
        return LiveServer(live, host, port, pinned)
    family = LiveServer.address_family
    try:
        # The server reads the family from its class while it is constructed.
        LiveServer.address_family = socket.AF_INET6
        return LiveServer(live, host, port, pinned)
    finally:
        LiveServer.address_family = family


def _named(host: str) -> str:
    return f"[{host}]" if ":" in host else host


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: LiveServer

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path)
        if path == f"{_OWN}reload.js":
            self._answer(
                HTTPStatus.OK, _SCRIPT.format(own=_OWN, generation=urlsplit(self.path).query).encode(), ".js"
            )
        elif path == f"{_OWN}clock.js":
            self._answer(HTTPStatus.OK, CLOCK_SCRIPT.encode(), ".js")
        elif path == f"{_OWN}preview.css":
            self._answer(HTTPStatus.OK, NOTE_STYLE.encode(), ".css")
        elif path == f"{_OWN}events":
            self._events(int(urlsplit(self.path).query or 0))
        elif not f"{path}/".startswith(self.server.mount):
            self._redirect(self.server.mount)
        else:
            self._page(path.removeprefix(self.server.mount))

    def _page(self, path: str) -> None:
        name = f"{path}index.html" if not path or path.endswith("/") else path
        # Before the page is rendered: a save in between must reload it.
        generation = self.server.live.generation
        is_desk = f"{path}/".startswith(DESK) and self._is_local()
        find = self._desk_file if is_desk else self.server.live.page
        try:
            data = find(name)
            # As static hosts do: a folder's address without a slash redirects to the folder.
            if data is None and find(f"{path}/index.html") is not None:
                self._redirect(f"{self.server.mount}{path}/")
                return
            status = HTTPStatus.OK if data is not None else HTTPStatus.NOT_FOUND
            if data is None:
                name, data = "404.html", self.server.live.page("404.html") or b""
        except ProblemsError as fault:
            # A page and not an error: it has to reload by itself once the problem is corrected.
            status, name, data = HTTPStatus.OK, "index.html", problem_page(fault.problems)
        if name.endswith(".html"):
            data = _reloading(data, generation)
            data = self.server.pinned.shown_on(data) if self.server.pinned else data
        self._answer(status, data, name, policy=POLICY if is_desk else "")

    def _is_local(self) -> bool:
        is_forwarded = any(name in self.headers for name in FORWARDED)
        return not is_forwarded and is_local(self.client_address[0], self.headers["Host"] or "")

    def _desk_file(self, name: str) -> bytes | None:
        return self.server.live.desk(name.removeprefix(DESK))

    def _events(self, generation: int) -> None:
        """Send an event once there is a newer generation than the one that the page shows."""
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Connection", "close")
        self.end_headers()
        # A stream has no length, so only its end can end the answer.
        self.close_connection = True
        try:
            while self.server.live.wait(generation, _HEARTBEAT) == generation:
                self.wfile.write(b": nothing yet\n\n")
                self.wfile.flush()
            self.wfile.write(b"event: saved\ndata: now\n\n")
        except OSError:  # the page was closed
            return

    def _redirect(self, target: str) -> None:
        self.send_response(HTTPStatus.FOUND)
        self.send_header("Location", target)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _answer(self, status: HTTPStatus, data: bytes, name: str, policy: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Type", _type_of(name))
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", "no-store")
        if policy:
            self.send_header("Content-Security-Policy", policy)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def date_time_string(self, timestamp: float | None = None) -> str:
        """Return the value of `Date`: the time of the page, if its clock is pinned."""
        pinned = self.server.pinned
        return pinned.date_header if pinned else super().date_time_string(timestamp)

    def log_message(self, format: str, *args: object) -> None:
        """Log nothing: the terminal shows problems only."""


def _type_of(name: str) -> str:
    if ours := media_type(name):
        return ours
    suffix = f".{name.rpartition('.')[2]}"
    kind = _TYPES.get(suffix) or mimetypes.types_map.get(suffix, "application/octet-stream")
    return f"{kind}; charset=utf-8" if kind.startswith(_TEXTS) else kind


def _reloading(page: bytes, generation: int) -> bytes:
    """Return the page with a script that waits for the next save; its policy allows our files."""
    script = f'<script src="{_OWN}reload.js?{generation}"></script>'.encode()
    # Also the style of the note on a page of another time: some pages allow no file at all.
    admitted = admitting(page, script_src="'self'", style_src="'self'", connect_src="'self'")
    head, body, tail = admitted.rpartition(b"</body>")
    return head + script + body + tail if body else page + script
