"""The desk shows the team what is overdue and what to send, on this computer only."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.build_requests import build_request
from tests.example_plan import write_plan

from outspoken.serve.live_server import LiveServer, listen
from outspoken.serve.live_site import LiveSite
from outspoken.serve.local_desk import is_local
from outspoken.serve.reread import KeptRepository
from outspoken.site.build_site import build

OPEN = "2026-11-21-checkout-errors"
FOLDER = f"incidents/2026-11/{OPEN}"
INCIDENT = """\
---
title: Checkout errors
impact: major
components: {checkout: partial_outage}
started: 2026-11-21T22:00Z
affected: "about 12 % of <b>customers</b>"
roles: {commander: Canary}
---
Some payments fail.
"""
UPDATE = """\
---
status: investigating
at: 2026-11-21T22:05Z
next_update: 2026-11-21T22:35Z
---
We look at **payments**.
"""
Get = Callable[..., tuple[int, str, http.client.HTTPMessage]]


class Clock:
    """A clock that a test moves."""

    now = datetime(2026, 11, 21, 22, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def live(site: Any, clock: Clock) -> LiveSite:
    site.write(f"{FOLDER}/incident.md", INCIDENT)
    site.write(f"{FOLDER}/updates/20261121T220500Z-investigating.md", UPDATE)
    write_plan(site.root / "plan")
    found = LiveSite(repository=KeptRepository(site.root), clock=clock, scratch=None, banner="DRILL")
    found.refresh(prose=True)
    return found


@pytest.fixture
def server(live: LiveSite) -> Iterator[LiveServer]:
    with listen(live, "127.0.0.1", 0) as found:
        live.refresh(prose=False)
        thread = threading.Thread(target=lambda: found.serve_forever(poll_interval=0.01), daemon=True)
        thread.start()
        yield found
        found.shutdown()
        thread.join()


@pytest.fixture
def get(server: LiveServer) -> Get:
    def answer(path: str, **headers: str) -> tuple[int, str, http.client.HTTPMessage]:
        connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=60)
        connection.request(
            "GET", path, headers={name.replace("_", "-"): text for name, text in headers.items()}
        )
        found = connection.getresponse()
        page = found.read().decode()
        connection.close()
        return found.status, page, found.headers

    return answer


def test_the_desk_lists_what_is_open_and_overdue(get: Get, clock: Clock) -> None:
    status, page, _ = get("/desk/")
    assert status == 200
    assert f'<a href="{OPEN}/"' in page
    assert "<h2>Overdue soon</h2>" in page
    assert ("22:35 UTC, in 5 minutes" in page, "is late" in page) == (True, False)
    clock.now += timedelta(minutes=15)
    late = get("/desk/")[1]
    assert "the promised update is late" in late.partition("<h2>Overdue soon</h2>")[0]
    assert "22:35 UTC, 10 minutes ago" in late


def test_an_incident_has_its_timeline_its_kit_and_its_checklist(get: Get) -> None:
    status, page, _ = get(f"/desk/{OPEN}/")
    assert status == 200
    assert "<p>We look at <strong>payments</strong>.</p>" in page
    assert "Who is affected: about 12 % of &lt;b&gt;customers&lt;/b&gt;" in page
    assert "<mark>[workaround?]</mark>" in page
    assert "Checklist: 0 of " in page
    assert f"<code>outspoken plan tick {OPEN} first-update</code>" in page
    assert "Canary" not in page


def test_each_stage_has_an_address(get: Get) -> None:
    assert "nothing new to report" in get(f"/desk/{OPEN}/waiting/")[1]
    assert '<a href="../../2026-11-21-checkout-errors/">scope (now)</a>' in get(f"/desk/{OPEN}/waiting/")[1]
    assert get(f"/desk/{OPEN}/panic/")[0] == 404
    assert get("/desk/2026-01-01-unknown/")[0] == 404


def test_an_address_without_its_slash_leads_to_the_page(get: Get) -> None:
    for path in ("/desk", f"/desk/{OPEN}", f"/desk/{OPEN}/waiting"):
        status, _, headers = get(path)
        assert (status, headers["Location"]) == (302, f"{path}/")


def test_what_is_copied_has_the_address_of_the_real_site(get: Get) -> None:
    page = get(f"/desk/{OPEN}/")[1]
    assert f"https://status.example.com/incidents/{OPEN}/" in page
    assert "http://127.0.0.1" not in page


def test_a_tick_shows_after_a_save(get: Get, site: Any, live: LiveSite) -> None:
    tick = "- [x] `first-update` Publish (done by Ada at 2026-11-21T22:06Z)\n"
    site.write(f"{FOLDER}/checklist.md", f"# Checklist\n\n{tick}")
    live.refresh(prose=False)
    page = get(f"/desk/{OPEN}/")[1]
    assert "Checklist: 1 of " in page
    assert "communications, Ada, 22:06 UTC" in page


def test_scripts_and_styles_are_files_of_the_desk_alone(get: Get) -> None:
    for path in ("/desk/", f"/desk/{OPEN}/"):
        _, page, headers = get(path)
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "<style" not in page
        assert " style=" not in page
        assert page.count("<script") == page.count("<script src=") == 2
    assert get("/desk/desk.js")[2]["Content-Type"].startswith(("text/javascript", "application/javascript"))
    assert get("/desk/desk.css")[2]["Content-Type"] == "text/css; charset=utf-8"


def test_a_banner_is_on_every_page_of_the_desk(get: Get) -> None:
    for path in ("/desk/", f"/desk/{OPEN}/", f"/desk/{OPEN}/resolved/"):
        assert '<aside class="banner"><strong>DRILL</strong></aside>' in get(path)[1]


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "status.example.com"},
        {"Host": "127.0.0.1.rebind.example:8000"},
        {"Host": "localhost", "X_Forwarded_For": "203.0.113.7"},
    ],
)
def test_only_a_browser_on_this_computer_gets_the_desk(get: Get, headers: dict[str, str]) -> None:
    for path in ("/desk/", f"/desk/{OPEN}/", "/desk/desk.js"):
        status, page, _ = get(path, **headers)
        assert status == 404
        assert "workaround?" not in page


@pytest.mark.parametrize(
    ("client", "host", "local"),
    [
        ("127.0.0.1", "127.0.0.1:8000", True),
        ("127.0.0.1", "LOCALHOST:8000", True),
        ("::1", "[::1]:8000", True),
        ("::ffff:127.0.0.1", "localhost", True),
        ("192.168.1.7", "localhost:8000", False),
        ("::ffff:192.168.1.7", "localhost", False),
        ("127.0.0.1", "192.168.1.7:8000", False),
        ("127.0.0.1", "", False),
    ],
)
def test_this_computer_is_known_by_address_and_name(client: str, host: str, local: bool) -> None:
    assert is_local(client, host) is local


def test_a_broken_text_of_the_kit_is_a_page_of_problems(get: Get, site: Any, live: LiveSite) -> None:
    site.write("templates/kit/open/support-phone.md", "# Ours\n{{ news.titel }}\n")
    live.refresh(prose=True)
    status, page, _ = get(f"/desk/{OPEN}/")
    assert status == 200
    assert "templates/kit/open/support-phone.md:2" in page
    assert get("/desk/")[1].count("Checkout errors") == 1


def test_no_build_contains_the_desk(live: LiveSite, site: Any, clock: Clock, tmp_path: Path) -> None:
    build(*build_request(root=site.root, site_dir=tmp_path / "site", now=clock.now, prose=False))
    built = {path.relative_to(tmp_path / "site").as_posix() for path in (tmp_path / "site").rglob("*")}
    assert [name for name in built if "desk" in name.split("/")] == []
    assert built
