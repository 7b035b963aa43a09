"""The archive lists an incident in every month in which it was open."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from outspoken.model.component import Component
from outspoken.model.history import History
from outspoken.model.incident import Incident, Publication, Update, Window
from outspoken.model.settings import Settings
from outspoken.model.vocabulary import Impact, Kind, State, Status
from outspoken.render.all_outputs import prepare, site_outputs
from outspoken.render.pages.history_pages import months
from outspoken.render.pages.search_entries import search_entries
from outspoken.render.shared import Shared


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


NOW = at("2026-03-10T12:00")


def say(when: str, status: Status) -> Update:
    return Update(
        id=f"{at(when):%Y%m%dT%H%M%SZ}-{status}",
        at=at(when),
        body="Words.",
        status=status,
        publication=Publication(at=at(when)),
    )


def incident(started: str, *updates: Update, **more: object) -> Incident:
    given = {
        "id": f"{started[:10]}-errors",
        "title": f"Errors of {started[:10]}",
        "kind": Kind.INCIDENT,
        "impact": Impact.MINOR,
        "components": (("api", State.DEGRADED_PERFORMANCE),),
        "started": at(started),
        "body": "",
        "publication": Publication(at=at(started)),
        "updates": updates,
    }
    return Incident(**(given | more))  # type: ignore[arg-type]


def planned(start: str, end: str, *updates: Update) -> Incident:
    window = Window(start=at(start), end=at(end))
    return incident(start, *updates, kind=Kind.MAINTENANCE, window=window, impact=Impact.NONE)


def shared(*incidents: Incident, zone: str = "UTC") -> Shared:
    settings = Settings(
        site_name="Example",
        url="https://status.example.com/",
        host="status.example.com",
        components=(Component(id="api", name="API"),),
        zone=ZoneInfo(zone),
    )
    ordered = tuple(sorted(incidents, key=lambda one: (one.started, one.id)))
    return prepare(History(settings=settings, incidents=ordered), NOW)


def touched(*incidents: Incident, zone: str = "UTC") -> list[str]:
    """The months with incidents, oldest first."""
    return [f"{month:%Y-%m}" for month in reversed(months(shared(*incidents, zone=zone)))]


LONG = incident("2024-11-05T10:00", say("2026-02-20T10:00", Status.RESOLVED))


def test_an_incident_of_sixteen_months_is_in_all_of_them() -> None:
    assert touched(LONG) == [
        "2024-11",
        "2024-12",
        *(f"2025-{month:02}" for month in range(1, 13)),
        "2026-01",
        "2026-02",
    ]


def texts(given: Shared) -> dict[str, str]:
    """The site's outputs by path, but for the pictures."""
    outputs = site_outputs(given)
    return {output.path: output.data.decode() for output in outputs if not output.path.endswith(".png")}


def test_every_month_s_page_and_count_has_it() -> None:
    short = incident("2025-07-01T10:00", say("2025-07-01T11:00", Status.RESOLVED))
    made = texts(shared(LONG, short))
    assert "Errors of 2024-11-05" in made["history/2025-01/index.html"]
    july = made["history/2025-07/index.html"]
    assert july.index("Errors of 2025-07-01") < july.index("Errors of 2024-11-05")
    counts = dict(
        re.findall(
            r'href="\.\./history/([\d-]+)/">[^<]+</a> <span class="soft">(\d+)', made["history/index.html"]
        )
    )
    assert (counts["2025-06"], counts["2025-07"], counts["2026-02"]) == ("1", "2", "1")
    assert "2026-03" not in counts


def test_what_is_open_is_in_every_month_up_to_now() -> None:
    assert touched(incident("2026-01-31T10:00")) == ["2026-01", "2026-02", "2026-03"]


