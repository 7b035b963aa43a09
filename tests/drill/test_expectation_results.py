"""Each expectation is judged by what readers had at its time, and a miss says what happened instead."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from outspoken.derive.facts import IncidentFacts
from outspoken.derive.measures.incident_measures import incident_measures
from outspoken.drill.expectation_results import DrillCourse, KitUse, results
from outspoken.drill.message_sink import CaughtMessage
from outspoken.model.channel import Audience
from outspoken.model.drills.scenario import EXPECTATION_KEYS, Expectation, ExpectedAction
from outspoken.model.incident import Aftermath, Incident, Publication, Update
from outspoken.model.vocabulary import Impact, Kind, Status

START = datetime(2026, 11, 21, 14, 0, tzinfo=UTC)


def after(minutes: int) -> datetime:
    return START + timedelta(minutes=minutes)


def update(minutes: int, status: Status | None = None, body: str = "News.", **more: Any) -> Update:
    at = after(minutes)
    name = f"{at:%Y%m%dT%H%M%SZ}-{status or 'update'}"
    return Update(
        id=name, at=at, status=status, body=body, publication=Publication(at=at, bulk=False), **more
    )


def course(*updates: Update, messages: tuple[CaughtMessage, ...] = (), **facts: Any) -> DrillCourse:
    end = after(60)
    began = updates[0].at
    incident = Incident(
        kind=Kind.INCIDENT,
        components=(),
        id="2026-11-21-slow",
        title="Slow",
        impact=Impact.MAJOR,
        started=START,
        body="",
        publication=Publication(at=began, bulk=False),
        updates=updates,
        **facts,
    )
    return DrillCourse(
        start=START,
        end=end,
        measures=(incident_measures(IncidentFacts(incident), end),),
        messages=messages,
        audiences={"chat": Audience.EXECUTIVES},
        kits=(KitUse(at=after(50), audience="executives"),),
    )


COURSE = course(
    update(4, Status.INVESTIGATING, next_update=timedelta(minutes=20)),
    update(20, Status.IDENTIFIED, "The disk is full.", eta=after(40)),
    update(40, Status.RESOLVED, aftermath=Aftermath(data="Nothing was lost")),
    messages=(
        CaughtMessage(at=after(26), incident="i", update="u", channel="chat", subject="Slow", text="Brief"),
    ),
    affected="All customers",
)
BOSS, TEAM = Audience.EXECUTIVES, Audience.INTERNAL
FIVE, TEN = timedelta(minutes=5), timedelta(minutes=10)
M = timedelta(minutes=1)
SCOPE, FOUND = ("affected", "next_update"), ("cause", "eta")
CASES: list[tuple[dict[str, Any], bool, str]] = [
    ({"what": "first_word", "within": FIVE}, True, "at +0:04"),
    ({"what": "first_word", "within": 3 * M}, False, "at +0:04"),
    ({"what": "scope", "within": FIVE, "says": SCOPE}, True, "affected at +0:04, next update at +0:04"),
    ({"what": "scope", "within": FIVE, "says": ("workaround",)}, False, "workaround was never published"),
    ({"what": "facts", "after": 15 * M, "within": FIVE, "says": FOUND}, True, "cause at +0:20, eta at +0:20"),
    ({"what": "facts", "after": 25 * M, "within": FIVE, "says": SCOPE[:1]}, True, "affected at +0:04"),
    ({"what": "facts", "after": 25 * M, "within": FIVE, "says": ("eta",)}, False, "eta was never published"),
    ({"what": "no_cause_before", "at": 20 * M}, True, "a cause was published at +0:20"),
    ({"what": "no_cause_before", "at": 21 * M}, False, "a cause was published at +0:20"),
    ({"what": "never_says", "words": ("hack",)}, True, "none was published"),
    ({"what": "never_says", "words": ("DISK", "brief", "hack")}, False, "published: DISK, brief"),
    ({"what": "rhythm", "within": 20 * M}, True, "the longest time without an update was 20 minutes"),
    ({"what": "rhythm", "within": 19 * M}, False, "the longest time without an update was 20 minutes"),
    ({"what": "promises_kept"}, True, "1 of 1 kept"),
    ({"what": "kit", "audience": BOSS, "after": 25 * M, "within": FIVE}, True, "at +0:26"),
    ({"what": "kit", "audience": BOSS, "after": 45 * M, "within": FIVE}, True, "at +0:50"),
    ({"what": "kit", "audience": TEAM, "after": 25 * M, "within": FIVE}, False, "it did not happen"),
    ({"what": "reopened", "after": 40 * M, "within": FIVE}, False, "it did not happen"),
    ({"what": "resolved", "after": 35 * M, "within": FIVE}, True, "at +0:40"),
    ({"what": "resolved", "after": 45 * M, "within": FIVE}, False, "at +0:40"),
    ({"what": "aftermath_told"}, True, "published: data"),
]  # fmt: skip


@pytest.mark.parametrize(("keys", "is_met", "what"), CASES)
def test_an_expectation_is_judged_and_says_what_happened(
    keys: dict[str, Any], is_met: bool, what: str
) -> None:
    expected = Expectation(**{**keys, "what": ExpectedAction(keys["what"])})

    (found,) = results((expected,), COURSE)

    assert (found.is_met, found.what) == (is_met, what)


def test_every_action_that_can_be_expected_is_judged_above() -> None:
    assert {keys["what"] for keys, _, _ in CASES} == set(EXPECTATION_KEYS)


def test_an_incident_that_is_opened_again_is_not_resolved_until_it_is_again() -> None:
    again = course(
        update(4, Status.INVESTIGATING), update(10, Status.RESOLVED), update(22, Status.INVESTIGATING)
    )
    expects = (
        Expectation(what=ExpectedAction.REOPENED, after=20 * M, within=FIVE),
        Expectation(what=ExpectedAction.RESOLVED, after=timedelta(), within=TEN),
        Expectation(what=ExpectedAction.PROMISES_KEPT),
        Expectation(what=ExpectedAction.AFTERMATH_TOLD),
    )

    assert [(one.is_met, one.what) for one in results(expects, again)] == [
        (True, "at +0:22"),
        (False, "it is still open"),
        (False, "no promise was made"),
        (False, "neither was published"),
    ]


def test_a_drill_in_which_nothing_was_written_meets_nothing_that_must_be_said() -> None:
    silent = DrillCourse(start=START, end=after(60), measures=())
    expects = (
        Expectation(what=ExpectedAction.FIRST_WORD, within=FIVE),
        Expectation(what=ExpectedAction.RHYTHM, within=TEN),
        Expectation(what=ExpectedAction.RESOLVED, after=timedelta(), within=TEN),
    )

    assert [one.is_met for one in results(expects, silent)] == [False, False, False]
