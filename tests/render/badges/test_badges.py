"""Badges say in words, colour and shape what the page says at the time of the build."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from outspoken.derive.current import situation
from outspoken.model.component import Component, ComponentGroup
from outspoken.model.history import History
from outspoken.model.incident import Incident, Publication, Update
from outspoken.model.settings import Settings
from outspoken.model.vocabulary import Impact, Kind, Level, State, Status
from outspoken.render.all_outputs import linkable_paths, prepare, site_outputs
from outspoken.render.badges.badge import Badge
from outspoken.render.badges.badge_snippet import badge_snippet
from outspoken.render.badges.badge_svg import badge_svg
from outspoken.render.badges.text_width import text_width
from outspoken.render.theme.colours import contrast
from outspoken.render.theme.signs import SIGNS
from outspoken.shipped import templates_dir

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
SVG = "{http://www.w3.org/2000/svg}"
NAME = "Shop & <b>\"co\" 'x'"
SETTINGS = Settings(
    site_name="Example status",
    url="https://status.example.com/",
    host="status.example.com",
    components=(
        Component(id="cart", name="Cart", group=NAME, aliases=("basket",)),
        Component(id="search", name="Search", group=NAME),
        Component(id="ftp", name="FTP", group=NAME, retired=date(2026, 1, 1)),
        Component(id="fax", name="Fax", retired=date(2026, 1, 1)),
        Component(id="soon", name="Soon", since=date(2027, 1, 1)),
    ),
    named_groups=(ComponentGroup(id="shop", name=NAME, former_ids=("store",)),),
)


def outage(**components: State) -> Incident:
    """An incident that began an hour ago and is open."""
    start = NOW - timedelta(hours=1)
    publication = Publication(at=start, bulk=False)
    update = Update(
        id=f"{start:%Y%m%dT%H%M%SZ}",
        at=start,
        body="Text.",
        status=Status.INVESTIGATING,
        publication=publication,
    )
    return Incident(
        id="2026-03-10-errors",
        title="Errors",
        kind=Kind.INCIDENT,
        impact=Impact.MINOR,
        components=tuple(components.items()),
        started=start,
        body="",
        publication=publication,
        updates=(update,),
    )


def built(*incidents: Incident) -> dict[str, bytes]:
    made = site_outputs(prepare(History(settings=SETTINGS, incidents=incidents), NOW))
    return {output.path: output.data for output in made}


@cache
def bad() -> dict[str, bytes]:
    return built(outage(cart=State.PARTIAL_OUTAGE, ftp=State.MAJOR_OUTAGE))


FOLDERS = (
    "",
    "components/cart/",
    "components/search/",
    "components/fax/",
    "components/soon/",
    "groups/shop/",
)


def said(files: dict[str, bytes]) -> dict[str, str]:
    """What the images say, by folder."""
    return {
        folder: str(etree.fromstring(files[f"{folder}badge.svg"]).get("aria-label")) for folder in FOLDERS
    }


def test_a_calm_site_has_calm_badges() -> None:
    assert said(built()) == {
        "": "Example status: Everything works",
        "components/cart/": "Cart: Operational",
        "components/search/": "Search: Operational",
        "components/fax/": "Fax: Retired",
        "components/soon/": "Soon: Operational",
        "groups/shop/": f"{NAME}: Operational",
    }


def test_a_group_is_as_bad_as_the_worst_component_that_is_listed() -> None:
    found = said(bad())
    assert found["components/cart/"] == "Cart: Partial outage"
    assert found["components/search/"] == "Search: Operational"
    # FTP is down too, but it is retired: readers could not see why.
    assert found["groups/shop/"] == f"{NAME}: Partial outage"


def test_the_badge_of_the_site_has_the_level_of_the_page() -> None:
    # Its impact is minor, but a component is down: the worse of the two counts.
    worse = outage(search=State.MAJOR_OUTAGE)
    shared = prepare(History(settings=SETTINGS, incidents=(worse,)), NOW)
    level = situation(shared.facts, NOW).level
    assert (level, worse.impact) == (Level.MAJOR, Impact.MINOR)
    assert said(built(worse))[""] == "Example status: Major incident"
    assert SIGNS[level].colour in built(worse)["badge.svg"].decode()


@pytest.mark.parametrize("folder", FOLDERS)
def test_both_formats_say_the_same(folder: str) -> None:
    data = json.loads(bad()[f"{folder}badge.json"])
    assert f"{data['label']}: {data['message']}" == said(bad())[folder]
    assert data["color"].encode() in bad()[f"{folder}badge.svg"]


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_json_keeps_the_schema_of_shields(folder: str) -> None:
    data = json.loads(bad()[f"{folder}badge.json"])
    # An unknown key is an error there, and so is an empty message.
    assert set(data) == {"schemaVersion", "label", "message", "color", "logoSvg", "cacheSeconds"}
    assert data["schemaVersion"] == 1
    assert data["message"]
    assert data["cacheSeconds"] == 300
    assert etree.fromstring(data["logoSvg"]).find(f"{SVG}path") is not None


@pytest.mark.parametrize("folder", FOLDERS)
def test_an_image_is_small_complete_and_has_a_text(folder: str) -> None:
    data = bad()[f"{folder}badge.svg"]
    image = etree.fromstring(data)
    assert len(data) < 2048
    assert image.get("role") == "img"
    assert image.findtext(f"{SVG}title") == image.get("aria-label")
    assert {each.tag.removeprefix(SVG) for each in image.iter()} == {"svg", "title", "path", "g", "text"}
    # Nothing is loaded, and nothing has an id, which would clash in a page with two badges.
    assert not {name for each in image.iter() for name in each.attrib} & {"href", "src", "style", "id"}


def test_former_ids_have_the_same_badges() -> None:
    for former, now in (("components/basket/", "components/cart/"), ("groups/store/", "groups/shop/")):
        for name in ("badge.svg", "badge.json"):
            assert bad()[former + name] == bad()[now + name]


def test_every_feed_and_badge_can_be_linked_from_prose() -> None:
    linkable = set(linkable_paths(History(settings=SETTINGS, incidents=())))
    ours = {path for path in bad() if path.startswith(("badge.", "groups/", "components/", "outspoken.opml"))}
    assert ours <= linkable


@pytest.mark.parametrize("sign", SIGNS.values())
def test_words_and_shape_can_be_read_on_every_colour(sign: object) -> None:
    badge = Badge(label="A", message="B", sign=sign)  # type: ignore[arg-type]
    assert contrast(badge.ink, badge.colour) >= 4.5


def test_each_state_has_a_shape_of_its_own() -> None:
    icons = (templates_dir() / "theme" / "icons.svg").read_text(encoding="utf-8")
    shared = prepare(History(settings=SETTINGS, incidents=()), NOW)
    shapes = {shared.theme.shape(SIGNS[state]) for state in State}
    assert len(shapes) == len(State)
    assert all(shape in icons for shape in shapes)


@given(st.text(min_size=1, max_size=80))
def test_any_name_gives_an_image_that_can_be_read(name: str) -> None:
    badge = Badge(label=name, message="Operational", sign=SIGNS[State.OPERATIONAL])
    image = etree.fromstring(badge_svg(badge, badge.spoken(str), "<path/>"))
    label, message = (each for each in image.iter(f"{SVG}text"))
    ends = [float(each.get("x", "")) + float(each.get("textLength", "")) for each in (label, message)]
    # The name ends before the words begin, and the words end inside of the image.
    assert ends[0] <= float(message.get("x", "")) - 16
    assert ends[1] <= float(image.get("width", ""))


@given(st.text(max_size=40), st.text(max_size=40))
def test_a_longer_text_is_never_narrower(one: str, other: str) -> None:
    assert text_width(one + other) >= text_width(one) - 1


def test_the_markdown_of_a_badge_shows_a_name_as_it_is_written() -> None:
    made = badge_snippet("A [b] *c*", "https://s.example/", "components/a/", "components/a/")
    image, page = "https://s.example/components/a/badge.svg", "https://s.example/components/a/"
    assert made == rf"[![A \[b\] \*c\*]({image})]({page})"
