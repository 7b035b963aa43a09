"""What people wrote for a time on other status pages."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from outspoken.importers.old_text.foreign_times import (
    NO_ZONE,
    ODD_HOUR,
    UNKNOWN_ZONE,
    find_moment,
    read_moment,
)

TEN = datetime(2024, 3, 1, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "oddities"),
    [
        ("2024-03-01T10:00:00Z", ()),
        ("2024-03-01T12:00:00+02:00", ()),
        ("2024-03-01T05:00:00-0500", ()),
        ("2024-03-01 10:00:00 UTC", ()),
        ("2024-03-01 - 10:00 UTC", ()),
        ("2024-03-01T10:00:00-00:00", (UNKNOWN_ZONE,)),
        ("2024-03-01 10h00", (NO_ZONE,)),
        ("2024-03-01T010:00:00Z", (ODD_HOUR,)),
        ("1st of March 2024 - 10:00 UTC", ()),
        ("2024-03-01 10:00am UTC", ()),
        ("2024/03/01 10:00 UTC", ()),
        ("March 1st, 2024 at 10:00 UTC", ()),
        ("01.03.2024 10:00 UTC", ()),
        ("2024-03-01 11:00 CET", ()),
    ],
)
def test_times_are_read_as_they_are_meant(written: str, oddities: tuple[str, ...]) -> None:
    moment = read_moment(written, UTC)
    assert moment is not None
    assert (moment.at, moment.oddities) == (TEN, oddities)


def test_an_hour_of_one_digit_is_an_hour() -> None:
    moment = read_moment("2024-03-01T9:30:00+01:00", UTC)
    assert moment is not None
    assert (moment.at, moment.oddities) == (datetime(2024, 3, 1, 8, 30, tzinfo=UTC), (ODD_HOUR,))


def test_a_time_without_a_zone_is_in_the_sites_zone() -> None:
    moment = read_moment("2024-03-01 11:00:00", ZoneInfo("Europe/Berlin"))
    assert moment is not None
    assert moment.at == TEN


def test_a_day_alone_says_so() -> None:
    moment = read_moment("2024-03-01", UTC)
    assert moment is not None
    assert moment.day_only


@pytest.mark.parametrize(
    "written", ["", "soon", "2024-13-01T10:00:00Z", "2024-02-30", "2024-03-01T25:00Z", "10:00", "0000-01-01"]
)
def test_what_is_no_time_is_none(written: str) -> None:
    assert read_moment(written, UTC) is None


def test_a_time_is_found_within_a_label() -> None:
    moment = find_moment("Update at 2024-03-01 10:00 UTC", UTC)
    assert moment is not None
    assert moment.at == TEN


@pytest.mark.parametrize(
    ("line", "is_one"),
    [("2026-02-27 09:00:00 UTC", True), ("2026-02-27", False), ("2026-02-27 09:00 we saw it", False)],
)
def test_a_line_is_a_time_only_as_a_whole(line: str, is_one: bool) -> None:
    moment = read_moment(line, UTC)
    assert (moment is not None and not moment.day_only) is is_one
