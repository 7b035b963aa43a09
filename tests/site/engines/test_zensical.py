"""`build --engine zensical`: Zensical runs no plugins, and builds the same pages from literal templates."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any

import lxml.html
import pytest
from tests.example_site import NOW, Site
from tests.site.engines.engine_builds import built_by, refused_by

from outspoken.site.engines.engine_name import Engine

THEMES = ("assets/javascripts/", "assets/stylesheets/", "assets/images/")
PAGE = """\
---
title: Help & more
description: How to reach us.
---
# Reaching us

A [page](../subscribe.md#s), a [feed](../updates.atom), our [history](../history/index.md).

| A | B |
|:--|--:|
| 1 | 2 |
"""


def built(site: Any, now: datetime, engine: Engine = Engine.ZENSICAL, **options: Any) -> dict[str, bytes]:
    return built_by(engine, site, now, **options)


def refused(site: Any, now: datetime, **options: Any) -> list[str]:
    return refused_by(Engine.ZENSICAL, site, now, **options)


def parts(page: bytes, path: str) -> list[str]:
    """The text of each element, without spaces, that an expression finds in a page."""
    return ["".join(one.text_content().split()) for one in lxml.html.fromstring(page).xpath(path)]


@pytest.fixture(scope="module")
def helpful(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The site with an incident open, and a page in a folder."""
    site = Site(tmp_path_factory.mktemp("helpful") / "repository")
    site.write("site_src/more/help.md", PAGE)
    folder = site.add_incident("2026-11-21-trouble")
    for update in (site.root / folder / "updates").glob("*-resolved.md"):
        update.unlink()
    return site


@pytest.fixture(scope="module")
def ours(helpful: Site) -> dict[str, bytes]:
    return built(helpful, NOW)


@pytest.fixture(scope="module")
def theirs(helpful: Site) -> dict[str, bytes]:
    """What MkDocs makes of it."""
    return built(helpful, NOW, Engine.MKDOCS)


def test_the_site_is_what_mkdocs_makes_of_it(ours: dict[str, bytes], theirs: dict[str, bytes]) -> None:
    of = [{path for path in pages if not path.startswith(THEMES)} for pages in (ours, theirs)]
    assert of[0] == of[1]
    prose = {"more/help/index.html", "subscribe/index.html", "search/search_index.json", "_headers"}
    assert [path for path in sorted(of[0] - prose) if ours[path] != theirs[path]] == []
    for path in ("more/help/index.html", "subscribe/index.html"):
        for part in ("//article", "//header", "//title", "//aside[@class='strips']", "//footer"):
            assert parts(ours[path], part) == parts(theirs[path], part), (path, part)
        links = [
            sorted(set(lxml.html.fromstring(pages[path]).xpath("//a/@href"))) for pages in (ours, theirs)
        ]
        assert [link for link in links[0] if link not in ("#__skip", *links[1])] == []


def test_search_finds_the_same_pages(ours: dict[str, bytes], theirs: dict[str, bytes]) -> None:
    found = [
        sorted(doc["location"] for doc in json.loads(pages["search/search_index.json"])["docs"])
        for pages in (ours, theirs)
    ]
    assert found[0] == found[1]


def test_a_page_is_sealed_and_shared_as_what_it_is(site: Any, now: datetime) -> None:
    site.write("site_src/more/help.md", PAGE)
    site.write("site_src/subscribe.md", "# S\n\n<script>alert(1)</script>\n")
    pages = built(site, now)
    page = pages["subscribe/index.html"].decode()
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy
    assert "unsafe" not in policy[1]
    # Of what is inline, only the script that the writer added is not named by its hash.
    assert policy[1].count("'sha256-") >= 2
    head = lxml.html.fromstring(pages["more/help/index.html"])
    assert head.xpath('string(//meta[@property="og:title"]/@content)') == "Help & more · Example status"
    assert head.xpath('string(//meta[@property="og:description"]/@content)') == "How to reach us."
    address = "https://status.example.com/more/help/"
    assert head.xpath('string(//meta[@property="og:url"]/@content)') == address
    assert head.xpath('//link[@rel="prev" or @rel="next"]') == []


def test_no_draft_is_published(site: Any, now: datetime) -> None:
    site.write("site_src/draft.md", "# D\n\n<!-- answer: How long? -->\n")
    site.write("site_src/subscribe.md", "# S\n\nRead [this](draft.md).\n")
    pages = built(site, now, strict=False)
    assert "draft/index.html" not in pages
    assert b"Read this." in pages["subscribe/index.html"]
    assert b"How long?" not in b"".join(pages.values())


def test_what_is_excluded_is_not_published(site: Any, now: datetime) -> None:
    settings = (site.root / "mkdocs.yml").read_text(encoding="utf-8")
    site.write("mkdocs.yml", f"{settings}exclude_docs: secret*\n")
    site.write("site_src/secret.md", "# Not for readers\n")
    site.write("site_src/secret.txt", "Not for readers")
    assert b"Not for readers" not in b"".join(built(site, now).values())


def test_a_link_that_leads_nowhere_has_path_and_line(site: Any, now: datetime) -> None:
    site.write("site_src/subscribe.md", "# S\n\nSee [this](gone.md), [feeds](updates.atom).\n")
    assert refused(site, now, strict=True) == [
        "site_src/subscribe.md:3 the link gone.md leads to no page or file of the site"
    ]


def test_an_engine_that_fails_is_one_line(site: Any, now: datetime) -> None:
    settings = (site.root / "mkdocs.yml").read_text(encoding="utf-8")
    site.write("mkdocs.yml", f"{settings}markdown_extensions: [no.such.extension]\n")
    (problem,) = refused(site, now)
    assert problem == "mkdocs.yml zensical: ModuleNotFoundError: No module named 'no'"


def test_a_main_template_of_the_sites_own_goes_over_ours(site: Any, now: datetime) -> None:
    own = '{% extends "shipped/theme/main.html" %}{% block footer %}Our foot{{ super() }}{% endblock %}'
    site.write("templates/theme/main.html", own)
    foots = [built(site, now, engine)["subscribe/index.html"] for engine in (Engine.ZENSICAL, Engine.MKDOCS)]
    assert all(b'Our foot\n<footer class="foot">' in page for page in foots)
