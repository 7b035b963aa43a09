"""A moved incident: its page has another address, and what programs know of it stays the same."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest
from icalendar import Calendar

from outspoken.model.component import Component
from outspoken.model.history import History
from outspoken.model.incident import Incident, Postmortem, Publication, Update, Window
from outspoken.model.settings import Settings
from outspoken.model.vocabulary import Impact, Kind, State, Status
from outspoken.render.all_outputs import incident_outputs, prepare, site_outputs

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
BEGAN = NOW - timedelta(hours=1)
PUBLISHED = Publication(at=BEGAN, bulk=False)
FIRST, SECOND, THIRD = "2026-03-12-upgade", "2026-03-12-upgrade", "2026-03-12-new-disks"
URL = "https://status.example.com/"


def upgrade(own: str, *aliases: str, **more: object) -> Incident:
    """Scheduled work that begins in two days, with a published post-mortem of its preparation."""
    return Incident(
        id=own,
        aliases=aliases,
        title="Upgrade",
        kind=Kind.MAINTENANCE,
        impact=Impact.NONE,
        components=(("shop", State.UNDER_MAINTENANCE),),
        started=NOW + timedelta(days=2),
        window=Window(start=NOW + timedelta(days=2), end=NOW + timedelta(days=2, hours=1)),
        body="",
        folder=f"incidents/2026-03/{own}",
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
        postmortem=Postmortem(body="Why.", published=BEGAN, publication=PUBLISHED),
        **more,
    )


def built(*incidents: Incident) -> dict[str, bytes]:
    """Every file of a site with these incidents, by path; none is written twice."""
    settings = Settings(
        site_name="Example",
        url=URL,
        host="status.example.com",
        components=(Component(id="shop", name="Shop"),),
    )
    shared = prepare(History(settings=settings, incidents=incidents), NOW)
    made = [*site_outputs(shared), *(output for one in incidents for output in incident_outputs(shared, one))]
    assert len(made) == len({output.path for output in made})
    return {output.path: output.data for output in made}


@cache
def before() -> dict[str, bytes]:
    return built(upgrade(FIRST))


@cache
def after() -> dict[str, bytes]:
    return built(upgrade(THIRD, FIRST, SECOND))


@cache
def back() -> dict[str, bytes]:
    return built(upgrade(FIRST, FIRST, SECOND))


def ids(made: dict[str, bytes]) -> list[object]:
    """Every id that a program may keep."""
    atom = [re.findall(r"<id>(.*?)</id>", made[file].decode()) for file in ("updates.atom", "history.atom")]
    events = Calendar.from_ical(made["calendar.ics"]).walk("VEVENT")
    planned = json.loads(made["api/v2/scheduled-maintenances.json"])["scheduled_maintenances"]
    own = [[one["id"], [each["id"] for each in one["incident_updates"]]] for one in planned]
    return [atom, [str(event["uid"]) for event in events], own]


@pytest.mark.parametrize("made", [after, back])
def test_ids_in_feeds_calendars_and_the_api_stay(made: Callable[[], dict[str, bytes]]) -> None:
    assert ids(made()) == ids(before())


def test_dates_in_feeds_stay() -> None:
    def dates(made: dict[str, bytes]) -> list[str]:
        return re.findall(r"<(?:updated|published)>.*?<", made["updates.atom"].decode())

    assert dates(after()) == dates(before())


@pytest.mark.parametrize("former", [FIRST, SECOND])
@pytest.mark.parametrize("page", ["", "postmortem/"])
def test_pages_of_every_former_id_lead_to_the_new_one(former: str, page: str) -> None:
    old = after()[f"incidents/{former}/{page}index.html"].decode()

    assert f'<link rel="canonical" href="{URL}incidents/{THIRD}/{page}">' in old
    assert f'incidents/{THIRD}/{page}"' in old.partition("refresh")[2]
    rule = f"/incidents/{former}/{page}".rstrip("/")
    assert f"{rule} /incidents/{THIRD}/{page} 301\n" in after()["_redirects"].decode()


@pytest.mark.parametrize("file", ["updates.atom", "updates.rss", "updates.json", "index.md"])
def test_files_for_programs_are_at_every_address(file: str) -> None:
    assert f"incidents/{FIRST}/{file}" in before()
    for former in (FIRST, SECOND):
        assert after()[f"incidents/{former}/{file}"] == after()[f"incidents/{THIRD}/{file}"]


def test_back_at_the_first_id_only_the_others_redirect() -> None:
    assert back()["_redirects"].decode().count("301") == 2
    assert f"/incidents/{SECOND} /incidents/{FIRST}/ 301\n" in back()["_redirects"].decode()
    assert back()[f"incidents/{FIRST}/index.html"] == before()[f"incidents/{FIRST}/index.html"]


def test_a_redirect_that_a_person_wrote_for_a_former_id_is_no_second_one() -> None:
    made = built(upgrade(THIRD, FIRST, redirects=(f"/incidents/{FIRST}/", "/old/")))
    assert made["_redirects"].decode().count(FIRST) == 2
    assert "/old " in made["_redirects"].decode()


def test_former_ids_are_in_no_sitemap() -> None:
    assert FIRST not in after()["sitemap.xml"].decode()


def test_an_incident_is_found_by_every_id() -> None:
    history = prepare(
        History(
            settings=Settings(site_name="x", url=URL, host="x.example", components=()),
            incidents=(upgrade(THIRD, FIRST),),
        ),
        NOW,
    ).history
    assert history.incident(FIRST) is history.incident(THIRD)
