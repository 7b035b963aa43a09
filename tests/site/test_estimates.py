"""The estimated end: current while it is in the future, marked once it has passed."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import lxml.html
import pytest
from tests.build_requests import build_request

from outspoken.site.build_site import build

HEAD = """\
---
title: Errors
impact: major
components: {{checkout: partial_outage}}
started: 2026-11-21T14:00Z
{more}---
Purchases fail.
"""
SAID = "---\nstatus: {status}\nat: 2026-11-21T{clock}Z\n{more}---\nWe know why.\n"
FOLDER = "incidents/2026-11/2026-11-21-errors"
LATE = "taking longer than estimated (15:15 UTC)"
LATER = "taking longer than the worst case (16:00 UTC)"
UNCHECKED = ("was expected by 15:15 UTC", "was to be resolved by 16:00 UTC")
PAGES = ("index.html", "incidents/2026-11-21-errors/index.html", "unavailable.html")
# The product's own host shows a page for days: what it cannot check, it does not assert.
SAID_LATE = dict.fromkeys(PAGES, (LATE, LATER)) | {"unavailable.html": UNCHECKED}


def at(clock: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-21T{clock}").replace(tzinfo=UTC)


def say(site: Any, clock: str, status: str, more: str = "") -> None:
    name = f"20261121T{clock.replace(':', '')}00Z-{status}.md"
    site.write(f"{FOLDER}/updates/{name}", SAID.format(clock=clock, status=status, more=more))


def made(site: Any, clock: str, path: str) -> Any:
    build(*build_request(root=site.root, site_dir=site.root / "site", now=at(clock), prose=False))
    return lxml.html.fromstring(site.built[path])


def facts(page: Any, clock: str) -> list[str]:
    """Every fact that a page shows at an instant, as its script would choose among its steps."""
    shown = []
    for fact in page.xpath("//dl[@class='facts']/dd"):
        start, _, end = fact.get("data-during", "0 ").partition(" ")
        if "data-unchecked" in fact.attrib:
            continue
        if int(start) <= at(clock).timestamp() and (not end or at(clock).timestamp() < int(end)):
            shown.append(" ".join(fact.text_content().split()))
    return shown


@pytest.fixture
def expected(site: Any) -> Any:
    """An incident that is expected to be over by 15:15, and by 16:00 in the worst case."""
    site.write(f"{FOLDER}/incident.md", HEAD.format(more="worst_case: 2h\n"))
    say(site, "14:30", "identified", "eta: 2026-11-21T15:15Z\n")
    return site


@pytest.mark.parametrize("path", PAGES)
def test_an_estimate_in_the_future_is_current(expected: Any, path: str) -> None:
    found = facts(made(expected, "15:00", path), "15:00")
    assert "15:15 UTC" in found and "resolved by 16:00 UTC" in found


@pytest.mark.parametrize("path", PAGES)
def test_an_estimate_that_has_passed_says_so(expected: Any, path: str) -> None:
    found = facts(made(expected, "15:15", path), "15:15")
    late, later = SAID_LATE[path]
    assert late in found and "resolved by 16:00 UTC" in found
    found = facts(made(expected, "16:00", path), "16:00")
    assert late in found and later in found


@pytest.mark.parametrize("path", PAGES[:2])
def test_a_page_that_stays_open_marks_an_estimate_when_it_passes(expected: Any, path: str) -> None:
    page = made(expected, "15:00", path)
    assert LATE not in facts(page, "15:14")
    assert LATE in facts(page, "15:15")
    assert LATER in facts(page, "16:30")


def test_a_page_that_could_not_look_for_news_does_not_say_that_it_takes_longer(expected: Any) -> None:
    page = made(expected, "15:20", PAGES[1])
    (fact,) = page.xpath("//dl[@class='facts']/dd[@data-unchecked and contains(., '15:15')]")
    assert fact.text_content() == UNCHECKED[0] and "hidden" in fact.attrib


def test_the_clock_knows_when_estimates_pass(expected: Any) -> None:
    found = []
    for clock in ("15:00", "15:15", "16:00"):
        made(expected, clock, "index.html")
        found.append(json.loads(expected.built["build.json"])["next_boundary"])
    assert found == ["2026-11-21T15:15:00Z", "2026-11-21T16:00:00Z", None]


def test_a_later_estimate_takes_the_place_of_one_that_passed(expected: Any) -> None:
    say(expected, "15:20", "identified", "eta: 2026-11-21T15:45Z\n")
    found = facts(made(expected, "15:30", PAGES[1]), "15:30")
    assert "15:45 UTC" in found and LATE not in found


def test_what_is_over_is_not_expected_any_more(expected: Any) -> None:
    say(expected, "15:30", "resolved")
    text = made(expected, "15:40", PAGES[1]).text_content()
    assert "taking longer" not in text and "Estimated" not in text and "Worst case" not in text


def test_the_worst_case_counts_from_the_last_opening(expected: Any) -> None:
    say(expected, "15:30", "resolved")
    say(expected, "16:30", "investigating")
    assert "resolved by 18:30 UTC" in facts(made(expected, "17:00", PAGES[1]), "17:00")


def test_a_closed_incident_says_who_was_affected(site: Any) -> None:
    site.write(f"{FOLDER}/incident.md", HEAD.format(more="affected: everyone\n"))
    assert "Who is affected" in made(site, "14:20", PAGES[1]).text_content()
    say(site, "14:30", "resolved")
    over = made(site, "14:40", PAGES[1]).text_content()
    assert "Who was affected" in over and "Who is affected" not in over


def test_a_maintenance_has_an_estimated_end_and_no_fix(site: Any) -> None:
    window = (
        "kind: maintenance\nscheduled: {from: 2026-11-21T14:00Z, until: 2026-11-21T15:00Z}\nworst_case: 2h\n"
    )
    head = HEAD.format(more=window).replace("impact: major\n", "").replace("started: 2026-11-21T14:00Z\n", "")
    site.write(f"{FOLDER}/incident.md", head.replace("partial_outage", "under_maintenance"))
    say(site, "14:10", "in_progress", "eta: 2026-11-21T15:15Z\n")
    page = made(site, "14:40", PAGES[1]).text_content()
    assert "Estimated end" in page and "Estimated fix" not in page
    assert "finished by 16:00 UTC" in page and "resolved by" not in page
