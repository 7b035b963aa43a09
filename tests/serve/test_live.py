"""A save shows by itself, and a problem is a page."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from tests.build_requests import build_request

from outspoken.cli import main
from outspoken.errors import ProblemsError
from outspoken.serve import reread
from outspoken.serve.live_server import LiveServer, listen
from outspoken.serve.live_site import LiveSite, problem_page
from outspoken.serve.reread import KeptRepository
from outspoken.site.build_site import build

INCIDENT = "incidents/2026-11/2026-11-20-slow-search"
PAGE = "incidents/2026-11-20-slow-search/index.html"
DRAFT = """\
---
actions: []
---
## What happened

A draft nobody may see yet.
"""


@pytest.fixture
def live(site: Any, now: datetime) -> LiveSite:
    found = LiveSite(
        repository=KeptRepository(site.root),
        clock=lambda: now,
        scratch=None,
        url="https://status.example.com/",
    )
    found.refresh(prose=True)
    return found


def test_every_page_of_the_preview_is_the_page_of_the_build(
    site: Any, now: datetime, tmp_path: Path, files: Callable[[Path], dict[str, bytes]]
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    live = LiveSite(
        repository=KeptRepository(site.root),
        clock=lambda: now,
        scratch=scratch,
        url="https://status.example.com/",
    )
    live.refresh(prose=True)
    build(*build_request(root=site.root, site_dir=site.root / "site", now=now))
    built = files(site.root / "site")
    assert [path for path, data in built.items() if live.page(path) != data] == []
    assert live.page("nonsense") is None
    assert live.page("../../etc/passwd") is None


def test_a_save_shows(site: Any, live: LiveSite) -> None:
    site.write(f"{INCIDENT}/updates/20261120T130000Z.md", "---\nat: 2026-11-20T13:00Z\n---\nOne more word.\n")
    live.refresh(prose=False)
    page = live.page(PAGE)
    assert page is not None
    assert b"One more word." in page


def test_only_what_was_saved_is_parsed_again(
    site: Any, live: LiveSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    parsed: list[str] = []
    parse_folders = reread.parse_folders

    def spy(root: Path, folders: list[str], *rest: Any, **more: Any) -> Any:
        parsed.extend(folders)
        return parse_folders(root, folders, *rest, **more)

    monkeypatch.setattr(reread, "parse_folders", spy)
    live.refresh(prose=False)
    assert parsed == []
    added = site.add_incident("2026-11-21-no-carts")
    live.refresh(prose=False)
    assert parsed == [added]
    assert live.page("incidents/2026-11-21-no-carts/index.html") is not None


def test_what_was_deleted_is_gone(site: Any, live: LiveSite) -> None:
    for path in sorted((site.root / INCIDENT).rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    (site.root / INCIDENT).rmdir()
    live.refresh(prose=False)
    assert live.page(PAGE) is None


def test_a_commit_is_noticed(site: Any, live: LiveSite) -> None:
    assert [problem.rule for problem in live.problems] == ["no-git-history"]
    site.commit()
    live.refresh(prose=False)
    assert live.problems == ()


def test_a_draft_is_shown_in_the_preview_alone(site: Any, live: LiveSite, now: datetime) -> None:
    site.write(f"{INCIDENT}/postmortem.md", DRAFT)
    live.refresh(prose=False)
    page = live.page("incidents/2026-11-20-slow-search/postmortem/index.html")
    assert page is not None
    assert b"A draft nobody may see yet." in page
    build(*build_request(root=site.root, site_dir=site.root / "site", now=now, prose=False))
    assert [path for path, data in site.built.items() if b"nobody may see" in data] == []


def test_a_page_of_another_time_has_what_its_readers_saw_and_no_draft(site: Any, now: datetime) -> None:
    site.write(f"{INCIDENT}/postmortem.md", DRAFT)
    found = {}
    for drafts in (True, False):
        live = LiveSite(repository=KeptRepository(site.root), clock=lambda: now, scratch=None, drafts=drafts)
        live.refresh(prose=True)
        page = live.page(PAGE)
        assert page is not None
        found[drafts] = (
            b"postmortem/" in page,
            live.page(PAGE.replace("index", "postmortem/index")) is not None,
        )
    assert found == {True: (True, True), False: (False, False)}


def test_problems_are_shown_instead_of_the_site_and_go_away(site: Any, live: LiveSite) -> None:
    good = (site.root / INCIDENT / "incident.md").read_text(encoding="utf-8")
    site.write(f"{INCIDENT}/incident.md", good.replace("title:", "titel:"))
    live.refresh(prose=False)
    with pytest.raises(ProblemsError):
        live.page(PAGE)
    site.write("mkdocs.yml", (text := (site.root / "mkdocs.yml").read_text(encoding="utf-8")) + "\n: [")
    live.refresh(prose=True)
    with pytest.raises(ProblemsError):
        live.page("index.html")
    site.write("mkdocs.yml", text)
    site.write(f"{INCIDENT}/incident.md", good)
    live.refresh(prose=True)
    assert live.page(PAGE) is not None


def test_what_people_wrote_is_no_markup_on_the_page_of_problems(site: Any, live: LiveSite) -> None:
    site.write(f"{INCIDENT}/incident.md", "---\n<script>: 1\n---\n")
    live.refresh(prose=False)
    page = problem_page(live.problems)
    assert b"<script>" not in page
    assert b"&lt;script&gt;" in page


@pytest.fixture
def server(live: LiveSite) -> Iterator[LiveServer]:
    with listen(live, "127.0.0.1", 0) as found:
        live.refresh(prose=True)
        thread = threading.Thread(target=lambda: found.serve_forever(poll_interval=0.01), daemon=True)
        thread.start()
        yield found
        found.shutdown()
        thread.join()


def get(server: LiveServer, path: str) -> tuple[int, str, str]:
    host = f"http://127.0.0.1:{server.server_port}"
    try:
        with urllib.request.urlopen(host + path, timeout=60) as answer:
            return answer.status, answer.headers["Content-Type"], answer.read().decode()
    except urllib.error.HTTPError as answer:
        with answer:
            return answer.code, answer.headers["Content-Type"], answer.read().decode()


def test_pages_feeds_and_what_is_missing_are_answered_as_a_host_does(server: LiveServer) -> None:
    assert get(server, "/")[:2] == (200, "text/html; charset=utf-8")
    assert get(server, "/history")[0] == 200
    assert get(server, "/updates.atom")[1].startswith("application/atom+xml")
    for path in (
        "/nonsense/",
        "/api/v2/nonsense.json",
        "/.well-known/nonsense",
        "/incidents/nonsense/index.md",
    ):
        code, _, page = get(server, path)
        assert code == 404
        assert "This page does not exist" in page


def test_files_for_programs_have_the_types_that_hosts_send(server: LiveServer) -> None:
    assert get(server, "/.well-known/api-catalog")[1].startswith("application/linkset+json")
    assert get(server, "/operational-state.json")[1] == "application/status+json"
    assert get(server, "/status.txt")[1:] == ("text/plain; charset=utf-8", "none\n")
    assert get(server, "/incidents/2026-11-20-slow-search/index.md")[0] == 200


def test_the_script_that_reloads_is_in_the_preview_alone(
    server: LiveServer, site: Any, now: datetime
) -> None:
    assert "/__outspoken__/reload.js" in get(server, "/")[2]
    assert "__outspoken__" not in get(server, "/updates.atom")[2]
    build(*build_request(root=site.root, site_dir=site.root / "site", now=now, prose=False))
    assert [path for path, data in site.built.items() if b"__outspoken__" in data] == []


def test_a_browser_is_notified_of_a_save(
    server: LiveServer, live: LiveSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The save comes once the server waits for it."""
    waiting = live.wait

    def wait(generation: int, seconds: float) -> int:
        threading.Thread(target=lambda: live.refresh(prose=False)).start()
        return waiting(generation, seconds)

    monkeypatch.setattr(live, "wait", wait)
    status, kind, words = get(server, f"/__outspoken__/events?{live.generation}")
    assert (status, kind) == (200, "text/event-stream")
    assert "event: saved" in words


