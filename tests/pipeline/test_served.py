"""`outspoken verify-served`: what counts as proof that readers get a build."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from click.testing import CliRunner, Result

from outspoken.cli.automation.verify_served import command
from outspoken.pipeline.served_build import NoBuild, ServedBuild, read_build, served_build, until_served

COMMIT = "0123456789abcdef0123456789abcdef01234567"
NOW = "2026-11-21T14:05:00Z"
OURS = json.dumps({"commit": COMMIT, "now": NOW, "next_boundary": None}).encode()
OLDER = json.dumps({"commit": COMMIT, "now": "2026-11-21T13:50:00Z", "next_boundary": NOW}).encode()
WANTED = ServedBuild(commit=COMMIT, now=datetime(2026, 11, 21, 14, 5, tzinfo=UTC))


class Host(ThreadingHTTPServer):
    """A static host on this machine: gives its answers one after the other, then the last one for ever."""

    def __init__(self, answers: list[tuple[int, bytes]]) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.answers, self.asked = answers, list[str]()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/status/"


class Answer(BaseHTTPRequestHandler):
    server: Host

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        status, body = self.server.answers.pop(0) if len(self.server.answers) > 1 else self.server.answers[0]
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@contextmanager
def host(*answers: bytes | tuple[int, bytes]) -> Iterator[Host]:
    with Host([answer if isinstance(answer, tuple) else (200, answer) for answer in answers]) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def served(url: str, *, now: str = NOW, within: str = "1m") -> Result:
    return CliRunner().invoke(command, [url, "--commit", COMMIT, "--now", now, "--within", within])


def test_a_page_that_serves_this_build_is_proof() -> None:
    with host(OURS) as pages:
        result = served(pages.url)
        assert (result.exit_code, result.stdout) == (
            0,
            f"{pages.url} serves commit 0123456789ab built at 2026-11-21T14:05:00Z\n",
        )
        assert pages.asked[0].startswith("/status/build.json?")


def test_the_instant_may_be_written_in_any_zone() -> None:
    with host(OURS) as pages:
        assert served(pages.url, now="2026-11-21 15:05 Europe/Berlin").exit_code == 0


def test_without_an_instant_a_build_of_the_commit_is_enough_until_the_clock_changes_it() -> None:
    epoch = str(int((WANTED.now - timedelta(minutes=1)).timestamp()))
    with host(OLDER) as pages:
        answer = served_build(pages.url)
        options = [pages.url, "--commit", COMMIT]
        assert CliRunner(env={"SOURCE_DATE_EPOCH": epoch}).invoke(command, options).exit_code == 0
    assert isinstance(answer, ServedBuild)
    assert not answer.is_current(COMMIT, WANTED.now)
    assert not answer.is_current("f" * 40, WANTED.now - timedelta(minutes=1))


def test_the_same_commit_built_earlier_is_no_proof(monkeypatch: pytest.MonkeyPatch) -> None:
    with host(OLDER) as pages:
        answers = list(until_served(pages.url, WANTED.is_same_as, within=timedelta(0)))
    older = datetime(2026, 11, 21, 13, 50, tzinfo=UTC)
    assert answers == [ServedBuild(commit=COMMIT, now=older, next_boundary=WANTED.now)]


def test_it_waits_while_the_host_still_serves_the_older_build() -> None:
    naps: list[float] = []
    with host(OLDER, (503, b""), OURS) as pages:
        answers = list(
            until_served(pages.url, WANTED.is_same_as, within=timedelta(minutes=5), sleep=naps.append)
        )
    assert (answers[-1], len(answers), naps) == (WANTED, 3, [5.0, 5.0])


def test_each_try_has_an_address_that_no_cache_has_seen() -> None:
    with host(OLDER, OLDER, OURS) as pages:
        list(until_served(pages.url, WANTED.is_same_as, within=timedelta(minutes=5), sleep=lambda _: None))
    assert len(set(pages.asked)) == len(pages.asked) == 3


def test_when_time_is_up_it_says_what_is_served_instead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda _: pytest.fail("waited longer than asked"))
    with host((404, b"not here")) as pages:
        answers = list(until_served(pages.url, WANTED.is_same_as, within=timedelta(seconds=1)))
    assert [str(answer) for answer in answers] == ["nothing that could be read (HTTP Error 404: Not Found)"]


def test_a_host_that_does_not_answer_is_no_proof() -> None:
    with host(OURS) as pages:
        url = pages.url
    assert isinstance(served_build(url), NoBuild)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<!doctype html>",
        b"[]",
        b"{}",
        b'{"commit": "x", "now": 5}',
        b'{"commit": "x", "now": "2026-11-21T14:05:00"}',
        b'{"commit": 5, "now": "2026-11-21T14:05:00Z"}',
        b"\xff\xfe",
        b"[" * 60_000,
    ],
)
def test_whatever_is_no_build_json_names_no_build(data: bytes) -> None:
    assert read_build(data) == NoBuild("it is not a build.json")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["file:///etc/passwd", "--commit", COMMIT, "--now", NOW], "is not a web address"),
        (["https://status.example.com", "--commit", COMMIT, "--now", "2026-11-21"], "has no time"),
        (["https://status.example.com", "--commit", COMMIT, "--now", NOW, "--within", "soon"], "duration"),
        (["https://status.example.com", "--now", NOW], "--commit"),
    ],
)
def test_wrong_usage_exits_2_and_says_what_to_write(arguments: list[str], words: str) -> None:
    result = CliRunner().invoke(command, arguments)
    assert (result.exit_code, words in result.stderr) == (2, True)
