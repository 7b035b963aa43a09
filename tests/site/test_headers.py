"""What a host that reads `_headers` sends with each file."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from tests.build_requests import build_request
from tests.example_site import NOW, Site

from outspoken.render.host import host_headers
from outspoken.site.build_site import build

PAGES = ("", "incidents/2026-11-20-slow-search/", "components/checkout/", "subscribe/", "history/2026-11/")
Sent = Callable[[str], dict[str, str]]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The small site, built once for all tests that change nothing."""
    site = Site(tmp_path_factory.mktemp("headers") / "repository")
    build(*build_request(root=site.root, site_dir=site.root / "site", now=NOW))
    return site.built


@pytest.fixture
def sent(built: dict[str, bytes], sent_with: Callable[[str, str], dict[str, str]]) -> Sent:
    return lambda path: sent_with(built["_headers"].decode(), path)


def sources(policy: str, name: str) -> set[str]:
    (found,) = re.findall(rf"(?:^|; ){name} ([^;]*)", policy)
    return set(found.split())


def test_a_host_takes_all_of_it(built: dict[str, bytes]) -> None:
    lines = built["_headers"].decode().splitlines()
    assert len([line for line in lines if not line.startswith(" ")]) <= 100
    assert max(map(len, lines)) <= 2000
    assert all(line.count("*") <= 1 for line in lines if not line.startswith(" "))


def test_more_folders_than_a_host_takes_rules_for_do_not_cost_the_others(site: Any, now: datetime) -> None:
    for number in range(70):
        site.write(f"site_src/folder-{number}/page.md", "# Page\n")
    build(*build_request(root=site.root, site_dir=site.root / "site", now=now))
    paths = [line for line in site.built["_headers"].decode().splitlines() if not line.startswith(" ")]
    assert len(paths) == 100
    assert {"/problem.json", "/embed/*", "/folder-0/*"} <= set(paths)


def test_no_two_rules_set_one_header_of_one_file(built: dict[str, bytes], sent: Sent) -> None:
    for path in (*built, *PAGES):
        for name, value in sent(path).items():
            assert value.count("max-age") <= 1 and "; charset=utf-8, " not in value and "*, *" not in value, (
                path
            )
            is_one = value.count("default-src") == 1 or value == "frame-ancestors *"
            assert name != "Content-Security-Policy" or is_one, path


@pytest.mark.parametrize("path", PAGES)
def test_a_page_cannot_be_framed_and_its_own_policy_is_within_the_hosts(
    path: str, built: dict[str, bytes], sent: Sent
) -> None:
    rules = sent(path)["Content-Security-Policy"]
    html = built[f"{path}index.html"].decode()
    (own,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', html)
    assert sources(rules, "frame-ancestors") == {"'none'"}
    for name in ("script-src", "style-src"):
        # What a page's own script may load comes from the site itself.
        assert sources(own, name) - {"'strict-dynamic'"} <= sources(rules, name)
    assert "unsafe" not in rules


@pytest.mark.parametrize(
    "path",
    [
        *PAGES,
        "updates.atom",
        "build.json",
        "calendar.ics",
        "api/v2/summary.json",
        "api/catalog.json",
        ".well-known/api-catalog",
        "status.txt",
        "problem.json",
        "components/search/badge.svg",
        "embed/",
    ],
)
def test_what_changes_is_kept_for_seconds_and_shown_for_a_day_when_the_host_fails(
    path: str, sent: Sent
) -> None:
    assert (
        sent(path)["Cache-Control"] == "public, max-age=30, stale-while-revalidate=60, stale-if-error=86400"
    )


def test_only_files_with_a_digest_in_their_name_are_kept_for_ever(
    built: dict[str, bytes], sent: Sent
) -> None:
    kept = [path for path in built if "immutable" in sent(path).get("Cache-Control", "")]
    assert len(kept) >= 4
    assert [path for path in kept if not re.search(r"\.[0-9a-f]{8}\.min\.", path)] == []


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("updates.atom", "application/atom+xml; charset=utf-8"),
        ("components/checkout/updates.rss", "application/rss+xml; charset=utf-8"),
        ("components/checkout/calendar.ics", "text/calendar; charset=utf-8"),
        ("updates.json", "application/feed+json; charset=utf-8"),
        (
            ".well-known/api-catalog",
            'application/linkset+json; profile="https://www.rfc-editor.org/info/rfc9727"',
        ),
        (
            "api/catalog.json",
            'application/linkset+json; profile="https://www.rfc-editor.org/info/rfc9727"',
        ),
        (".well-known/operational-state", "application/json"),
        ("operational-state.json", "application/status+json"),
        ("problem.json", "application/problem+json"),
        ("metrics.txt", "application/openmetrics-text; version=1.0.0; charset=utf-8"),
        ("incidents/2026-11-20-slow-search/index.md", "text/markdown; charset=utf-8"),
    ],
)
def test_other_sites_may_read_what_is_for_programs_and_its_type_says_what_it_is(
    path: str, kind: str, sent: Sent
) -> None:
    assert sent(path)["Content-Type"] == kind
    assert sent(path)["Access-Control-Allow-Origin"] == "*"


def test_other_sites_may_read_data_and_frame_what_is_made_for_it(sent: Sent) -> None:
    assert sent("build.json")["Access-Control-Allow-Origin"] == "*"
    for path in ("api/v2/status.json", "status.txt", "llms.txt", "badge.svg", "components/search/badge.svg"):
        assert sent(path)["Access-Control-Allow-Origin"] == "*", path
    assert "Content-Security-Policy" not in sent("badge.svg")
    for path in ("embed/", "embed/checkout/"):
        assert sent(path)["Content-Security-Policy"] == "frame-ancestors *"


def test_the_home_page_leads_programs_to_the_catalogue_and_the_state(sent: Sent) -> None:
    assert sent("")["Link"] == (
        '</.well-known/api-catalog>; rel="api-catalog", </operational-state.json>; rel="operational-state"'
    )


def test_every_file_keeps_its_type_and_sends_a_short_referrer(sent: Sent) -> None:
    for path in ("", "updates.atom", "assets/whatever.png"):
        assert sent(path)["X-Content-Type-Options"] == "nosniff"
        assert sent(path)["Referrer-Policy"] == "strict-origin-when-cross-origin"


def test_a_policy_that_no_host_would_take_leaves_the_inline_texts_to_the_pages(
    site: Any, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(host_headers, "LONGEST_LINE", 300)
    build(*build_request(root=site.root, site_dir=site.root / "site", now=now))
    text = site.built["_headers"].decode()
    assert "frame-ancestors 'none'" in text and "script-src" not in text


def test_under_a_path_the_rules_have_it_too(site: Any, now: datetime) -> None:
    build(
        *build_request(
            root=site.root, site_dir=site.root / "site", now=now, site_url="https://example.com/status/"
        )
    )
    paths = [line for line in site.built["_headers"].decode().splitlines() if not line.startswith(" ")]
    assert "/status/updates.atom" in paths and all(path.startswith("/status/") for path in paths)