def test_a_page_with_problems_reloads_too(server: LiveServer, site: Any, live: LiveSite) -> None:
    site.write(f"{INCIDENT}/incident.md", "broken")
    live.refresh(prose=False)
    status, _, page = get(server, "/")
    assert status == 200
    assert f"{INCIDENT}/incident.md:1" in page
    assert "/__outspoken__/reload.js" in page


def test_the_watcher_distinguishes_prose_from_data(
    site: Any, live: LiveSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its pauses are the moments of the saves: none of them is seen half written."""
    reported: list[bool] = []
    watcher = live.watcher(reported.append)
    saves = [
        lambda: site.write(f"{INCIDENT}/incident.md", "changed"),
        lambda: None,
        lambda: site.write("site_src/subscribe.md", "# Changed\n"),
        watcher.stop,
    ]
    pause = watcher.pause

    def save_during(seconds: float) -> bool:
        saves.pop(0)()
        return pause(0)

    monkeypatch.setattr(watcher, "pause", save_during)
    watcher.run()
    assert (reported, saves) == ([False, True], [])


def test_the_command_serves_until_it_is_interrupted(site: Any) -> None:
    words = [
        sys.executable,
        "-m",
        "outspoken",
        "serve",
        "--root",
        str(site.root),
        "--no-prose",
        "--port",
        "0",
    ]
    with subprocess.Popen(words, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        said: list[str] = []
        while not (said and said[-1].startswith("Serving on ")):
            said.append(process.stderr.readline())
        address = said[-1].split()[2]
        with urllib.request.urlopen(address, timeout=60) as answer:
            assert b"Example status" in answer.read()
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0
    assert said[-2] == "Preview 1: 1 warning\n"


def test_a_port_that_is_taken_is_said_plainly(server: LiveServer, site: Any) -> None:
    done = CliRunner().invoke(main, ["serve", "--root", str(site.root), "--port", str(server.server_port)])
    assert done.exit_code == 1
    assert f"port {server.server_port} is already in use" in done.stderr
    assert "--port" in done.stderr


def test_a_closed_tab_prints_nothing(
    server: LiveServer, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    answered = threading.Event()

    def gone(*_: object) -> None:
        raise BrokenPipeError

    monkeypatch.setattr("outspoken.serve.live_server._Handler._page", gone)
    monkeypatch.setattr(server, "shutdown_request", lambda request: (request.close(), answered.set()))
    with socket.create_connection(server.server_address[:2]) as browser:
        browser.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        assert answered.wait(60)
    assert capfd.readouterr().err == ""


def test_a_broken_template_is_printed_after_the_save(site: Any, live: LiveSite) -> None:
    site.write("templates/pages/home.html", "{{ site.sitename }}\n")
    site.write("templates/pages/month.html", "{% if site %}\n")
    live.refresh(prose=True)
    assert {problem.path for problem in live.problems if problem.is_error} == {
        "templates/pages/home.html",
        "templates/pages/month.html",
    }
    (site.root / "templates/pages/home.html").unlink()
    (site.root / "templates/pages/month.html").unlink()
    live.refresh(prose=True)
    assert live.page("index.html")
