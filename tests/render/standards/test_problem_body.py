"""What a gateway answers with 503 while the product is down."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace
from tests.render.standards.conftest import SETTINGS, Made, at, outage, said

from outspoken.model.incident import Window
from outspoken.model.vocabulary import Impact, Kind

Make = Callable[..., Made]


def body(made: Made) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(made["problem.json"])
    return found


def test_it_says_what_the_newest_update_says_as_plain_text(made: Make) -> None:
    newest = said(
        "identified", at("09:30"), "**Cards** fail, [bank transfers](https://x.example/) work. <!-- DB-7 -->"
    )
    found = body(made(outage(said("investigating", at("09:05")), newest, workaround="Pay by bank transfer")))
    assert found["type"] == "https://example.com/status/unavailable.html"
    assert found["title"] == "The service is unavailable right now"
    assert found["status"] == 503
    assert found["detail"] == "Cards fail, bank transfers work."
    assert found["incident"] == "https://example.com/status/incidents/2026-03-10-payments-fail/"
    assert found["workaround"] == "Pay by bank transfer"
    assert found["updated_at"] == "2026-03-10T09:30:00Z"
    assert found["as_of"] == "2026-03-10T12:00:00Z"


@pytest.mark.parametrize(
    ("keys", "instant"),
    [
        ({"eta": at("15:00"), "next_update": at("12:30")}, "2026-03-10T15:00:00Z"),
        ({"next_update": at("12:30")}, "2026-03-10T12:30:00Z"),
        ({"eta": at("11:00"), "next_update": at("12:30")}, "2026-03-10T12:30:00Z"),
        ({"eta": at("11:00"), "next_update": at("11:30")}, None),
        ({}, None),
    ],
)
def test_clients_come_back_at_the_estimated_end_or_with_the_next_update(
    keys: dict[str, Any], instant: str | None, made: Make
) -> None:
    found = body(made(outage(said("identified", at("09:30"), **keys))))
    assert found.get("retry_after") == instant


def test_during_maintenance_they_come_back_at_its_end(made: Make) -> None:
    work = outage(
        said("scheduled", at("08:00")),
        kind=Kind.MAINTENANCE,
        impact=Impact.NONE,
        started=at("11:00"),
        window=Window(start=at("11:00"), end=at("13:00")),
    )
    found = body(made(work))
    assert (found["incident_status"], found["retry_after"]) == ("in_progress", "2026-03-10T13:00:00Z")


def test_a_withdrawn_update_is_not_quoted(made: Make) -> None:
    wrong = said("identified", at("09:30"), "All data is lost.", withdrawn="this was wrong")
    assert "lost" not in made(outage(said("investigating", at("09:05")), wrong))["problem.json"]


def test_an_incident_without_a_text_is_named_by_its_title(made: Make) -> None:
    assert body(made(outage(said("investigating", at("09:05"), ""))))["detail"] == "Payments fail"


def test_if_nothing_is_open_it_promises_nothing(made: Make) -> None:
    found = body(made())
    assert found["status"] == 503
    assert found["detail"] == "We may not know about it yet. If it lasts, please contact us."
    assert found.keys().isdisjoint({"incident", "retry_after", "next_update"})


def test_a_notice_without_impact_explains_no_outage(made: Make) -> None:
    notice = outage(said("investigating", at("09:05"), "We move."), impact=Impact.NONE, components=())
    found = body(made(notice))
    assert found["detail"] == "We may not know about it yet. If it lasts, please contact us."
    assert "incident" not in found


def test_it_is_in_the_language_of_the_site(made: Make) -> None:
    found = body(made(settings=replace(SETTINGS, language="de")))
    assert found["title"] == "Der Dienst ist gerade nicht verfügbar"


def test_it_stays_small_whatever_people_write(made: Make) -> None:
    files = made(outage(said("identified", at("09:30"), "word " * 20_000)))
    assert len(files["problem.json"]) < 2_000
