"""On which days and in which hours planned work may begin: by the site's clocks, or by those of the hours."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from outspoken.model.component import Component
from outspoken.model.incident import Difference, Edit, Incident, Publication, Window
from outspoken.model.settings import Planned, Settings
from outspoken.model.vocabulary import Impact, Kind
from outspoken.source.incidents.cross_rules import check_policy

SATURDAY = (5,)
KNOWN = datetime(2026, 11, 1, tzinfo=UTC)


def problems(
    start: str, planned: Planned, zone: str = "UTC", known: datetime = KNOWN, **more: Any
) -> list[tuple[str, str]]:
    begin = datetime.fromisoformat(start).replace(tzinfo=UTC)
    work = Incident(
        id="2026-11-28-work",
        title="Work",
        kind=Kind.MAINTENANCE,
        impact=Impact.NONE,
        components=(),
        started=begin,
        body="",
        publication=Publication(at=known, bulk=False),
        window=Window(start=begin, end=begin + timedelta(minutes=20)),
        **more,
    )
    settings = Settings(
        site_name="E",
        url="https://status.example.com/",
        host="status.example.com",
        components=(Component(id="api", name="API"),),
        zone=ZoneInfo(zone),
        planned=planned,
    )
    return [(found.rule, found.message) for found in check_policy([(work, {})], settings, known)]


@pytest.mark.parametrize(
    ("zone", "inside", "outside"),
    [
        ("Europe/Berlin", "2026-11-27T23:00", "2026-11-28T23:00"),
        ("America/New_York", "2026-11-29T04:59", "2026-11-28T04:59"),
        ("Asia/Kolkata", "2026-11-27T18:30", "2026-11-28T18:30"),
        ("Pacific/Auckland", "2026-11-27T11:00", "2026-11-28T11:00"),
        ("Pacific/Marquesas", "2026-11-28T09:30", "2026-11-28T09:29"),
        ("UTC", "2026-11-28T00:00", "2026-11-29T00:00"),
    ],
)
def test_days_for_planned_work_are_days_in_the_site_s_zone(zone: str, inside: str, outside: str) -> None:
    planned = Planned(days=SATURDAY)
    assert problems(inside, planned, zone) == []
    assert [rule for rule, _ in problems(outside, planned, zone)] == ["outside-hours"]


def test_days_go_by_the_clocks_of_the_hours_where_there_are_hours() -> None:
    hours = Planned(days=SATURDAY, start=time(0), end=time(6), zone=ZoneInfo("America/New_York"))
    assert problems("2026-11-28T05:00", hours, "Asia/Tokyo") == []
    assert problems("2026-11-28T04:59", hours, "Asia/Tokyo") != []


def test_work_announced_after_it_began_is_said_to_be_so() -> None:
    notice = Planned(notice=timedelta(days=2))
    late = datetime(2026, 11, 28, 10, 10, tzinfo=UTC)
    assert problems("2026-11-28T10:00", notice, known=late) == [
        ("short-notice", "the maintenance is announced 10m after its start, but the settings require 2d")
    ]


def test_notice_of_a_window_that_was_moved_counts_from_the_move() -> None:
    moved = datetime(2026, 11, 27, 10, tzinfo=UTC)
    first = Window(start=datetime(2026, 11, 27, 11, tzinfo=UTC), end=datetime(2026, 11, 27, 12, tzinfo=UTC))
    edits = (Edit(at=moved, facts=(Difference(name="window", before=first, after=None),), order=1),)
    assert problems("2026-11-28T10:00", Planned(notice=timedelta(days=2)), edits=edits) == [
        ("short-notice", "the maintenance is announced 1d before its start, but the settings require 2d")
    ]
