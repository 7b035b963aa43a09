"""A hosted page is read at its address: its API, and what only its history still has."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from tests.importers.conftest import bring, imported_from
from tests.importers.hosted_pages import incident

from outspoken.importers.import_report import Grade
from outspoken.importers.import_request import SourceError
from outspoken.importers.sources.web_files import WAITS, WebFiles

Serve = Callable[[dict[str, Any]], str]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """A server of these answers by path: an object is JSON, a list is one status for each request."""
    answers: dict[str, Any] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer = answers.get(self.path)
            status = 404 if answer is None else 200
            if isinstance(answer, list):
                status, answer = answer.pop(0), {}
            body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()

    def start(given: dict[str, Any]) -> str:
        answers.update(given)
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    server.shutdown()
    thread.join()
    server.server_close()


def api(*incidents: dict[str, Any], **other: Any) -> dict[str, Any]:
    page = {"name": "Example", "url": "https://status.example.org"}
    return {"/api/v2/incidents.json": {"page": page, "incidents": incidents}, **other}


def history(*codes: str) -> dict[str, Any]:
    return {"months": [{"name": "March", "year": 2025, "incidents": [{"code": code} for code in codes]}]}


@pytest.mark.parametrize("path", ["", "/", "/api/v2", "/api/v2/", "/api/v2/incidents.json"])
def test_the_address_may_be_that_of_the_page_of_its_api_or_of_a_file(
    serve: Serve, tmp_path: Path, path: str
) -> None:
    made = imported_from("statuspage", serve(api(incident("a1"))) + path, tmp_path)
    assert [one.key for one in made.incidents] == ["statuspage:a1"]


def test_incidents_that_only_the_history_has_are_fetched(serve: Serve, tmp_path: Path) -> None:
    url = serve(
        {
            **api(incident("a1")),
            "/history.json?page=1": history("a1", "b2", "../evil"),
            "/history.json?page=2": history("c3"),
            **{f"/history.json?page={page}": history() for page in range(3, 7)},
            "/incidents/b2.json": incident("b2", 2),
        }
    )
    done = bring(url, tmp_path / "new", kind="statuspage")  # type: ignore[arg-type] - an address
    assert [one.key for one in done.history.incidents] == ["statuspage:a1", "statuspage:b2"]
    left = [remark for remark in done.made.remarks if remark.grade is Grade.NOT_IMPORTED]
    assert [remark.detail for remark in left] == ["incidents/c3.json"]


def test_what_the_api_no_longer_lists_is_named_if_there_is_no_history(serve: Serve, tmp_path: Path) -> None:
    url = serve(api(*(incident(f"a{number}", number % 9 + 1) for number in range(50))))
    made = imported_from("statuspage", url, tmp_path)
    assert "the API lists the newest 50 only, and the page's history cannot be read" in [
        remark.about for remark in made.remarks if remark.grade is Grade.NOT_IMPORTED
    ]


def test_a_page_without_an_api_is_read_by_its_feed(serve: Serve, tmp_path: Path) -> None:
    feed = Path(__file__).parents[2] / "data" / "github-history" / "hosted-history.atom"
    made = imported_from("statuspage", serve({"/history.atom": feed.read_bytes()}), tmp_path)
    assert len(made.incidents) == 25


def test_an_address_with_nothing_of_a_page_is_wrong_usage(serve: Serve, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="has none of"):
        imported_from("statuspage", serve({}), tmp_path)


def test_a_server_that_is_overloaded_is_asked_again_later(serve: Serve) -> None:
    waited: list[float] = []
    url = serve({"/x.json": [503, 429, 200]})
    assert WebFiles(url, waited.append).read("x.json") == b"{}"
    assert waited == [*WAITS[:2]]


def test_a_server_that_stays_broken_is_named_after_all_retries(serve: Serve) -> None:
    waited: list[float] = []
    with pytest.raises(SourceError, match="the server answers 503"):
        WebFiles(serve({"/x.json": [503] * 9}), waited.append).read("x.json")
    assert waited == [*WAITS]


def test_a_refusal_is_not_asked_again(serve: Serve) -> None:
    with pytest.raises(SourceError, match="the server answers 403"):
        WebFiles(serve({"/x.json": [403]}), lambda _: pytest.fail("waited")).read("x.json")
