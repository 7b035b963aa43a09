"""nginx and Caddy, set up as the manual says, serve a built site as hosts do that read `_headers`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.build_requests import build_request
from tests.example_site import NOW, Site
from tests.web_servers import caddy, nginx, replaced, snippet

from outspoken.site.build_site import build

FILES = (
    "",
    "history/",
    "incidents/2026-11-20-slow-search/",
    "incidents/2026-11-20-slow-search/index.md",
    "updates.atom",
    "components/search/updates.rss",
    "updates.json",
    "calendar.ics",
    "build.json",
    ".well-known/api-catalog",
    ".well-known/operational-state",
    "api/catalog.json",
    "operational-state.json",
    "problem.json",
    "metrics.txt",
    "status.txt",
    "llms.txt",
    "unavailable.html",
)
MISSING = ("nonsense", "nonsense/", "api/v2/nonsense.json", ".well-known/nonsense", "assets/nonsense.js")
# Hosts know these by themselves.
KNOWN = {
    "": "text/html; charset=utf-8",
    "svg": "image/svg+xml",
    "txt": "text/plain; charset=utf-8",
    "html": "text/html; charset=utf-8",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    site = Site(tmp_path_factory.mktemp("repository"))
    place = tmp_path_factory.mktemp("gw")
    build(*build_request(root=site.root, site_dir=place / "site", now=NOW))
    embed = place / "site" / "embed"
    embed.mkdir(exist_ok=True)
    (embed / "index.html").write_text("<!doctype html>", encoding="utf-8")
    return place


@pytest.fixture(scope="module", params=["nginx", "caddy"])
def host(request: pytest.FixtureRequest, folder: Path) -> Iterator[httpx.Client]:
    text = snippet("hosting.md", f"host: {request.param}")
    place = folder / request.param
    place.mkdir()
    if request.param == "nginx":
        here = {"listen 80;": f"listen unix:{place}/here;", "/srv/status": f"{folder}/site"}
        with nginx(place, replaced(text, here)) as client:
            yield client
    else:
        site = f"http://status.example.com {{\n\tbind unix/{place}/here"
        with caddy(
            place, replaced(text, {"status.example.com {": site, "/srv/status": f"{folder}/site"})
        ) as client:
            yield client


@pytest.fixture
def get(host: httpx.Client) -> Callable[[str], Any]:
    return lambda path: host.get(f"http://status.example.com/{path}")


@pytest.mark.parametrize("path", FILES)
def test_each_file_has_the_headers_that_other_hosts_read_from_the_site(
    path: str, get: Callable[[str], Any], folder: Path, sent_with: Callable[[str, str], dict[str, str]]
) -> None:
    answer, wanted = get(path), sent_with((folder / "site" / "_headers").read_text(encoding="utf-8"), path)
    assert answer.status_code == 200
    for name in ("Cache-Control", "Access-Control-Allow-Origin", "X-Content-Type-Options", "Referrer-Policy"):
        assert answer.headers.get(name) == wanted.get(name), name
    kind = wanted.get("Content-Type") or KNOWN.get(path.rpartition(".")[2] if "." in path else "", "")
    assert answer.headers["Content-Type"].startswith(kind or "application/json")


def test_pages_cannot_be_framed_but_those_that_are_made_for_it(get: Callable[[str], Any]) -> None:
    assert "frame-ancestors 'none'" in get("history/").headers["Content-Security-Policy"]
    assert get("embed/").headers.get_list("Content-Security-Policy") == ["frame-ancestors *"]


def test_files_with_a_digest_are_kept_for_ever(get: Callable[[str], Any], folder: Path) -> None:
    site = folder / "site"
    (bundle,) = site.glob("assets/javascripts/bundle.*.min.js")
    assert "immutable" in get(bundle.relative_to(site).as_posix()).headers["Cache-Control"]


@pytest.mark.parametrize("path", MISSING)
def test_what_is_missing_is_a_404_with_our_page(path: str, get: Callable[[str], Any]) -> None:
    answer = get(path)
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "This page does not exist" in answer.text
