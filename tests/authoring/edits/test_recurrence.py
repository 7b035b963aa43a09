"""Dates of repeated maintenance: the same time of the day at the site's place."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outspoken.authoring.edits.recurrence import rule_of, windows_after
from outspoken.authoring.refusal import RefusedError
from outspoken.model.incident import Window

BERLIN = ZoneInfo("Europe/Berlin")
FAR = datetime(2030, 1, 1, tzinfo=UTC)
FIRST = datetime(2026, 1, 1, tzinfo=UTC)


def window(text: str) -> Window:
    start = datetime.fromisoformat(text).replace(tzinfo=BERLIN).astimezone(UTC)
    return Window(start=start, end=start + timedelta(minutes=30))


def starts(first: str, rule: str, count: int) -> list[str]:
    found = islice(windows_after(window(first), rule, FAR, BERLIN), count)
    return [f"{one.start:%Y-%m-%dT%H:%MZ}" for one in found]


def test_the_time_of_the_day_stays_when_the_clocks_change() -> None:
    # The clocks go forward on 28 March 2027.
    assert starts("2027-03-21 04:00", rule_of("week"), 2) == ["2027-03-28T02:00Z", "2027-04-04T02:00Z"]
    assert starts("2027-03-14 04:00", rule_of("week"), 1) == ["2027-03-21T03:00Z"]


def test_a_time_that_the_clocks_skip_comes_an_hour_later_by_the_clock() -> None:
    assert starts("2027-03-21 02:30", rule_of("week"), 1) == ["2027-03-28T01:30Z"]


def test_the_first_sunday_of_each_month() -> None:
    assert starts("2026-12-06 03:00", "FREQ=MONTHLY;BYDAY=1SU", 3) == [
        "2027-01-03T02:00Z",
        "2027-02-07T02:00Z",
        "2027-03-07T02:00Z",
    ]


def test_no_window_begins_after_the_last_day() -> None:
    first, until = window("2026-12-06 03:00"), datetime(2026, 12, 20, 23, tzinfo=UTC)

    assert len(list(windows_after(first, rule_of("week"), until, BERLIN))) == 2


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=HOURLY",
        "FREQ=WEEKLY;UNTIL=20270101",
        "BYDAY=SU",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=DAILY;BYHOUR=1,2",
    ],
)
def test_a_rule_that_cannot_be_meant_is_refused(rule: str) -> None:
    with pytest.raises(RefusedError, match=r"^--rule "):
        list(islice(windows_after(window("2026-12-06 03:00"), rule, FAR, BERLIN), 3))


@pytest.mark.parametrize("every", ["fortnight", "0 weeks", "hour", ""])
def test_an_interval_that_is_none_is_refused(every: str) -> None:
    with pytest.raises(RefusedError, match="is not an interval"):
        rule_of(every)


@given(
    st.integers(0, 366 * 24 * 60).map(lambda minutes: FIRST + timedelta(minutes=minutes)),
    st.sampled_from(["day", "week", "2 weeks", "month", "year"]),
)
def test_windows_follow_each_other_with_one_length(begin: datetime, every: str) -> None:
    first = window(f"{begin:%Y-%m-%d %H:%M}")
    found = list(islice(windows_after(first, rule_of(every), FAR, BERLIN), 40))

    assert all(before.start < after.start for before, after in pairwise((first, *found)))
    assert {one.end - one.start for one in found} <= {timedelta(minutes=30)}
