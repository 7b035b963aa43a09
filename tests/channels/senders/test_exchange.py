"""What can go wrong before a provider has answered at all, and while it answers."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator

import pytest
import trustme
from tests.channels.senders.waiting import Deadlines, Patience, Silence

from outspoken.channels.sending.http_client import Answer, Call, Lost, exchange
from outspoken.channels.sending.last_check import ClaimLostError, checked_by
from outspoken.channels.sending.sender import Outcome

Peer = Callable[[Callable[[socket.socket], None]], str]


@pytest.fixture
def peer() -> Iterator[Peer]:
    """Give one connection to a function, in a thread; its address."""
    threads: list[threading.Thread] = []

    def make(serve: Callable[[socket.socket], None]) -> str:
        listening = socket.create_server(("127.0.0.1", 0))

        def run() -> None:
            with listening, listening.accept()[0] as wire:
                try:
                    read_request(wire)
                    serve(wire)
                except OSError:
                    pass

        threads.append(threading.Thread(target=run))
        threads[-1].start()
        return f"http://127.0.0.1:{listening.getsockname()[1]}/hush"

    yield make
    for thread in threads:
        thread.join(60)


def read_request(wire: socket.socket) -> None:
    """Read a whole request: between its head and its body, the client starts its deadline anew."""
    with wire.makefile("rb") as lines:
        length = 0
        while (line := lines.readline()) not in (b"\r\n", b""):
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        lines.read(length)


def lost(url: str) -> Lost:
    answer = exchange(Call(url=url, body=b"{}"), connect=60, read=60)
    assert isinstance(answer, Lost), answer
    assert "hush" not in answer.why
    return answer


def test_no_one_there_is_a_no() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

    assert lost(f"http://127.0.0.1:{port}/hush").outcome is Outcome.NO


def test_a_certificate_that_is_not_trusted_is_a_no(peer: Peer) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    listening = socket.create_server(("127.0.0.1", 0))

    def run() -> None:
        with listening, listening.accept()[0] as wire, pytest.raises(OSError):
            context.wrap_socket(wire, server_side=True)

    thread = threading.Thread(target=run)
    thread.start()
    assert lost(f"https://127.0.0.1:{listening.getsockname()[1]}/hush").outcome is Outcome.NO
    thread.join(60)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:99999/hush", "ftp://127.0.0.1/hush", "http://[hush/", "hush"]
)
def test_what_cannot_be_asked_is_a_no(url: str) -> None:
    assert lost(url).outcome is Outcome.NO


def test_a_header_that_cannot_be_written_is_a_no() -> None:
    call = Call(url="http://127.0.0.1:9/", headers={"Authorization": "Bearer hush\nhush"})

    answer = exchange(call, connect=60, read=60)

    assert isinstance(answer, Lost)
    assert answer.outcome is Outcome.NO
    assert "hush" not in answer.why


def test_an_answer_that_never_comes_is_given_up(peer: Peer, patience: Patience) -> None:
    silence = Silence()

    def hush(wire: socket.socket) -> None:
        silence.begin()
        # Longer than the client waits: it hangs up.
        while wire.recv(65536):
            pass

    url = peer(hush)
    patience.servers[int(url.split(":")[2].partition("/")[0])] = silence
    assert lost(url).outcome is Outcome.MAYBE
    silence.close()


def test_an_answer_that_trickles_is_given_up_in_time(peer: Peer, deadlines: Deadlines) -> None:
    """It would go on for ever: only the deadline for the whole answer ends it."""

    def trickle(wire: socket.socket) -> None:
        wire.sendall(b"HTTP/1.1 200 OK\r\n")
        (deadline,) = deadlines.running
        assert deadline.seconds == pytest.approx(66)
        deadline.run_out()
        while True:
            wire.sendall(b"x")

    assert lost(peer(trickle)).outcome is Outcome.MAYBE
    assert deadlines.running == []


@pytest.mark.parametrize("said", [b"", b"nonsense\r\n\r\n", b"HTTP/1.1 200"])
def test_half_an_answer_is_a_maybe(peer: Peer, said: bytes) -> None:
    assert lost(peer(lambda wire: wire.sendall(said))).outcome is Outcome.MAYBE


def test_a_status_counts_though_the_words_break_off(peer: Peer) -> None:
    url = peer(lambda wire: wire.sendall(b"HTTP/1.1 403 No\r\nContent-Length: 99\r\n\r\nhal"))

    answer = exchange(Call(url=url), connect=60, read=60)

    assert isinstance(answer, Answer)
    assert (answer.status, answer.body, answer.data) == (403, None, {})


def test_an_endless_answer_is_not_read_to_its_end(peer: Peer) -> None:
    def flood(wire: socket.socket) -> None:
        wire.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        for _ in range(64):
            wire.sendall(b"x" * 65536)

    answer = exchange(Call(url=peer(flood)), connect=60, read=60)

    assert isinstance(answer, Answer)
    assert (answer.status, answer.body) == (200, None)


def test_a_request_is_not_begun_where_the_last_check_fails(peer: Peer) -> None:
    seen: list[bytes] = []
    url = peer(lambda wire: seen.append(wire.recv(65536)))

    def check() -> None:
        raise ClaimLostError("another run took the message over")

    with checked_by(check):
        answer = lost(url)
    assert (answer.outcome, answer.why) == (Outcome.NO, "another run took the message over")
    assert seen in ([], [b""])


def test_the_last_check_comes_on_the_open_connection_and_again_before_the_body(peer: Peer) -> None:
    """A run may be frozen between both; a server ignores half a request."""
    asked: list[int] = []

    def check() -> None:
        asked.append(1)
        if len(asked) == 2:
            raise ClaimLostError("another run took the message over")

    with checked_by(check):
        answer = lost(peer(lambda wire: wire.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")))
    assert (len(asked), answer.outcome) == (2, Outcome.NO)


def test_reading_back_needs_no_claim(peer: Peer) -> None:
    url = peer(lambda wire: wire.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"))
    with checked_by(lambda: pytest.fail("it asked")):
        assert isinstance(exchange(Call(method="GET", url=url), read=60), Answer)
