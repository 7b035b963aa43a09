"""What was changed after it was published stays to be seen: on the page, in feeds and in the calendar."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar
from msgspec.structs import replace

from outspoken.derive.facts import HistoryFacts
from outspoken.model.component import Component
from outspoken.model.differences import fact_names
from outspoken.model.history import History
from outspoken.model.incident import Difference, Edit, Incident, Publication, Symptoms, Update, Window
from outspoken.model.settings import Settings
from outspoken.model.vocabulary import Impact, Kind, State, Status
from outspoken.render.all_outputs import prepare
from outspoken.render.feeds.all_feeds import feed_outputs
from outspoken.render.pages.incident_page import incident_page
from outspoken.render.pages.shown_edits import labels

NOW = datetime(2026, 3, 10, 16, tzinfo=UTC)
BEGAN = datetime(2026, 3, 10, 14, tzinfo=UTC)
HOUR = timedelta(hours=1)
SETTINGS = Settings(
    site_name="Example",
    url="https://status.example.com/",
    host="status.example.com",
    components=(Component(id="api", name="The API"), Component(id="shop", name="Shop")),
)
LIVE = Publication(at=BEGAN, bulk=False)
FIRST = Update(
    id="20260310T140000Z-investigating",
    at=BEGAN,
    body="We are on it.",
    publication=LIVE,
    status=Status.INVESTIGATING,
)
OUTAGE = Incident(
    id="2026-03-10-errors",
    title="Queries fail",
    kind=Kind.INCIDENT,
    impact=Impact.NONE,
    components=(("api", State.MAJOR_OUTAGE),),
    started=BEGAN,
    body="Queries fail.",
    publication=LIVE,
    updates=(FIRST,),
)
WINDOW = Window(start=BEGAN + 48 * HOUR, end=BEGAN + 50 * HOUR)
WORK = replace(
    OUTAGE, id="2026-03-12-upgrade", kind=Kind.MAINTENANCE, window=WINDOW, started=WINDOW.start, updates=()
)


def edit(name: str, before: object, *, hours: int = 1, after: object = None) -> Edit:
    """A change of one fact, so many hours after the beginning."""
    facts = (Difference(name=name, before=before, after=after),)
    return Edit(at=BEGAN + hours * HOUR, facts=facts, order=hours)


def page(incident: Incident, *others: Incident) -> str:
    """The incident's page, with times as plain text."""
    shared = prepare(History(settings=SETTINGS, incidents=(incident, *others)), NOW)
    text = incident_page(shared, shared.facts.of(incident).incident).data.decode()
    return re.sub(r"</?(?:time|span|bdi)\b[^>]*>", "", text)


def event(incident: Incident) -> dict[str, str]:
    """The incident's event, its properties as text."""
    history = History(settings=SETTINGS, incidents=(incident,))
    data = next(made.data for made in feed_outputs(HistoryFacts(history), NOW) if made.path == "calendar.ics")
    (found,) = Calendar.from_ical(data).walk("VEVENT")
    return {name: found[name].to_ical().decode() for name in found}


def feed(incident: Incident, path: str = "updates.atom") -> str:
    """A feed of the site."""
    history = History(settings=SETTINGS, incidents=(incident,))
    return next(made.data.decode() for made in feed_outputs(HistoryFacts(history), NOW) if made.path == path)


@pytest.mark.parametrize(
    ("name", "before", "reported"),
    [
        ("impact", Impact.MAJOR, "Impact: previously Major"),
        ("title", "All <b>is</b> down", "Title: previously All &lt;b&gt;is&lt;/b&gt; down"),
        ("components", (("shop", State.PARTIAL_OUTAGE),), "Components: previously Shop (Partial outage)"),
        ("components", (), "Components: previously not given"),
        ("started", BEGAN - HOUR, "Start: previously Mar 10, 2026, 13:00 UTC"),
        ("window", WINDOW, "Scheduled for: previously Mar 12, 2026, 14:00 – 16:00 UTC"),  # noqa: RUF001
        ("affected", "", "Who is affected: previously not given"),
        ("workaround", "Call us", "Workaround: previously Call us"),
        ("symptoms", Symptoms(signed_in="A white page"), "What customers see: previously A white page"),
        ("worst_case", 4 * HOUR, "Worst case: previously 4 hours"),
        ("kind", Kind.MAINTENANCE, "Type: previously Maintenance"),
        ("withdrawn", "A test", "Withdrawn: previously A test"),
        ("backfilled", True, "Recorded afterwards: previously yes"),
        ("caused_by", "2026-03-09-network", "Caused by: previously The network fails"),
    ],
)
def test_a_page_shows_when_a_fact_was_edited_and_what_it_was(
    name: str, before: object, reported: str
) -> None:
    cause = replace(OUTAGE, id="2026-03-09-network", title="The network fails")
    text = page(replace(OUTAGE, edits=(edit(name, before),)), cause).replace("\u2009", " ")
    assert "Edited Mar 10, 2026, 15:00 UTC" in text
    assert f"<li>{reported}</li>" in text


