"""Maintenance that no update starts, although only an update can start it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import lxml.html
import pytest

from outspoken.model.component import Component
from outspoken.model.history import History
from outspoken.model.incident import Incident, Publication, Update, Window
from outspoken.model.settings import Settings
from outspoken.model.vocabulary import Impact, Kind, State, Status
from outspoken.render.all_outputs import incident_outputs, prepare, site_outputs

WORK = "incidents/2026-03-10-upgrade/index.html"
PAGES = ("index.html", "maintenance/index.html", WORK)
AHEAD = "Scheduled for Mar 10, 2026, 10:00 – 12:00 UTC"  # noqa: RUF001
LATE = "Was scheduled for Mar 10, 2026, 10:00 – 12:00 UTC; not started yet"  # noqa: RUF001
MISSED = "Was scheduled for Mar 10, 2026, 10:00 – 12:00 UTC; not started"  # noqa: RUF001


def at(clock: str, day: int = 10) -> datetime:
    return datetime.fromisoformat(f"2026-03-{day:02}T{clock}").replace(tzinfo=UTC)


def said(status: str, when: datetime) -> Update:
    return Update(
        id=f"{when:%Y%m%dT%H%M%SZ}-{status}",
        at=when,
        body="We move to a new database.",
        status=Status(status),
        publication=Publication(at=when, bulk=False),
    )


def made(now: datetime, *updates: Update, language: str = "en") -> dict[str, str]:
    announced = at("09:00", day=9)
    work = Incident(
        id="2026-03-10-upgrade",
        title="Upgrade",
        kind=Kind.MAINTENANCE,
        impact=Impact.NONE,
        components=(("api", State.UNDER_MAINTENANCE),),
        started=at("10:00"),
        window=Window(start=at("10:00"), end=at("12:00")),
        auto=False,
        body="",
        publication=Publication(at=announced, bulk=False),
        updates=(said("scheduled", announced), *updates),
    )
    settings = Settings(
        site_name="Example",
        url="https://status.example.com/",
        host="status.example.com",
        components=(Component(id="api", name="API"),),
        language=language,
    )
    shared = prepare(History(settings=settings, incidents=(work,)), now)
    outputs = (*site_outputs(shared), *incident_outputs(shared, work))
    return {output.path: output.data.decode() for output in outputs if not output.path.endswith(".png")}


def shown(page: str, when: datetime) -> list[str]:
    """The state of the maintenance at an instant, as the page's script would choose among its steps."""
    whole: Any = lxml.html.fromstring(page)
    for unscripted in whole.xpath("//noscript"):
        unscripted.drop_tree()
    found: Any = whole.xpath(
        "//*[contains(@class, 'card') or contains(@class, 'lead')]/p[starts-with(@class, 'tag maint')]"
    )
    now = []
    for tag in found:
        if "data-unchecked" in tag.attrib:
            continue
        start, _, end = tag.get("data-during", "0 ").partition(" ")
        if int(start) <= when.timestamp() and (not end or when.timestamp() < int(end)):
            now.append(" ".join(tag.text_content().split()))
    return now


@pytest.mark.parametrize("path", PAGES)
def test_from_the_start_of_its_window_on_the_page_says_that_work_has_not_started(path: str) -> None:
    found = [shown(made(now)[path], now) for now in (at("09:59"), at("10:00"), at("11:59"))]
    assert found == [[AHEAD], [LATE], [LATE]]


@pytest.mark.parametrize("path", PAGES)
def test_after_its_window_the_page_says_that_work_did_not_start_in_it(path: str) -> None:
    assert [shown(made(now)[path], now) for now in (at("12:00"), at("12:00", 20))] == [[MISSED], [MISSED]]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_that_stays_open_says_it_when_the_time_comes(path: str) -> None:
    page = made(at("09:00"))[path]
    found = [shown(page, when) for when in (at("09:59"), at("10:00"), at("12:00"))]
    assert found == [[AHEAD], [LATE], [MISSED]]


@pytest.mark.parametrize("path", PAGES)
def test_work_that_starts_late_is_in_progress_as_any_other(path: str) -> None:
    page = made(at("11:10"), said("in_progress", at("11:00")))[path]
    assert "In progress, due to end at 12:00 UTC" in shown(page, at("11:10"))


def test_while_no_work_has_started_everything_works() -> None:
    page = lxml.html.fromstring(made(at("10:30"))["index.html"])
    assert page.xpath("string(//h1)").strip() == "Everything works"
    assert page.xpath("string(//*[starts-with(@class, 'st ')])").strip() == "Operational"


def test_feeds_and_calendar_keep_what_was_announced() -> None:
    before, after = made(at("09:59")), made(at("12:30"))
    assert "auto-" not in after["updates.atom"]
    assert after["calendar.ics"] == before["calendar.ics"]


@pytest.mark.parametrize("language", ["de", "es", "fr", "ja"])
def test_each_language_says_whether_work_can_still_start_in_its_window(language: str) -> None:
    page = made(at("09:00"), language=language)["index.html"]
    found = [shown(page, when)[0] for when in (at("09:59"), at("10:00"), at("12:00"))]
    assert len(set(found)) == 3
    assert not any("scheduled" in words for words in found)
