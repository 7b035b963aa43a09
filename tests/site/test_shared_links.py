"""What a site offers to chats and home screens: a picture for each active incident, two for all else."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import pytest
from click.testing import CliRunner
from tests.build_requests import build_request

from outspoken.cli import main
from outspoken.render.sharing import share_picture
from outspoken.site.build_site import build


def made(site: Any, now: datetime) -> dict[str, bytes]:
    request, reader = build_request(root=site.root, site_dir=site.root / "site", now=now, prose=False)
    build(request, reader)
    return dict(site.built)


def named(html: bytes, name: str) -> str:
    found = re.search(rf'(?:property|name)="{name}" content="([^"]*)"', html.decode())
    return found[1] if found else ""


def test_only_what_is_active_has_a_picture_of_its_own_under_every_id(site: Any, now: datetime) -> None:
    folder = "incidents/2026-11/2026-11-21-checkout-errors"
    site.write(
        f"{folder}/incident.md",
        "---\ntitle: Checkout errors\nimpact: major\ncomponents: {checkout: partial_outage}\n"
        "started: 2026-11-21T20:00Z\naliases: [2026-11-21-chekout]\n---\n",
    )
    site.write(
        f"{folder}/updates/20261121T200500Z-investigating.md",
        "---\nstatus: investigating\nat: 2026-11-21T20:05Z\n---\nWe are looking.\n",
    )
    built = made(site, now)
    assert sorted(path for path in built if path.endswith(".png")) == [
        "assets/outspoken/share-2026-11-21-checkout-errors.png",
        "assets/outspoken/share-2026-11-21-chekout.png",
        "assets/outspoken/share-site.png",
        "assets/outspoken/share.png",
        "assets/outspoken/touch-icon.png",
    ]
    for path, html in built.items():
        is_apart = path in {"unavailable.html", "embed/index.html"} or b'http-equiv="refresh"' in html
        if not path.endswith(".html") or is_apart:
            continue
        address = named(html, "og:image").removeprefix("https://status.example.com/").partition("?")[0]
        assert address in built, path
        assert named(html, "twitter:card") == "summary_large_image"
        assert named(html, "og:title") and named(html, "og:url") and named(html, "og:locale") == "en_US"
        assert named(html, "theme-color") == "" and b'name="theme-color" media=' in html
        assert b'rel="apple-touch-icon"' in html and html.count(b'rel="icon"') == 1


def test_without_the_library_pages_name_no_picture_and_none_is_written(
    site: Any, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(share_picture, "find_spec", lambda _name: None)
    built = made(site, now)
    assert [path for path in built if "share" in path] == []
    assert named(built["index.html"], "og:image") == ""
    assert named(built["index.html"], "twitter:card") == "summary"


def test_the_build_says_once_that_pictures_are_missing(site: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(share_picture, "find_spec", lambda _name: None)
    reported = CliRunner().invoke(
        main, ["build", "--no-prose", "--root", str(site.root), "--now", "2026-11-22T00:00Z"]
    )
    assert reported.stderr.count('pip install "outspoken[images]"') == 1


def test_prose_pages_have_the_picture_of_the_site_and_its_icon(site: Any, now: datetime) -> None:
    request, reader = build_request(root=site.root, site_dir=site.root / "site", now=now)
    build(request, reader)
    page = site.built["subscribe/index.html"]
    assert "assets/outspoken/share-site.png?" in named(page, "og:image")
    assert named(page, "og:url") == "https://status.example.com/subscribe/"
    assert re.findall(rb'rel="icon" href="([^"]*)"', page) == [b"../assets/outspoken/icon.svg"]