def test_an_edited_update_is_marked_in_its_place() -> None:
    edited = replace(FIRST, edits=(edit("next_update", HOUR), edit("status", Status.IDENTIFIED, hours=2)))
    text = page(replace(OUTAGE, updates=(edited,)))
    entry = text[text.index(f'id="{FIRST.id}"') :]
    assert "<li>Next update by: previously Mar 10, 2026, 15:00 UTC</li>" in entry
    assert entry.index("Status: previously Identified") < entry.index("Next update by")


def test_earlier_words_of_the_incident_itself_are_kept() -> None:
    text = page(replace(OUTAGE, edits=(Edit(at=BEGAN + HOUR, before="All is **down**."),)))
    assert "<p>All is <strong>down</strong>.</p>" in text


@pytest.mark.parametrize("name", ["announce", "auto"])
def test_what_is_between_us_is_no_edit_for_readers(name: str) -> None:
    assert "Edited" not in page(replace(OUTAGE, edits=(edit(name, True),)))


def test_every_fact_that_readers_know_has_a_name() -> None:
    assert set(fact_names(Incident)) - set(labels(Incident)) == {"auto"}
    assert set(fact_names(Update)) - set(labels(Update)) == {"announce"}


def test_a_moved_window_moves_the_event_s_sequence_and_dates() -> None:
    first = event(WORK)
    moved = replace(
        WORK,
        window=Window(start=WINDOW.start + 24 * HOUR, end=WINDOW.end + 24 * HOUR),
        edits=(edit("window", WINDOW),),
    )
    second = event(moved)
    assert (first["SEQUENCE"], second["SEQUENCE"]) == ("0", "1")
    assert (first["DTSTAMP"], second["DTSTAMP"]) == ("20260310T140000Z", "20260310T150000Z")
    assert second["LAST-MODIFIED"] == second["DTSTAMP"]
    assert second["DTSTART"] == "20260313T140000Z"
    assert event(replace(moved, edits=(*moved.edits, edit("title", "Work", hours=2))))["SEQUENCE"] == "2"


def test_withdrawn_work_stays_in_the_calendar_as_cancelled() -> None:
    withdrawn = replace(WORK, withdrawn="Not needed", edits=(edit("withdrawn", None, after="Not needed"),))
    found = event(withdrawn)
    assert (found["STATUS"], found["SUMMARY"]) == ("CANCELLED", "Withdrawn: Queries fail")
    assert found["SEQUENCE"] == "1"


def test_an_update_s_withdrawal_is_in_the_feed_with_its_reason_and_the_status() -> None:
    why = "It <i>still</i> fails"
    over = replace(
        FIRST,
        id="20260310T143000Z-resolved",
        at=BEGAN + HOUR / 2,
        body="All **works**.",
        status=Status.RESOLVED,
        withdrawn=why,
        edits=(edit("withdrawn", None, after=why),),
    )
    incident = replace(OUTAGE, updates=(FIRST, over))
    text = feed(incident)
    (entry,) = re.findall(r"<entry>.*?</entry>", text.replace("\n", ""))[:1]
    assert "tag:status.example.com,2026:2026-03-10-errors/withdrawn-20260310T143000Z-resolved<" in entry
    assert "<title>[Withdrawn] Queries fail</title>" in entry
    assert "<published>2026-03-10T15:00:00+00:00</published>" in entry
    assert "We withdraw our update of 2026-03-10 14:30 UTC: It &amp;lt;i&amp;gt;still" in entry
    assert "Current status: Investigating" in entry
    assert "errors/20260310T143000Z-resolved<" not in text
    shown = page(incident)
    assert 'id="withdrawn-20260310T143000Z-resolved"' in shown
    assert "<b>Withdrawn:</b> It &lt;i&gt;still&lt;/i&gt; fails" in shown
    assert '<h3 class="struck">Resolved</h3>' in shown
    assert feed(incident, "components/api/updates.atom").count("<entry>") == 2


def test_a_withdrawn_incident_s_entry_in_the_history_keeps_its_first_date() -> None:
    withdrawn = replace(OUTAGE, withdrawn="A test", edits=(edit("withdrawn", None, after="A test"),))
    text = feed(withdrawn, "history.atom")
    assert "<published>2026-03-10T14:00:00+00:00</published>" in text
    assert "<updated>2026-03-10T15:00:00+00:00</updated>" in text
    assert "We reported this in error: A test" in text
    assert "We are on it." not in text
    assert feed(withdrawn, "incidents/2026-03-10-errors/updates.atom").count("<entry>") == 1


def test_an_update_that_was_withdrawn_from_the_start_dates_no_incident() -> None:
    early = replace(
        FIRST, id="20260310T130000Z-early", publication=replace(LIVE, at=BEGAN - HOUR), withdrawn="A test"
    )
    text = feed(replace(OUTAGE, updates=(early, FIRST)), "history.atom")
    assert "<published>2026-03-10T14:00:00+00:00</published>" in text


def test_a_comment_that_was_taken_out_is_no_edit_for_readers() -> None:
    before = Edit(at=BEGAN + HOUR, before="We are on it. <!-- Kim: are we? -->")
    shown = page(replace(OUTAGE, updates=(replace(FIRST, edits=(before,)),)))
    assert "Edited" not in shown and "Kim" not in shown
    before = replace(before, before="We look. <!-- Kim: do we? -->")
    shown = page(replace(OUTAGE, updates=(replace(FIRST, edits=(before,)),)))
    assert "Edited" in shown and "We look." in shown and "Kim" not in shown
