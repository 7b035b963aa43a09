"""Planned work as a calendar to subscribe to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar, Event
from msgspec.structs import replace

from outspoken.derive.facts import IncidentFacts
from outspoken.model.component import Component
from outspoken.model.incident import Edit, Incident, Publication, Update, Window
from outspoken.model.settings import Settings
from outspoken.model.vocabulary import Impact, Kind, State, Status
from outspoken.render.feeds import calendar as module
from outspoken.render.feeds.calendar import calendar
from outspoken.render.feeds.calendar import events as calendar_events

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
SETTINGS = Settings(
    site_name="Example",
    url="https://example.com/status/",
    host="status.example.com",
    components=(Component(id="web", name="Web, shop; and more"),),
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def say(when: str, status: Status | None = None, body: str = "We upgrade.", **more: Any) -> Update:
    publication = Publication(at=at(when) + timedelta(seconds=70), bulk=False)
    return Update(id=when, at=at(when), body=body, status=status, publication=publication, **more)


def planned(*updates: Update, **more: Any) -> Incident:
    made = Incident(
        id="2026-03-12-upgrade",
        title="Database upgrade",
        kind=Kind.MAINTENANCE,
        impact=Impact.NONE,
        components=(("web", State.UNDER_MAINTENANCE),),
        started=at("2026-03-12T02:00"),
        window=Window(start=at("2026-03-12T02:00"), end=at("2026-03-12T02:20")),
        body="The database gets *more* room.",
        publication=Publication(at=at("2026-03-08T09:01:10"), bulk=False),
        updates=updates or (say("2026-03-08T09:00", Status.SCHEDULED),),
    )
    return replace(made, **more)


def made(*incidents: Incident, now: datetime = NOW) -> bytes:
    found = calendar_events(map(IncidentFacts, incidents), SETTINGS, now)
    return calendar(found, SETTINGS, title="Example - Scheduled maintenance", path="calendar.ics")


def event(*incidents: Incident, now: datetime = NOW) -> Any:
    (found,) = events(*incidents, now=now)
    return found


def events(*incidents: Incident, now: datetime = NOW) -> list[Any]:
    parsed = Calendar.from_ical(made(*incidents, now=now))
    return [component for component in parsed.walk("VEVENT") if not component.errors]


def times(found: Any) -> tuple[datetime, datetime]:
    return found["DTSTART"].dt, found["DTEND"].dt


def test_a_maintenance_is_an_event_in_utc() -> None:
    data = made(planned())
    for line in (
        b"UID:2026-03-12-upgrade@status.example.com",
        b"DTSTART:20260312T020000Z",
        b"DTEND:20260312T022000Z",
        b"DTSTAMP:20260308T090110Z",
        b"LAST-MODIFIED:20260308T090110Z",
        b"SEQUENCE:0",
        b"STATUS:CONFIRMED",
        b"SUMMARY:Database upgrade",
        b"TRANSP:TRANSPARENT",
        b"URL:https://example.com/status/incidents/2026-03-12-upgrade/",
    ):
        assert line in data.split(b"\r\n")


def test_the_calendar_says_its_name_and_how_often_to_ask() -> None:
    lines = made(planned()).split(b"\r\n")
    assert lines[:3] == [b"BEGIN:VCALENDAR", b"VERSION:2.0", b"PRODID:-//Outspoken//Planned maintenance//EN"]
    for line in (
        b"X-WR-CALNAME:Example - Scheduled maintenance",
        b"NAME:Example - Scheduled maintenance",
        b"REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        b"X-PUBLISHED-TTL:PT1H",
        b"SOURCE;VALUE=URI:https://example.com/status/calendar.ics",
    ):
        assert line in lines


def test_lines_end_in_crlf_and_are_folded_at_75_bytes() -> None:
    long = planned(title="Größere Datenbank für alle, " * 4, body="Wörter " * 60)
    data = made(long)
    assert data.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    assert event(long)["SUMMARY"] == long.title


def test_special_characters_come_through() -> None:
    odd = planned(title="Comma, semicolon; back\\slash & <b>", body="One\n\nTwo, three; four")
    found = event(odd)
    assert found["SUMMARY"] == "Comma, semicolon; back\\slash & <b>"
    assert "Two, three; four" in found["DESCRIPTION"]
    assert found["CATEGORIES"].cats == ["Web, shop; and more"]


def test_the_description_has_the_newest_words_and_the_address() -> None:
    found = event(planned(say("2026-03-08T09:00"), say("2026-03-09T09:00", body="Moved by **an hour**.")))
    assert found["DESCRIPTION"] == (
        "The database gets more room.\n\nMoved by an hour.\n\n"
        "https://example.com/status/incidents/2026-03-12-upgrade/"
    )


def test_news_and_edits_raise_the_sequence() -> None:
    edit = Edit(at=at("2026-03-09T08:00"), before="Before")
    revised = planned(say("2026-03-08T09:00"), say("2026-03-09T09:00"), edits=(edit,))
    found = event(revised)
    assert found["SEQUENCE"] == 2
    assert found["LAST-MODIFIED"].dt == found["DTSTAMP"].dt == at("2026-03-09T09:01:10")


def test_a_cancelled_maintenance_stays_and_says_so() -> None:
    found = event(
        planned(say("2026-03-08T09:00", Status.SCHEDULED), say("2026-03-09T09:00", Status.CANCELLED))
    )
    assert (found["STATUS"], found["SUMMARY"]) == ("CANCELLED", "Cancelled: Database upgrade")
    assert times(found) == (at("2026-03-12T02:00"), at("2026-03-12T02:20"))


def test_early_completion_shows_the_true_times() -> None:
    done = planned(
        say("2026-03-12T01:55", Status.IN_PROGRESS),
        say("2026-03-12T02:07", Status.COMPLETED),
    )
    assert times(event(done, now=at("2026-03-12T03:00"))) == (at("2026-03-12T01:55"), at("2026-03-12T02:07"))


def test_an_overrun_shows_the_true_end_once_it_is_over() -> None:
    begun = say("2026-03-12T02:01", Status.IN_PROGRESS)
    over = planned(begun, say("2026-03-12T04:30", Status.COMPLETED), auto=False)
    assert times(event(over, now=at("2026-03-12T05:00"))) == (at("2026-03-12T02:01"), at("2026-03-12T04:30"))


def test_an_overrun_under_way_shows_when_it_is_expected_to_end() -> None:
    late = planned(
        say("2026-03-12T02:01", Status.IN_PROGRESS, eta=None),
        say("2026-03-12T02:25", eta=at("2026-03-12T03:15")),
        auto=False,
    )
    assert event(late, now=at("2026-03-12T02:30"))["DTEND"].dt == at("2026-03-12T03:15")


def test_the_clocks_phases_change_nothing() -> None:
    assert made(planned(), now=NOW) == made(planned(), now=at("2026-03-20T00:00"))


def test_withdrawn_and_backfilled_work_and_incidents_are_left_out() -> None:
    outage = replace(planned(), kind=Kind.INCIDENT, window=None)
    assert events(planned(withdrawn="A mistake"), planned(backfilled=True), outage) == []


@pytest.mark.parametrize(("days", "kept"), [(366, True), (367, False)])
def test_what_is_over_stays_for_a_year(days: int, kept: bool) -> None:
    now = at("2026-03-12T02:20") + timedelta(days=days)
    assert bool(events(planned(), now=now)) is kept


def test_events_are_in_the_order_of_their_start() -> None:
    later = planned(
        id="2026-03-01-later", window=Window(start=at("2026-04-01T00:00"), end=at("2026-04-01T01:00"))
    )
    assert [found["UID"].partition("@")[0] for found in events(later, planned())] == [
        "2026-03-12-upgrade",
        "2026-03-01-later",
    ]


def test_work_brought_along_is_stamped_by_its_own_words() -> None:
    said = replace(say("2026-03-08T09:00"), publication=Publication(at=at("2026-03-08T09:00")))
    unknown = planned(said, publication=Publication(at=at("2026-03-12T02:00")))
    assert event(unknown)["DTSTAMP"].dt == at("2026-03-08T09:00")


def test_an_empty_calendar_is_still_one() -> None:
    data = made()
    assert b"BEGIN:VTIMEZONE\r\nTZID:UTC\r\n" in data
    assert Calendar.from_ical(data).walk("VEVENT") == []


def test_control_characters_are_left_out() -> None:
    assert event(planned(body="One&#11; two"))["DESCRIPTION"].startswith("One two")


def test_a_description_keeps_lists_apart_and_the_addresses_of_links() -> None:
    body = (
        "You can:\n\n- pay by [transfer](../2026-03-01-transfer/)\n  1. today\n  2. tomorrow\n"
        "- wait <!-- Kim? -->\n\n"
        "> Our bank agrees.\n\n| When | What |\n|---|---|\n| now | this |\n\n![The chart](chart.png)"
    )
    text = str(event(planned(body=body, images=("chart.png",)))["DESCRIPTION"])
    assert text.startswith(
        "You can:\n\n- pay by transfer (https://example.com/status/incidents/2026-03-01-transfer/)\n"
        "  1. today\n  2. tomorrow\n- wait\n\n> Our bank agrees.\n\nWhen | What\nnow | this\n\nThe chart\n\n"
    )


def test_work_announced_after_it_began_keeps_its_end() -> None:
    late = planned(say("2026-03-12T02:10", Status.SCHEDULED))
    for now in ("2026-03-12T02:12", "2026-03-13T00:00"):
        found = event(late, now=at(now))
        assert (found["dtstart"].dt, found["dtend"].dt) == (at("2026-03-12T02:00"), at("2026-03-12T02:20"))
        assert found["status"] == "CONFIRMED"


def test_work_that_people_began_and_put_off_is_shown_in_its_new_window_alone() -> None:
    window = Window(start=at("2026-03-19T02:00"), end=at("2026-03-19T02:20"))
    words = (
        say("2026-03-08T09:00", Status.SCHEDULED),
        say("2026-03-12T02:01", Status.IN_PROGRESS),
        say("2026-03-12T02:05", Status.SCHEDULED),
    )
    found = event(planned(*words, window=window, started=window.start), now=at("2026-03-12T02:10"))
    assert (found["dtstart"].dt, found["dtend"].dt) == (window.start, window.end)


# Lines around the length from which they are folded, with what must not be torn apart.
LINES = st.text(st.sampled_from('ab ,;\\^\n"é\U0001f6a2'), max_size=90)


@given(LINES, st.integers(60, 80))
def test_a_calendar_has_the_bytes_that_the_library_gives_it(words: str, length: int) -> None:
    made = Event()
    made.add("summary", words)
    made.add("description", "x" * length)
    made.add("categories", [words, "x"])
    made.add("url", words.replace("\n", ""), parameters={"X-OF": "a^b"})
    assert module._folded(made) == made.to_ical()
