"""The page that the product's own load balancer shows when the product is down."""

from __future__ import annotations

import gzip
import re
from datetime import UTC, datetime
from typing import Any

import lxml.html
import pytest
from tests.build_requests import build_request

from outspoken.site.build_site import build

NOW = datetime(2026, 11, 21, 14, 45, tzinfo=UTC)
BEGUN = """\
---
title: {title}
impact: {impact}
components: {{checkout: partial_outage}}
started: 2026-11-21T14:05Z
affected: {affected}
symptoms: {{signing_in: Nothing, signed_in: The last step fails}}
workaround: Pay by invoice
worst_case: 4h
---
Purchases fail.
"""
SAID = "---\nstatus: identified\nat: 2026-11-21T14:35Z\nnext_update: 2026-11-21T{promise}Z\n---\n{body}\n"
SUPPORT = "      support: [{kind: phone, label: Call us, value: '+49 30 1'}]\n"


def opened(site: Any, name: str, *, body: str = "We know why.", promise: str = "15:00", **said: str) -> None:
    folder = f"incidents/2026-11/2026-11-21-{name}"
    words = {"title": f"Errors of {name}", "impact": "major", "affected": "About a tenth"} | said
    site.write(f"{folder}/incident.md", BEGUN.format(**words))
    site.write(f"{folder}/updates/20261121T143500Z-identified.md", SAID.format(body=body, promise=promise))


def made(site: Any, *, now: datetime = NOW) -> Any:
    site.write("mkdocs.yml", (site.root / "mkdocs.yml").read_text(encoding="utf-8") + SUPPORT)
    build(*build_request(root=site.root, site_dir=site.root / "site", now=now, prose=False))
    return lxml.html.fromstring(site.built["unavailable.html"])


def test_it_says_what_the_home_page_says(site: Any) -> None:
    opened(site, "checkout")
    page = made(site)
    assert page.xpath("string(//h1)") == "Errors of checkout"
    words = " ".join(page.xpath("string(//main)").split())
    for fact in (
        "Major · Identified · since 14:05 UTC",
        "About a tenth",
        "The last step fails",
        "Pay by invoice",
    ):
        assert fact in words
    assert "We know why." in words and "Next update by 15:00 UTC" in words
    assert page.xpath("//a[@href='tel:+49301']")


def test_it_asks_for_nothing_and_every_address_is_whole(site: Any) -> None:
    opened(site, "checkout", body="[Read](more.html), ![a picture](https://example.com/x.png)")
    page = made(site)
    assert page.xpath("//script | //img | //link[not(starts-with(@href, 'data:'))] | //*[@src]") == []
    links = page.xpath("//a/@href")
    assert "https://status.example.com/incidents/2026-11-21-checkout/more.html" in links
    assert [link for link in links if not re.match(r"https://status\.example\.com/|tel:", link)] == []
    (rules,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert "'self'" not in rules and "script-src" not in rules and "default-src 'none'" in rules


def test_a_passed_promise_is_named_and_no_one_accused_since_it_cannot_look_for_news(site: Any) -> None:
    opened(site, "checkout", promise="14:40")
    words = made(site).xpath("string(//main)")
    assert "Next update was promised by 14:40 UTC" in words
    assert "overdue" not in words


def test_maintenance_is_there_with_the_end_of_its_window_and_not_as_in_progress(site: Any) -> None:
    folder = "incidents/2026-11/2026-11-21-new-database"
    site.write(
        f"{folder}/incident.md",
        "---\ntitle: A new database\nkind: maintenance\ncomponents: {search: under_maintenance}\n"
        "scheduled: {from: 2026-11-21T14:30Z, until: 2026-11-21T15:30Z}\n---\nIt is away.\n",
    )
    page = made(site)
    assert page.xpath("string(//h1)") == "A new database"
    words = page.xpath("string(//main)")
    assert "Scheduled to end at 15:30 UTC" in words
    assert "In progress" not in words, "only the clock says that it has begun"


def test_it_never_says_that_everything_works(site: Any) -> None:
    page = made(site)
    assert page.xpath("string(//h1)") == "The service is unavailable right now"
    assert "We may not know about it yet" in page.xpath("string(//main)")
    assert page.xpath("//a[@href='tel:+49301']")


@pytest.mark.parametrize("count", [3, 30])
def test_it_fits_into_one_round_trip_however_much_is_wrong(site: Any, count: int) -> None:
    for number in range(count):
        opened(
            site,
            f"part-{number}",
            title=f"{number} " + "long title " * 10,
            affected=" ".join(f"{number * word:x}" for word in range(50)),
            body=" ".join(f"{number + word:x}-{word * 7919:x}" for word in range(2_000)),
        )
    page = made(site)
    assert len(gzip.compress(site.built["unavailable.html"], mtime=0)) <= 14 * 1024
    assert len(page.xpath("//article")) == min(count, 4)
