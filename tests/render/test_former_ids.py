"""A component whose id changed keeps the addresses of its former ids."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar

from outspoken.model.component import Component
from outspoken.model.history import History
from outspoken.model.incident import Incident, Publication, Update, Window
from outspoken.model.settings import Settings
from outspoken.model.vocabulary import Impact, Kind, State, Status
from outspoken.render.all_outputs import linkable_paths, prepare, site_outputs

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
BEGAN = NOW - timedelta(hours=1)
FEEDS = ("updates.atom", "updates.rss", "updates.json", "calendar.ics")
PUBLISHED = Publication(at=BEGAN, bulk=False)


def upgrade(component: str) -> Incident:
    """Planned work on a component."""
    return Incident(
        id="2026-03-12-upgrade",
        title="Upgrade",
        kind=Kind.MAINTENANCE,
        impact=Impact.NONE,
        components=((component, State.UNDER_MAINTENANCE),),
        started=NOW + timedelta(days=2),
        window=Window(start=NOW + timedelta(days=2), end=NOW + timedelta(days=2, hours=1)),
        body="",
        publication=PUBLISHED,
        updates=(
            Update(
                id="20260310T110000Z-scheduled",
                at=BEGAN,
                body="Coming.",
                status=Status.SCHEDULED,
                publication=PUBLISHED,
            ),
        ),
    )


def built(component: Component, url: str = "https://status.example.com/") -> dict[str, bytes]:
    """Every file of a site with this component and another, by path."""
    settings = Settings(
        site_name="Example",
        url=url,
        host="status.example.com",
        components=(component, Component(id="shop", name="Shop")),
    )
    history = History(settings=settings, incidents=(upgrade(component.id),))
    made = list(site_outputs(prepare(history, NOW)))
    paths = [output.path for output in made]
    assert len(paths) == len(set(paths))
    return {output.path: output.data for output in made}


BEFORE = built(Component(id="cart", name="Cart"))
AFTER = built(Component(id="checkout", name="Checkout", aliases=("cart", "basket", "Check-out", "old cart")))


@pytest.mark.parametrize("file", ["index.html", *FEEDS])
def test_a_former_id_has_every_file_that_it_had(file: str) -> None:
    assert f"components/cart/{file}" in BEFORE
    assert f"components/cart/{file}" in AFTER
    assert f"components/basket/{file}" in AFTER


def test_the_page_of_a_former_id_leads_to_the_new_one() -> None:
    page = AFTER["components/cart/index.html"].decode()
    assert 'content="0; url=../../components/checkout/"' in page
    assert '<link rel="canonical" href="https://status.example.com/components/checkout/">' in page
    assert "/components/cart /components/checkout/ 301\n" in AFTER["_redirects"].decode()


@pytest.mark.parametrize("file", FEEDS)
def test_feeds_of_a_former_id_are_those_of_the_component_byte_for_byte(file: str) -> None:
    assert AFTER[f"components/cart/{file}"] == AFTER[f"components/checkout/{file}"]
    assert f"/components/cart/{file}" not in AFTER["_redirects"].decode()


def test_a_subscribed_calendar_keeps_its_events_when_the_id_changes() -> None:
    def uids(data: bytes) -> list[str]:
        return [str(event["uid"]) for event in Calendar.from_ical(data).walk("VEVENT")]

    before, after = (uids(made["components/cart/calendar.ics"]) for made in (BEFORE, AFTER))
    assert before == after == ["2026-03-12-upgrade@status.example.com"]


def test_a_former_name_is_no_address() -> None:
    folders = {path.split("/")[1] for path in AFTER if path.startswith("components/")}
    assert folders == {"checkout", "cart", "basket", "shop"}


def test_an_alias_that_is_the_id_itself_makes_nothing() -> None:
    made = built(Component(id="cart", name="Cart", aliases=("cart", "cart")))
    assert made.keys() == BEFORE.keys()


def test_redirects_of_a_site_below_a_path_begin_with_that_path() -> None:
    made = built(Component(id="checkout", name="Checkout", aliases=("cart",)), "https://example.com/status/")
    assert made["_redirects"] == b"/status/components/cart /status/components/checkout/ 301\n"


def test_prose_may_still_link_to_a_former_id() -> None:
    settings = Settings(
        site_name="Example",
        url="https://status.example.com/",
        host="status.example.com",
        components=(Component(id="checkout", name="Checkout", aliases=("cart", "Old name")),),
    )
    paths = linkable_paths(History(settings=settings, incidents=()))
    assert {"components/cart/index.html", "components/cart/updates.atom"} <= set(paths)
    assert not [path for path in paths if "Old name" in path]


def test_former_ids_are_in_no_sitemap() -> None:
    assert b"components/cart" not in AFTER["sitemap.xml"]
    assert b"components/checkout/" in AFTER["sitemap.xml"]
