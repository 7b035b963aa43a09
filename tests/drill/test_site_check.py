"""After a drill, each update is looked for where readers look, and what is missing is named."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from outspoken.derive.facts import IncidentFacts
from outspoken.derive.measures.incident_measures import incident_measures
from outspoken.drill.expectation_results import DrillCourse
from outspoken.drill.message_sink import CaughtMessage
from outspoken.drill.site_check import site_flaws
from outspoken.model.incident import Incident, Publication, Update
from outspoken.model.vocabulary import Impact, Kind, Status

AT = datetime(2026, 11, 21, 14, 5, tzinfo=UTC)
PAGE = "<title>DRILL</title><p>Cards &ldquo;fail&rdquo; &amp; we <b>look</b> for it.</p>"
FEED = "<content>Cards &amp;quot;fail&amp;quot; &amp;amp; we look for it.</content>"
FILES = {"incidents/2026-11-21-cards/index.html": PAGE, "updates.atom": FEED, "updates.rss": FEED}
BODY = 'Cards "fail" & we look for it.'
SENT = CaughtMessage(at=AT, incident="2026-11-21-cards", update="u1", channel="team", subject="", text="")


def course(*messages: CaughtMessage) -> DrillCourse:
    published = Publication(at=AT, bulk=False)
    update = Update(
        id="u1",
        at=AT,
        status=Status.INVESTIGATING,
        body='Cards "fail" & we look for it.',
        publication=published,
    )
    incident = Incident(
        id="2026-11-21-cards",
        kind=Kind.INCIDENT,
        components=(),
        title="Cards fail",
        impact=Impact.MAJOR,
        started=AT,
        body="",
        publication=published,
        updates=(update,),
    )
    measures = (incident_measures(IncidentFacts(incident), AT),)
    return DrillCourse(start=AT, end=AT, measures=measures, messages=messages)


@pytest.fixture
def built(tmp_path: Path) -> Callable[..., Path]:
    """Builds a site of these files, some of them with another text."""

    def build(**changed: str) -> Path:
        for name, text in FILES.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(changed.get(path.name.replace(".", "_"), text), encoding="utf-8")
        return tmp_path

    return build


def test_a_site_with_every_update_has_no_flaw(built: Callable[..., Path]) -> None:
    assert site_flaws(built(), course(SENT)) == ()


def test_what_is_missing_is_named_with_its_place(built: Callable[..., Path]) -> None:
    folder = built(index_html="<p>Everything works</p>", updates_rss="<rss/>")

    assert site_flaws(folder, course(SENT)) == (
        "incidents/2026-11-21-cards/index.html does not say that it is a drill",
        "incidents/2026-11-21-cards/index.html does not show the update u1",
        "updates.rss does not have the update u1",
    )


def test_a_message_that_is_missing_or_was_sent_twice_is_named(built: Callable[..., Path]) -> None:
    assert site_flaws(built(), course()) == ("the update u1 was sent to no channel",)
    assert site_flaws(built(), course(SENT, SENT)) == ("the update u1 was sent more than once to team",)
