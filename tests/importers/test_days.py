"""Times without a day, and times that are not believed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC
from typing import Any

import pytest
from tests.importers.conftest import spoken

from outspoken.importers.old_text.dialects import Role
from outspoken.importers.old_text.split_messages import read_messages

Make = Callable[..., Any]
END = "2024-03-01T16:00:00Z"


@pytest.mark.parametrize(
    "shape",
    [
        "**{}**\n\n{}",
        "{} UTC\n\n{}",
        "### {}\n\n{}",
        "{} UTC - {}",
        "**{}:** {}",
        "[Update {} UTC]\n{}",
        "*{}* - {}",
    ],
)
def test_stamps_without_a_day_get_the_day_of_their_neighbours(issue: Make, shape: str) -> None:
    clocks = ("01:10", "23:50", "23:30")
    body = "\n\n".join(shape.format(clock, f"Said {number}.") for number, clock in enumerate(clocks))
    done = issue(body, date="2024-03-01T23:30:00Z", resolvedWhen="2024-03-02T02:00:00Z")
    assert [(when, text[-7:]) for when, text in spoken(done)] == [
        ("01T23:30", "Said 2."),
        ("01T23:50", "Said 1."),
        ("02T01:10", "Said 0."),
        ("02T02:00", "solved."),
    ]


def test_stamps_without_a_day_may_be_written_line_by_line(issue: Make) -> None:
    done = issue("12:00 UTC: Nearly.\n11:00 UTC: Soon.\n10:00 UTC: Down.\n", resolvedWhen=END)
    assert [when for when, _ in spoken(done)] == ["01T10:00", "01T11:00", "01T12:00", "01T16:00"]


def test_a_stamp_with_a_day_dates_the_ones_around_it(issue: Make) -> None:
    body = "08:00 UTC\n\nC\n\n---\n\n2024-03-02 17:30 UTC\n\nB\n\n---\n\n09:00 UTC\n\nA\n"
    done = issue(body, date="2024-03-02T08:55:00Z", resolvedWhen="2024-03-03T10:00:00Z")
    assert spoken(done)[:3] == [("02T09:00", "A"), ("02T17:30", "B"), ("03T08:00", "C")]


def test_a_stamp_without_a_day_that_fits_nowhere_is_not_believed(issue: Make) -> None:
    done = issue("**Update 09:00 UTC**\n\nSoon.\n\n**Initial**\n\nDown.\n")
    assert spoken(done) == [("01T10:00", "Down."), ("01T11:00", "Soon."), ("01T12:00", "Resolved.")]
    assert any("distributed between" in about for about in done.abouts)


def test_an_opening_from_just_before_the_start_stays_on_its_day(issue: Make) -> None:
    done = issue("12:00 UTC\n\nSoon.\n\n---\n\n09:55 UTC\n\nDown.\n", resolvedWhen="2024-03-03T12:00:00Z")
    assert spoken(done)[:2] == [("01T10:00", "Down."), ("01T12:00", "Soon.")]


def test_a_stamp_that_fits_several_days_is_named(issue: Make) -> None:
    done = issue("12:00 UTC\n\nSoon.\n\n---\n\n10:00 UTC\n\nDown.\n", resolvedWhen="2024-03-03T13:00:00Z")
    assert "times without a day fit several days: the first was used" in done.abouts


def test_zones_that_people_name_are_read(issue: Make) -> None:
    done = issue("11:30 CET - Soon.\n\n11:00 CET - Down.\n")
    assert [when for when, _ in spoken(done)] == ["01T10:00", "01T10:30", "01T12:00"]


def test_a_span_of_time_is_no_stamp() -> None:
    for line in ("10:00 - 12:00 UTC: we work", "10:00 to 12:00 - we work", "14:30 AEST - x"):
        (message,) = read_messages(f"{line}\n", UTC).entries
        assert (message.role, message.stamp, message.clock) == (Role.OPENING, None, None)


def test_a_stamp_weeks_after_the_end_is_not_believed(issue: Make) -> None:
    body = (
        '*Resolved* - Up. {{< track "2024-04-01 12:00:00" >}}\n\n'
        '*Monitoring* - Soon. {{< track "2024-04-01 11:00:00" >}}\n\n'
        '*Investigating* - Down. {{< track "2024-03-01 10:00:00" >}}\n'
    )
    done = issue(body)
    assert [when for when, _ in spoken(done)] == ["01T10:00", "01T11:00", "01T12:00"]
    assert any("was ignored" in about for about in done.abouts)


@pytest.mark.parametrize("day", ["### {}", "**{}**", "**{}:**"])
def test_a_day_above_several_times_is_theirs(issue: Make, day: str) -> None:
    days = [day.format(each) for each in ("3rd of March 2024", "2024-03-02")]
    body = f"{days[0]}\n\n**09:00** - D\n\n**08:00** - C\n\n{days[1]}\n\n**17:00** - B\n\n**10:05** - A\n"
    done = issue(body, date="2024-03-02T10:00:00Z", resolvedWhen="2024-03-05T10:00:00Z")
    assert [(when, text[-1]) for when, text in spoken(done)][:4] == [
        ("02T10:05", "A"),
        ("02T17:00", "B"),
        ("03T08:00", "C"),
        ("03T09:00", "D"),
    ]
    assert done.texts()[1] == f"{days[1]}\n\n**17:00** - B"


def test_a_day_above_words_is_their_day(issue: Make) -> None:
    body = "### 2024-03-03\n\nUp.\n\n### 2024-03-02\n\nSoon.\n\n### Broken\n\nDown.\n"
    done = issue(body, resolvedWhen="2024-03-03T18:00:00Z")
    assert [(when, text) for when, text in spoken(done)][:3] == [
        ("01T10:00", "Down."),
        ("02T12:00", "Soon."),
        ("03T12:00", "Up."),
    ]


@pytest.mark.parametrize("shape", ["**{} UTC** - {}", "### {} UTC\n\n{}", "*{}* - {}", "[Update - {}]\n{}"])
def test_a_stamp_without_a_year_gets_that_of_its_neighbours(issue: Make, shape: str) -> None:
    stamps = ("Jan 1, 01:10", "Dec 31, 23:50", "31st of December 23:30")
    body = "\n\n".join(shape.format(stamp, f"Said {number}.") for number, stamp in enumerate(stamps))
    done = issue(body, date="2024-12-31T23:30:00Z", resolvedWhen="2025-01-01T02:00:00Z")
    assert [(when, text[-7:]) for when, text in spoken(done)][:3] == [
        ("31T23:30", "Said 2."),
        ("31T23:50", "Said 1."),
        ("01T01:10", "Said 0."),
    ]
