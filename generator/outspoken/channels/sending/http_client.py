"""One request and its answer over HTTP: no redirect, no retry, no entry in a log."""

from __future__ import annotations

import json
import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from functools import cache
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from outspoken.channels.sending.hang_up import closed_after
from outspoken.channels.sending.last_check import ClaimLostError, last_check
from outspoken.channels.sending.quiet_logs import silence_logs
from outspoken.channels.sending.sender import Outcome

if TYPE_CHECKING:
    import httpx

# A hostile or broken receiver must not fill the memory of the job that announces.
_MOST = 1 << 20


class Call(Struct, frozen=True, kw_only=True):
    """A request; its address and headers may be secrets, so it shows neither."""

    method: str = "POST"
    url: str
    headers: Mapping[str, str] = {}
    body: bytes = b""

    def __repr__(self) -> str:
        return f"Call({self.method})"


class Answer(Struct, frozen=True, kw_only=True):
    """The server's answer; `body` is None if it is incomplete. Header names are in lower case."""

    status: int
    headers: Mapping[str, str] = {}
    body: bytes | None = b""

    def __repr__(self) -> str:
        return f"Answer({self.status})"

    @property
    def is_good(self) -> bool:
        return 200 <= self.status < 300

    @property
    def data(self) -> dict[str, Any]:
        """The JSON object in the body, empty if there is none."""
        try:
            read = json.loads(self.body or b"")
        except (ValueError, RecursionError):
            return {}
        return read if isinstance(read, dict) else {}

    @property
    def items(self) -> list[Any] | None:
        """The JSON list in the body, None if there is none."""
        try:
            read = json.loads(self.body or b"")
        except (ValueError, RecursionError):
            return None
        return read if isinstance(read, list) else None


class Lost(Struct, frozen=True, kw_only=True):
    """No answer: NO if the request certainly never arrived, otherwise MAYBE."""

    outcome: Outcome
    why: str


def in_json(body: object) -> bytes:
    """Return a body as JSON, the same bytes for the same facts."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def exchange(
    call: Call, *, connect: float = 5.0, read: float = 20.0, redirects: bool = False, most: int = _MOST
) -> Answer | Lost:
    """Send a request and read the answer, within `connect` and then `read` seconds. Never raises.

    A body of more than `most` bytes is not read. With `redirects` they are followed; a message is never sent
    to another address than the one given.
    """
    import httpx

    silence_logs()
    try:
        with (
            httpx.Client(
                timeout=httpx.Timeout(read, connect=connect), follow_redirects=redirects, verify=_trusted()
            ) as client,
            _deadline(read, checks=call.method == "POST") as extensions,
            client.stream(
                call.method,
                call.url,
                headers={"User-Agent": "Outspoken", "Accept-Encoding": "identity", **call.headers},
                content=call.body or None,
                extensions=extensions,
            ) as response,
        ):
            names = {name.lower(): value for name, value in response.headers.items()}
            return Answer(status=response.status_code, headers=names, body=_body(response, most))
    except ClaimLostError as lost:
        return Lost(outcome=Outcome.NO, why=str(lost))
    # An exception's text may contain the URL or a header: only its class is shown.
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError) as error:
        return Lost(outcome=Outcome.NO, why=_NEVER.get(type(error).__name__, "no connection"))
    except (httpx.LocalProtocolError, httpx.UnsupportedProtocol, httpx.InvalidURL, UnicodeError) as error:
        return Lost(outcome=Outcome.NO, why=f"the request cannot be written ({type(error).__name__})")
    # The request was written at least in part: the other side may act on it later.
    except httpx.TimeoutException:
        return Lost(outcome=Outcome.MAYBE, why=f"no answer within {read:g} s")
    # Anything unforeseen counts as sent, since a second message is worse than a question to a person.
    except Exception as error:
        return Lost(outcome=Outcome.MAYBE, why=f"the connection broke ({type(error).__name__})")


# Reading all certificate authorities takes longer than a request; they are the same for all connections.
@cache
def _trusted() -> ssl.SSLContext:
    import httpx

    return httpx.create_ssl_context()


_NEVER = {
    "ConnectError": "no connection: refused, unknown host, or a certificate that is not trusted",
    "ConnectTimeout": "no connection in time",
    "ProxyError": "the proxy refused the connection",
}


def _body(response: httpx.Response, most: int) -> bytes | None:
    """Return the body; None if it is incomplete or longer than `most` bytes."""
    import httpx

    read = bytearray()
    try:
        for chunk in response.iter_bytes():
            read += chunk
            # The status is known, but not the body: each sender decides whether that is enough.
            if len(read) > most:
                return None
    except httpx.HTTPError:
        return None
    return bytes(read)


@contextmanager
def _deadline(seconds: float, *, checks: bool) -> Iterator[dict[str, Any]]:
    """Return request extensions that end the request this many seconds after it is connected.

    The library's own limit is for each piece: a slow answer in small pieces would never time out. With
    `checks`, the last check comes right before the request's head and before its body: without either, the
    server does nothing.
    """
    with ExitStack() as timer:
        wires: list[socket.socket] = []

        def restart() -> None:
            timer.close()
            # A little later than the library's own limit, which gives a better reason.
            timer.enter_context(closed_after(seconds * 1.1, wires[-1]))

        def trace(event: str, info: dict[str, Any]) -> None:
            if event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
                wires.append(info["return_value"].get_extra_info("socket"))
                _forget_early(wires[-1], seconds)
                restart()
            elif checks and event.endswith((".send_request_headers.started", ".send_request_body.started")):
                last_check()
                restart()

        yield {"trace": trace}


def _forget_early(wire: socket.socket, seconds: float) -> None:
    """Make the kernel drop bytes that the server does not accept, even after this process has ended.

    Otherwise it tries for a quarter of an hour, and may deliver a request that has been repeated since.
    """
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        with suppress(OSError):
            wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, int(seconds * 1000))
