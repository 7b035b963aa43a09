"""The home page counts incidents: those that are also active, and days with them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from outspoken.model.component import Component
from outspoken.model.history import History
from outspoken.model.incident import Incident, Publication, Update, Window
from outspoken.model.settings import Settings
from outspoken.model.vocabulary import Impact, Kind, State, Status
from outspoken.render.all_outputs import prepare, site_outputs

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)


def incident(place: int, impact: str, state: State = State.OPERATIONAL) -> Incident:
    began = NOW - timedelta(hours=1, minutes=place)
    publication = Publication(at=began, bulk=False)
    said = Update(
        id="20260310T110000Z-investigating",
        at=began,
        body="We are on it.",
        status=Status.INVESTIGATING,
        publication=publication,
    )
    return Incident(
        id=f"2026-03-10-errors-{place}",
        title=f"Errors {place}",
        kind=Kind.INCIDENT,
        impact=Impact(impact),
        components=(("api", state),),
        started=began,
        body="",
        publication=publication,
        updates=(said,),
    )


def home(*incidents: Incident, language: str = "en") -> str:
    settings = Settings(
        site_name="Example",
        url="https://status.example.com/",
        host="status.example.com",
        components=(Component(id="api", name="API"),),
        language=language,
    )
    shared = prepare(History(settings=settings, incidents=incidents), NOW)
    return next(made.data.decode() for made in site_outputs(shared) if made.path == "index.html")


@pytest.mark.parametrize(
    ("impacts", "words"),
    [
        (("critical", "critical"), "1 other incident is also active."),
        (("critical", "critical", "critical"), "2 other incidents are also active."),
        (("critical", "minor"), "1 less severe incident is also active."),
        (("critical", "major", "none"), "2 less severe incidents are also active."),
        (("critical", "critical", "minor"), "2 other incidents are also active."),
        (("none", "none"), "1 other incident is also active."),
        (("minor",) * 10, "9 other incidents are also active."),
    ],
)
def test_only_what_is_less_severe_is_called_so(impacts: tuple[str, ...], words: str) -> None:
    assert f'<p><a href="#open">{words}</a></p>' in home(
        *(incident(place, impact) for place, impact in enumerate(impacts))
    )


def test_a_minor_incident_with_a_component_that_is_down_is_not_less_severe() -> None:
    page = home(incident(1, "major"), incident(2, "minor", State.MAJOR_OUTAGE))
    assert "1 other incident is also active." in page


def test_one_open_incident_has_no_others() -> None:
    assert "also active" not in home(incident(1, "major"))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de", "Außerdem gibt es 1 weitere Störung."),
        ("es", "También hay 1 incidente activo más."),
        ("fr", "1 autre incident est aussi en cours."),
        ("ja", "このほかに、障害が1件発生しています。"),
    ],
)
def test_other_incidents_are_counted_in_the_page_s_language(language: str, words: str) -> None:
    assert words in home(incident(1, "critical"), incident(2, "critical"), language=language)


def maintenance(days: int) -> Incident:
    """An hour of maintenance so many days ago."""
    start = NOW - timedelta(days=days)
    return Incident(
        id=f"{start:%Y-%m-%d}-maintenance",
        title="New disks",
        kind=Kind.MAINTENANCE,
        impact=Impact.NONE,
        components=(("api", State.UNDER_MAINTENANCE),),
        started=start,
        body="",
        publication=Publication(at=start - timedelta(days=1), bulk=False),
        updates=(),
        window=Window(start=start, end=start + timedelta(hours=1)),
    )


@pytest.mark.parametrize(
    ("incidents", "words"),
    [
        ((maintenance(3), maintenance(2)), "2 days with maintenance"),
        ((incident(1, "major", State.PARTIAL_OUTAGE),), "1 day with incidents"),
        (
            (maintenance(3), incident(1, "major", State.PARTIAL_OUTAGE)),
            "1 day with incidents · 1 day with maintenance",
        ),
        (tuple(maintenance(days) for days in range(8, 1, -1)), "7 days with maintenance"),
    ],
)
def test_days_with_maintenance_are_counted_apart(incidents: tuple[Incident, ...], words: str) -> None:
    bar = home(*incidents).partition('<details class="bad"><summary>')[2].partition("</summary>")[0]
    assert bar.partition(" · ")[2] == words
