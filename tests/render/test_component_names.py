"""Components of one name can be distinguished in places without their group."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outspoken.derive.facts import IncidentFacts
from outspoken.model.component import Component, ids_by_name, public_names
from outspoken.model.history import History
from outspoken.model.incident import Incident, Publication, Update
from outspoken.model.settings import Settings
from outspoken.model.vocabulary import Impact, Kind, State, Status
from outspoken.render.all_outputs import incident_outputs, prepare, site_outputs
from outspoken.render.language.language import Language
from outspoken.render.messages.message_facts import news_of
from outspoken.render.messages.message_templates import MessageTemplates

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
BEGAN = NOW - timedelta(hours=1)
EUROPE = Component(id="db-eu", name="Database", group="Europe")
AMERICA = Component(id="db-us", name="database", group="America")
SHOP = Component(id="shop", name="Shop")
SETTINGS = Settings(
    site_name="Example",
    url="https://status.example.com/",
    host="status.example.com",
    components=(EUROPE, AMERICA, SHOP),
)
OUTAGE = Incident(
    id="2026-03-10-errors",
    title="Queries fail",
    kind=Kind.INCIDENT,
    impact=Impact.MAJOR,
    components=(("db-eu", State.MAJOR_OUTAGE), ("shop", State.DEGRADED_PERFORMANCE)),
    started=BEGAN,
    body="Queries fail.",
    publication=Publication(at=BEGAN, bulk=False),
    updates=(
        Update(
            id="20260310T110000Z-investigating",
            at=BEGAN,
            body="We are on it.",
            status=Status.INVESTIGATING,
            components=(("db-us", State.PARTIAL_OUTAGE),),
            publication=Publication(at=BEGAN, bulk=False),
        ),
    ),
)
HISTORY = History(settings=SETTINGS, incidents=(OUTAGE,))
BARE = re.compile(r"database(?! \((Europe|America)\))", re.IGNORECASE)


@pytest.fixture(scope="module")
def site() -> dict[str, str]:
    """Every file of the site by path."""
    shared = prepare(HISTORY, NOW)
    return {
        made.path: made.data.decode()
        for made in (*site_outputs(shared), *incident_outputs(shared, OUTAGE))
        if not made.path.endswith(".png")
    }


def test_a_name_that_two_components_have_is_followed_by_the_group(site: dict[str, str]) -> None:
    page = site["incidents/2026-03-10-errors/index.html"]
    assert "Database (Europe)</a>" in page
    assert "<bdi>database (America)</bdi>: Operational" in page
    assert "Shop</a>" in page


@pytest.mark.parametrize(
    "path",
    [
        "components/db-eu/index.html",
        "components/db-us/index.html",
        "components/db-eu/updates.atom",
        "components/db-us/updates.rss",
        "components/db-eu/calendar.ics",
        "updates.atom",
        "updates.rss",
        "updates.json",
        "history.atom",
        "history/index.html",
        "history/2026-03/index.html",
        "unavailable.html",
        "incidents/2026-03-10-errors/index.html",
    ],
)
def test_no_file_has_a_name_that_could_be_either(path: str, site: dict[str, str]) -> None:
    assert BARE.findall(site[path]) == []


def test_under_its_group_a_component_has_its_plain_name(site: dict[str, str]) -> None:
    assert ">Database</a>" in site["index.html"]
    assert "Europe)" not in site["index.html"]


def test_messages_distinguish_components_of_one_name() -> None:
    (entry,) = IncidentFacts(OUTAGE).timeline(NOW)
    news = news_of(OUTAGE, entry, NOW, SETTINGS, Language("en"))
    said = MessageTemplates(settings=SETTINGS, language=Language("en")).write("mail-customers.txt", news).text
    assert "Database (Europe)" in said
    assert "database (America)" in said
    assert BARE.findall(said) == []


def test_a_name_of_its_own_stays_as_it_is() -> None:
    assert public_names((SHOP, EUROPE)) == {"shop": "Shop", "db-eu": "Database"}


def test_one_without_a_group_keeps_the_name_and_the_other_gets_its_group() -> None:
    alone = Component(id="db", name="Database")
    assert public_names((alone, EUROPE)) == {"db": "Database", "db-eu": "Database (Europe)"}


def test_where_the_group_is_not_enough_the_id_follows() -> None:
    old = Component(id="db-old", name="Database", group="Europe", retired=date(2025, 1, 1))
    odd = Component(id="odd", name="Database (America)")
    names = public_names((EUROPE, old, AMERICA, odd))
    assert names == {
        "db-eu": "Database (db-eu)",
        "db-old": "Database (db-old)",
        "db-us": "database (db-us)",
        "odd": "Database (America) (odd)",
    }


words = st.text(alphabet="aA ()b", min_size=1, max_size=4)


@given(st.lists(st.tuples(words, st.none() | words), max_size=6))
def test_no_two_public_names_are_equal(pairs: list[tuple[str, str | None]]) -> None:
    components = [
        Component(id=f"id-{place}", name=name, group=group) for place, (name, group) in enumerate(pairs)
    ]
    names = public_names(components)
    assert len({name.casefold() for name in names.values()}) == len(components)


def test_a_name_that_several_components_have_selects_none_of_them() -> None:
    assert ids_by_name([("db-eu", "Database"), ("db-us", "database"), ("shop", "Shop")]) == {
        "database": ("db-eu", "db-us"),
        "shop": ("shop",),
    }
