"""Pages that people wrote name what is open, by whichever command the site is built."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config
from tests.build_requests import build_request

from outspoken.serve.live_site import LiveSite
from outspoken.serve.reread import KeptRepository
from outspoken.site.build_site import build

OPEN = """\
---
title: Checkout errors
impact: major
components: {checkout: partial_outage}
started: 2026-11-21T14:05Z
---
Purchases fail.
"""
SAID = "---\nstatus: investigating\nat: 2026-11-21T14:10Z\n---\nWe are looking.\n"
PAGES = ("subscribe/index.html", "deep/down/index.html")


@pytest.fixture
def troubled(site: Any) -> Any:
    """The site with an incident open, and a page two folders deep."""
    folder = "incidents/2026-11/2026-11-21-checkout-errors"
    site.write(f"{folder}/incident.md", OPEN)
    site.write(f"{folder}/updates/20261121T141000Z-investigating.md", SAID)
    site.write("site_src/deep/down.md", "# Down\n\nWe write.\n")
    return site


def by_us(site: Any, now: datetime) -> Callable[[str], bytes]:
    build(*build_request(root=site.root, site_dir=site.root / "site", now=now))
    return lambda path: Path(site.root, "site", path).read_bytes()


def by_mkdocs(site: Any, now: datetime) -> Callable[[str], bytes]:
    mkdocs_build(load_config(str(site.root / "mkdocs.yml"), site_dir=str(site.root / "site")))
    return lambda path: Path(site.root, "site", path).read_bytes()


def by_serving(site: Any, now: datetime) -> Callable[[str], bytes]:
    scratch = site.root / "scratch"
    scratch.mkdir()
    live = LiveSite(repository=KeptRepository(site.root), clock=lambda: now, scratch=scratch)
    live.refresh(prose=True)
    return lambda path: live.page(path) or b""


@pytest.mark.parametrize("by", [by_us, by_mkdocs, by_serving])
def test_prose_names_what_is_open(
    by: Callable[..., Callable[[str], bytes]],
    troubled: Any,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(now.timestamp())))
    read = by(troubled, now)
    for path in PAGES:
        (strip,) = lxml.html.fromstring(read(path)).find_class("strip")
        words = " ".join(strip.text_content().split())
        assert words == "Checkout errors · Major · Investigating · since Nov 21, 2026, 14:05 UTC"
        root = "../" * path.count("/")
        assert strip.find(".//a").attrib["href"] == f"{root}incidents/2026-11-21-checkout-errors/"


def test_prose_says_nothing_where_nothing_is_open(site: Any, now: datetime) -> None:
    page = lxml.html.fromstring(by_us(site, now)("subscribe/index.html"))
    (place,) = page.find_class("strips")
    assert place.text_content().strip() == ""


def test_a_page_that_another_plugin_rewrote_has_its_strip(troubled: Any, now: datetime) -> None:
    troubled.write(
        "squeeze.py",
        "def on_post_page(output, **_):\n"
        "    return output.replace('<div class=\"strips\">', '<div class=strips>')\n",
    )
    settings = (troubled.root / "mkdocs.yml").read_text(encoding="utf-8")
    troubled.write("mkdocs.yml", settings + "hooks: [squeeze.py]\n")
    assert b"Checkout errors" in by_us(troubled, now)("subscribe/index.html")
