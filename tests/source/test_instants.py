"""What people write for a time, a day or a duration."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outspoken.source.format.instants import read_day, read_duration, read_instant, read_promise
from outspoken.source.format.read_context import Refusal

NOON = datetime(2026, 11, 21, 14, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-21T14:05Z",
        "2026-11-21 14:05Z",
        "2026-11-21 14:05 Z",
        "2026-11-21t14:05:00z",
        "2026-11-21T14:05:00.999Z",
        "2026-11-21T15:05+01:00",
        "2026-11-21 15:05 +0100",
        "2026-11-21 15:05+01",
        "2026-11-21T14:05-00:00",
        "2026-11-21 14:05 UTC",
        "2026-11-21 15:05 Europe/Berlin",
        "2026-11-21T09:05:00 America/New_York",
        "2026-11-21 11:05 America/Argentina/Buenos_Aires",
    ],
)
def test_a_time_with_a_zone_is_an_instant_in_utc(text: str) -> None:
    instant = read_instant(text)

    assert (instant, instant.tzinfo) == (NOON, UTC)


@pytest.mark.parametrize(
    ("text", "rule", "hint"),
    [
        ("14:05", "naive-time", "write 2026-11-21 14:05 Europe/Berlin"),
        ("14:05 America/New_York", "naive-time", "write 2026-11-21 14:05 America/New_York"),
        ("14:05+02:00", "naive-time", "write 2026-11-21 14:05+02:00"),
        ("2026-11-20 14:05", "naive-time", "write 2026-11-20 14:05 Europe/Berlin"),
        ("2026-11-20T8:00:00", "naive-time", "write 2026-11-20 08:00 Europe/Berlin"),
        ("2026-11-20", "naive-time", "write 2026-11-20 14:05 Europe/Berlin"),
        ("845", "bad-time", "write 2026-11-21 14:05 Europe/Berlin"),
        ("", "bad-time", "write 2026-11-21 14:05 Europe/Berlin"),
        ("2026-02-30 10:00 Europe/Berlin", "bad-time", "check the numbers"),
        ("2026-11-21T25:00Z", "bad-time", "check the numbers"),
        ("0001-01-01T00:00+14:00", "bad-time", "check the year"),
        ("9999-12-31T23:59-14:00", "bad-time", "check the year"),
        ("2026-11-21 15:05 CET", "unknown-zone", "write UTC, Europe/Berlin or another Area/City"),
        ("2026-11-21 15:05 Tokyo", "unknown-zone", "did you mean Asia/Tokyo?"),
        ("2026-11-21 15:05 Europe/Berln", "unknown-zone", "did you mean Europe/Berlin?"),
        (
            "2026-10-25 02:30 Europe/Berlin",
            "ambiguous-time",
            "write 2026-10-25T02:30+02:00 or 2026-10-25T02:30+01:00",
        ),
        ("2026-03-29 02:30 Europe/Berlin", "nonexistent-time", "write 01:30 or 03:30, or the time in UTC"),
    ],
)
def test_what_is_no_instant_gets_a_rule_and_a_hint(text: str, rule: str, hint: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_instant(text, day="2026-11-21", zone="Europe/Berlin")

    assert (refused.value.rule.id, refused.value.hint) == (rule, hint)


def test_a_site_in_utc_gets_hints_in_utc() -> None:
    with pytest.raises(Refusal) as refused:
        read_instant("14:05", day="2026-11-21")

    assert refused.value.hint == "write 2026-11-21T14:05Z"


def test_the_hint_for_an_ambiguous_time_is_accepted() -> None:
    first, second = read_instant("2026-10-25T02:30+02:00"), read_instant("2026-10-25T02:30+01:00")

    assert second - first == timedelta(hours=1)


@pytest.mark.parametrize(
    ("text", "minutes"), [("20m", 20), ("4h", 240), ("1h30m", 90), ("2d", 2880), ("1d 2h 3m", 1563)]
)
def test_durations(text: str, minutes: int) -> None:
    assert read_duration(text) == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("30", "write 30m"),
        ("30 minutes", "write 30m"),
        ("2 Hours", "write 2h"),
        ("1 week", "write 7d"),
        ("0m", "write it as 20m, 4h, 1h30m or 2d"),
        ("12:30", "write it as 20m, 4h, 1h30m or 2d"),
        ("-5m", "write it as 20m, 4h, 1h30m or 2d"),
        ("", "write it as 20m, 4h, 1h30m or 2d"),
    ],
)
def test_what_is_no_duration_gets_a_hint(text: str, hint: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_duration(text)

    assert refused.value.hint == hint


def test_a_promise_is_a_duration_or_an_instant() -> None:
    assert (read_promise("30m"), read_promise("2026-11-21T14:05Z")) == (timedelta(minutes=30), NOON)


def test_a_day_is_a_day() -> None:
    assert read_day("2024-02-29") == date(2024, 2, 29)
    for text in ("2026-02-29", "2026-1-1", "today"):
        with pytest.raises(Refusal):
            read_day(text)


@settings(max_examples=150, deadline=None)
@given(st.integers(1_000_000, 7_000_000_000), st.timezone_keys().filter(lambda key: "/" in key))
def test_a_local_time_is_the_instant_it_was_made_from_or_ambiguous(seconds: int, key: str) -> None:
    instant = datetime.fromtimestamp(seconds, UTC)
    try:
        read = read_instant(f"{instant.astimezone(ZoneInfo(key)):%Y-%m-%d %H:%M:%S} {key}")
    except Refusal as refusal:
        assert refusal.rule.id == "ambiguous-time"
    else:
        assert read == instant


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=40) | st.from_regex(r"[0-9T:Z+\- ]{1,30}[A-Za-z/_]{0,20}", fullmatch=True))
def test_any_text_is_an_instant_or_refused(text: str) -> None:
    for read in (read_instant, read_duration, read_promise, read_day):
        try:
            read(text)
        except Refusal as refusal:
            assert refusal.message
            assert "\n" not in refusal.message
