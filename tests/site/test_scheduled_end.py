"""Maintenance that only the clock ended: every page, feed and calendar says what the clock knows."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import lxml.html
import pytest
from tests.build_requests import build_request
from tests.example_site import SETTINGS

from outspoken.site.build_site import build

HEAD = """\
---
title: New database
kind: maintenance
components: {checkout: under_maintenance}
scheduled: {from: 2026-11-22T02:00Z, until: 2026-11-22T03:30Z}
affected: everyone who pays
symptoms: {signed_in: Payments are refused}
workaround: pay before two
---
Payments wait.
"""
FOLDER = "incidents/2026-11/2026-11-22-new-database"
PAGE = "incidents/2026-11-22-new-database/index.html"
PAGES = (
    PAGE,
    "index.html",
    "maintenance/index.html",
    "history/index.html",
    "history/2026-11/index.html",
    "components/checkout/index.html",
)
FEEDS = ("updates.atom", "updates.rss", "updates.json", "history.atom", "components/checkout/updates.atom")


def say(site: Any, stamp: str, status: str) -> None:
    at = datetime.strptime(stamp, "%Y%m%dT%H%MZ")  # noqa: DTZ007 - only to spell it in another way
    site.write(
        f"{FOLDER}/updates/{stamp[:-1]}00Z-{status}.md",
        f"---\nstatus: {status}\nat: {at:%Y-%m-%dT%H:%M}Z\n---\nWords about it.\n",
    )


@pytest.fixture
def planned(site: Any) -> Any:
    site.write(f"{FOLDER}/incident.md", HEAD)
    say(site, "20261115T0900Z", "scheduled")
    return site


def built(site: Any, when: str) -> dict[str, str]:
    now = datetime.fromisoformat(when).replace(tzinfo=UTC)
    build(*build_request(root=site.root, site_dir=site.root / "site", now=now, prose=False))
    return {path: data.decode() for path, data in site.built.items() if b"\0" not in data}


def set_planned(site: Any, policy: str) -> None:
    site.write(
        "mkdocs.yml", SETTINGS.replace("      components:", f"      planned: {policy}\n      components:")
    )


def shown(html: str, when: str) -> str:
    """What a page shows at an instant, as its script would choose among its steps."""
    page, now = lxml.html.fromstring(html), datetime.fromisoformat(when).replace(tzinfo=UTC).timestamp()
    for step in page.xpath("//*[@data-during]"):
        start, _, end = step.get("data-during").partition(" ")
        if "data-unchecked" in step.attrib or now < int(start) or (end and now >= int(end)):
            step.drop_tree()
    return " ".join(page.get_element_by_id("main").text_content().split())


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("since", ["2026-11-22T02:30", "2026-11-22T03:31"])
def test_no_page_says_that_it_is_completed(planned: Any, path: str, since: str) -> None:
    words = shown(built(planned, since)[path], "2026-11-22T03:40")
    assert "Completed" not in words and "took" not in words
    if not path.startswith("components"):
        assert "Scheduled to end at" in words


@pytest.mark.parametrize("path", ["index.html", "components/checkout/index.html"])
def test_a_component_is_operational_again_by_schedule_for_a_day(planned: Any, path: str) -> None:
    html = built(planned, "2026-11-22T02:30")[path]
    assert "Operational again by schedule" not in shown(html, "2026-11-22T03:29")
    assert "Operational again by schedule" in shown(html, "2026-11-22T03:30")
    assert "Operational again by schedule" not in shown(html, "2026-11-23T03:30")


def test_its_page_says_what_the_clock_knows_in_the_past_and_offers_no_workaround(planned: Any) -> None:
    html = built(planned, "2026-11-22T02:30")[PAGE]
    before, after = shown(html, "2026-11-22T03:00"), shown(html, "2026-11-22T03:40")
    assert "Who is affected" in before and "pay before two" in before
    assert "Who was affected" in after and "When signed in, while it lasted" in after
    assert "Who is affected" not in after and "pay before two" not in after
    entries = shown(built(planned, "2026-11-22T03:40")[PAGE], "2026-11-22T03:40")
    assert "Scheduled end Nov 22, 2026, 03:30 UTC The scheduled window has ended." in entries
    assert "Checkout: Under maintenance → Operational again by schedule" in entries


@pytest.mark.parametrize("path", FEEDS)
def test_no_feed_says_that_it_is_completed(planned: Any, path: str) -> None:
    text = built(planned, "2026-11-22T03:40")[path]
    assert "The scheduled window has ended." in text
    assert "ompleted]" not in text and "complete." not in text and "Completed" not in text


def test_the_summary_of_a_long_story_measures_nothing_either(planned: Any) -> None:
    for minute in range(10, 40):
        say(planned, f"20261116T09{minute}Z", "scheduled")
    page = lxml.html.fromstring(built(planned, "2026-11-22T03:40")[PAGE])
    (summary,) = page.xpath("//section[@aria-labelledby='summary']")
    assert "33 updates" in summary.text_content() and "lasted" not in summary.text_content()
    say(planned, "20261122T0355Z", "completed")
    page = lxml.html.fromstring(built(planned, "2026-11-22T04:00")[PAGE])
    assert "lasted 1 hour 55 minutes" in page.xpath("string(//section[@aria-labelledby='summary'])")


def test_a_completion_afterwards_is_news_with_the_real_duration(planned: Any) -> None:
    say(planned, "20261122T0355Z", "completed")
    site = built(planned, "2026-11-22T04:00")
    words = shown(site[PAGE], "2026-11-22T04:00")
    assert "Completed · took 1 hour 55 minutes" in words and "Scheduled to end at" not in words
    assert "by schedule" not in shown(site["index.html"], "2026-11-22T04:00")
    titles = [one["title"] for one in json.loads(site["updates.json"])["items"]]
    assert titles[:2] == ["[Completed] New database", "[Scheduled end] New database"]
    assert "DTSTART:20261122T020000Z\r\nDTEND:20261122T035500Z" in site["calendar.ics"]


def test_the_calendar_keeps_to_the_window_until_a_person_says_more(planned: Any) -> None:
    text = built(planned, "2026-11-22T03:40")["calendar.ics"]
    assert "DTEND:20261122T033000Z" in text and "STATUS:CONFIRMED" in text


def test_work_to_be_confirmed_is_in_progress_until_a_person_completes_it(planned: Any) -> None:
    set_planned(planned, "{confirm: true}")
    site = built(planned, "2026-11-22T03:40")
    assert "Taking longer than scheduled" in shown(site["index.html"], "2026-11-22T03:40")
    assert "Under maintenance" in shown(site["components/checkout/index.html"], "2026-11-22T03:40")
    assert "window has ended" not in site["updates.json"]
    assert json.loads(built(planned, "2026-11-22T03:00")["build.json"])["next_boundary"] == (
        "2026-11-22T03:30:00Z"
    )


def test_windows_before_the_day_from_which_it_holds_stay_as_they_were(planned: Any) -> None:
    set_planned(planned, "{confirm: 2026-11-23}")
    assert "Scheduled to end at" in shown(
        built(planned, "2026-11-22T03:40")["index.html"], "2026-11-22T03:40"
    )
    set_planned(planned, "{confirm: 2026-11-22}")
    assert "Taking longer" in shown(built(planned, "2026-11-22T03:40")["index.html"], "2026-11-22T03:40")


def test_work_that_was_cancelled_affected_no_one(planned: Any) -> None:
    say(planned, "20261120T0900Z", "cancelled")
    words = shown(built(planned, "2026-11-22T03:40")[PAGE], "2026-11-22T03:40")
    assert "Cancelled" in words and "affected" not in words and "pay before two" not in words
