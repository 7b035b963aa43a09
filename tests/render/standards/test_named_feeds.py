"""Every page names its feeds, so that a reader finds them by the page's address."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator

import lxml.html
import pytest
from tests.render.standards.conftest import Made, at, outage, said

FEEDS = (".atom", ".rss", "updates.json")


@pytest.fixture(scope="module")
def site(made: Callable[..., Made]) -> Made:
    over = outage(said("resolved", at("10:00", day=1)), id="2026-01-01-old", started=at("09:00", day=1))
    return made(over, outage(), whole=True)


def named(page: str, html: str) -> Iterator[tuple[str, str]]:
    """The files that a page names as another form of itself, each with its type."""
    for link in lxml.html.fromstring(html).xpath('//link[@rel="alternate"]'):
        address = link.get("href").removeprefix("/status/")
        folder = "" if link.get("href").startswith("/") else posixpath.dirname(page)
        yield posixpath.normpath(posixpath.join(folder, address)), link.get("type")


def test_each_page_names_the_feeds_of_the_site_and_those_beside_it(site: Made) -> None:
    whole = {path for path in site if "/" not in path and path.endswith(FEEDS)}
    assert len(whole) == 5
    # A page within another host's has no feeds, nor has what only sends readers on.
    pages = {path for path in site if path.endswith(".html") and 'http-equiv="refresh"' not in site[path]}
    assert len(pages) > 8
    for page in pages - {"unavailable.html", "embed/index.html"}:
        found = {path for path, _ in named(page, site[page])}
        beside = {
            path
            for path in site
            if posixpath.dirname(path) == posixpath.dirname(page) and path.endswith(FEEDS)
        }
        assert whole | beside <= found, page


def test_each_named_file_is_one_and_has_the_type_that_is_named(site: Made) -> None:
    types = {
        ".atom": "application/atom+xml",
        ".rss": "application/rss+xml",
        ".json": "application/feed+json",
        ".ics": "text/calendar",
        ".md": "text/markdown",
    }
    for page in (path for path in site if path.endswith(".html")):
        for path, kind in named(page, site[page]):
            assert path in site, page
            assert kind == types[posixpath.splitext(path)[1]], page