def test_what_was_opened_again_is_in_the_months_in_which_it_was_open() -> None:
    again = incident(
        "2025-10-05T10:00",
        say("2025-10-05T11:00", Status.RESOLVED),
        say("2026-01-05T10:00", Status.INVESTIGATING),
        say("2026-02-05T10:00", Status.RESOLVED),
    )
    assert touched(again) == ["2025-10", "2026-01", "2026-02"]


def test_months_begin_at_the_site_s_midnight() -> None:
    night = incident("2026-01-31T22:30", say("2026-01-31T23:30", Status.RESOLVED))
    assert touched(night) == ["2026-01"]
    assert touched(night, zone="Europe/Berlin") == ["2026-01", "2026-02"]
    assert touched(night, zone="Asia/Tokyo") == ["2026-02"]


def test_what_ends_as_the_month_ends_is_not_in_the_next() -> None:
    assert touched(incident("2026-01-31T22:30", say("2026-02-01T00:00", Status.RESOLVED))) == ["2026-01"]


def test_planned_work_over_a_month_s_end_is_in_both_months() -> None:
    assert touched(planned("2026-03-31T23:00", "2026-04-01T02:00")) == ["2026-03", "2026-04"]


def test_work_that_began_early_is_in_the_month_in_which_it_began() -> None:
    early = planned(
        "2026-02-01T00:00",
        "2026-02-01T02:00",
        say("2026-01-31T23:50", Status.IN_PROGRESS),
        say("2026-02-01T01:00", Status.COMPLETED),
    )
    assert touched(early) == ["2026-01", "2026-02"]


def test_what_never_was_open_is_in_the_month_that_it_was_meant_for() -> None:
    cancelled = planned("2026-04-01T00:00", "2026-05-02T02:00", say("2026-03-01T09:00", Status.CANCELLED))
    withdrawn = incident("2026-02-01T10:00", withdrawn="It was a false alarm")
    assert touched(cancelled, withdrawn) == ["2026-02", "2026-04"]


instants = st.datetimes(at("2025-01-01").replace(tzinfo=None), NOW.replace(tzinfo=None)).map(
    lambda instant: instant.replace(tzinfo=UTC, second=0, microsecond=0)
)


@given(
    instants, instants, st.sampled_from(["UTC", "America/New_York", "Pacific/Apia", "Australia/Lord_Howe"])
)
def test_an_incident_is_in_each_month_of_which_it_touched_a_minute(
    one: datetime, other: datetime, zone: str
) -> None:
    start, end = sorted((one, other))
    status = Status.RESOLVED
    done = Update(id="done", at=end, body="", status=status, publication=Publication(at=end))
    found = months(shared(incident(f"{start:%Y-%m-%dT%H:%M}", done), zone=zone))
    there = ZoneInfo(zone)
    first, last = (instant.astimezone(there).date().replace(day=1) for instant in (start, max(start, end)))
    expected = {date(year, month, 1) for year in range(2024, 2028) for month in range(1, 13)}
    inside = {month for month in expected if first <= month <= last}
    at_midnight = end > start and end.astimezone(there).strftime("%d %H:%M") == "01 00:00"
    assert set(found) == inside - ({last} if at_midnight else set())


def test_search_knows_the_text_of_what_was_open_lately_however_long_ago_it_began() -> None:
    old = incident("2025-07-01T10:00", say("2025-07-01T11:00", Status.RESOLVED))
    found = [(entry["title"], "text" in entry) for entry in search_entries(shared(LONG, old))]
    assert found == [("Errors of 2025-07-01", False), ("Errors of 2024-11-05", True)]


def test_work_that_took_long_is_among_the_maintenance_of_the_last_year() -> None:
    long = planned(
        "2024-12-01T00:00",
        "2024-12-02T00:00",
        say("2024-12-01T00:00", Status.IN_PROGRESS),
        say("2025-06-01T00:00", Status.COMPLETED),
    )
    made = texts(shared(long))
    assert "Errors of 2024-12-01" in made["maintenance/index.html"]
