"""Each group has feeds and a calendar of its own, by the same rules as the feeds of the site."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import feedparser
from hypothesis import given
from hypothesis import settings as tried
from hypothesis import strategies as st
from icalendar import Calendar
from lxml import etree
from msgspec.structs import replace

from outspoken.derive.facts import HistoryFacts
from outspoken.model.component import Component, ComponentGroup
from outspoken.model.history import History
from outspoken.model.incident import Incident, Publication, Update, Window
from outspoken.model.settings import Settings
from outspoken.model.vocabulary import Impact, Kind, State, Status
from outspoken.render.feeds.all_feeds import feed_outputs

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
SITE = "https://status.example.com/shop/"
SETTINGS = Settings(
    site_name="Example & Sons",
    url=SITE,
    host="status.example.com",
    components=(
        Component(id="cart", name="Cart", group="Shop & co"),
        Component(id="search", name="Search", group="Shop & co"),
        Component(id="ftp", name="FTP", group="Old", retired=date(2026, 1, 1)),
        Component(id="login", name="Log-in"),
    ),
    named_groups=(
        ComponentGroup(id="shop", name="Shop & co", former_ids=("storefront",)),
        ComponentGroup(id="old", name="Old"),
    ),
)
MEMBERS = {"shop": ("cart", "search"), "old": ("ftp",)}


def incident(number: int, *components: str, window: bool = False) -> Incident:
    start = NOW - timedelta(days=1, minutes=10 * number)
    publication = Publication(at=start, order=1000 - number, bulk=False)
    status = Status.SCHEDULED if window else Status.INVESTIGATING
    update = Update(
        id=f"{start:%Y%m%dT%H%M%SZ}", at=start, body="Text.", status=status, publication=publication
    )
    return Incident(
        id=f"2026-03-09-incident-{number}",
        title=f"Incident {number}",
        kind=Kind.MAINTENANCE if window else Kind.INCIDENT,
        impact=Impact.NONE if window else Impact.MAJOR,
        components=tuple((one, State.PARTIAL_OUTAGE) for one in components),
        started=start,
        window=Window(start=NOW, end=NOW + timedelta(hours=1)) if window else None,
        body="",
        publication=publication,
        updates=(update,),
    )


def built(*incidents: Incident, settings: Settings = SETTINGS) -> dict[str, bytes]:
    ordered = tuple(sorted(incidents, key=lambda one: (one.started, one.id)))
    history = HistoryFacts(History(settings=settings, incidents=ordered))
    return {output.path: output.data for output in feed_outputs(history, NOW)}


def entries(data: bytes) -> list[Any]:
    feed = feedparser.parse(data)
    assert not feed.bozo
    return [(one.id, one.link, one.title, one.published) for one in feed.entries]


@given(st.lists(st.sets(st.sampled_from(["cart", "search", "ftp", "login"])), max_size=8))
@tried(max_examples=25, deadline=None)
def test_a_groups_feed_has_what_touched_any_of_its_components(touched: list[set[str]]) -> None:
    found = built(*(incident(number, *sorted(names)) for number, names in enumerate(touched)))
    whole = entries(found["updates.atom"])
    for group, members in MEMBERS.items():
        ours = {f"/2026-03-09-incident-{n}/" for n, names in enumerate(touched) if names & set(members)}
        # The same ids, links and dates in the same order: only fewer.
        assert entries(found[f"groups/{group}/updates.atom"]) == [
            one for one in whole if any(name in one[1] for name in ours)
        ]


def test_what_touches_no_component_is_only_in_the_feed_of_the_site() -> None:
    found = built(incident(1))
    assert len(entries(found["updates.atom"])) == 1
    assert entries(found["groups/shop/updates.atom"]) == []


def test_readers_get_the_same_entries_from_every_format() -> None:
    found = built(incident(1, "cart", "search"), incident(2, "search"), incident(3, "login"))
    atom = feedparser.parse(found["groups/shop/updates.atom"])
    rss = feedparser.parse(found["groups/shop/updates.rss"])
    items = json.loads(found["groups/shop/updates.json"])["items"]
    assert not atom.bozo
    assert not rss.bozo
    assert atom.feed.title == rss.feed.title == "Example & Sons: Shop & co - Updates"
    assert [one.title for one in atom.entries] == ["[Investigating] Incident 1", "[Investigating] Incident 2"]
    assert [one.id for one in atom.entries] == [one.id for one in rss.entries] == [one["id"] for one in items]


def test_an_entry_is_the_same_to_the_byte_in_every_feed() -> None:
    found = built(incident(1, "cart", "search"))
    feeds = (
        "updates",
        "groups/shop/updates",
        "components/cart/updates",
        "incidents/2026-03-09-incident-1/updates",
    )
    for ending, start, end in ((".atom", b"<entry>", b"</entry>"), (".rss", b"<item>", b"</item>")):
        cut = {found[feed + ending].split(start, 1)[1].split(end)[0] for feed in feeds}
        assert len(cut) == 1


def test_a_groups_feed_leads_to_a_page_that_exists() -> None:
    feed = feedparser.parse(built(incident(1, "cart"))["groups/shop/updates.atom"]).feed
    assert feed.link == SITE
    assert feed.id == "tag:status.example.com,2026:groups/shop/updates"


def test_a_groups_calendar_has_the_maintenance_of_its_components() -> None:
    work = incident(1, "search", window=True)
    found = built(work, incident(2, "login", window=True))
    planned = Calendar.from_ical(found["groups/shop/calendar.ics"]).walk("VEVENT")
    assert [str(event["uid"]) for event in planned] == [f"{work.id}@status.example.com"]


def test_former_ids_of_a_group_have_the_same_files() -> None:
    found = built(incident(1, "cart"))
    names = ("updates.atom", "updates.rss", "updates.json", "calendar.ics")
    assert all(found[f"groups/storefront/{name}"] == found[f"groups/shop/{name}"] for name in names)


def test_a_group_of_retired_components_keeps_its_feeds() -> None:
    found = built(incident(1, "ftp"))
    assert len(entries(found["groups/old/updates.atom"])) == 1


def outlines(settings: Settings = SETTINGS) -> list[tuple[int, str, str]]:
    """The depth, text and feed of every outline."""
    body = etree.fromstring(built(settings=settings)["outspoken.opml"]).find("body")
    return [
        (len(list(one.iterancestors("outline"))), one.get("text"), one.get("xmlUrl", ""))
        for one in body.iter("outline")
    ]


def test_the_list_of_feeds_has_a_folder_for_each_group() -> None:
    assert outlines() == [
        (0, "Example & Sons - Updates", f"{SITE}updates.atom"),
        (0, "Shop & co", ""),
        (1, "Example & Sons: Shop & co - Updates", f"{SITE}groups/shop/updates.atom"),
        (1, "Example & Sons: Cart - Updates", f"{SITE}components/cart/updates.atom"),
        (1, "Example & Sons: Search - Updates", f"{SITE}components/search/updates.atom"),
        # FTP is retired: nothing new will be in its feed.
        (0, "Example & Sons: Log-in - Updates", f"{SITE}components/login/updates.atom"),
    ]


def test_the_list_of_feeds_names_each_as_the_feed_names_itself() -> None:
    found = built()
    for _, text, address in outlines():
        if address:
            assert feedparser.parse(found[address.removeprefix(SITE)]).feed.title == text


def test_the_list_of_feeds_can_be_read_whatever_a_name_contains() -> None:
    name = "<b>\"Shop\" & 'co'</b>\x0b"
    parts = (Component(id="cart", name=name, group=name),)
    odd = replace(SETTINGS, components=parts, named_groups=(ComponentGroup(id="shop", name=name),))
    assert [text for _, text, _ in outlines(odd)][1] == name.rstrip("\x0b")
