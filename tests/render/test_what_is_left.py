"""When we knew, how large the damage is and what is left: on pages, in feeds and in messages."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from outspoken.derive.cadence import Overdue, OverdueKind
from outspoken.derive.facts import IncidentFacts
from outspoken.model.component import Component
from outspoken.model.history import History
from outspoken.model.incident import Action, Aftermath, Incident, Postmortem, Publication, Quantity, Update
from outspoken.model.settings import Credit, PostmortemPolicy, Settings
from outspoken.model.vocabulary import ActionKind, Impact, Kind, State, Status
from outspoken.render.all_outputs import incident_outputs, prepare, site_outputs
from outspoken.render.language.language import Language
from outspoken.render.messages.message_facts import news_of, news_of_overdue
from outspoken.render.messages.message_templates import MessageTemplates
from outspoken.render.pages.incident_page import incident_page
from outspoken.render.pages.postmortem_pages import postmortem_page

BEGAN = datetime(2026, 3, 10, 14, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
NOW = BEGAN + 120 * MINUTE
SETTINGS = Settings(
    site_name="Example",
    url="https://status.example.com/",
    host="status.example.com",
    components=(Component(id="api", name="The API"),),
)


def says(minutes: int, status: Status | None, **more: object) -> Update:
    at = BEGAN + minutes * MINUTE
    given = {"id": f"u{minutes}", "at": at, "body": "We say so.", "status": status}
    return Update(**given, publication=Publication(at=at, order=minutes, bulk=False), **more)  # type: ignore[arg-type]


LEFT = Aftermath(data="No order was lost", todo="We send late receipts by tonight")
OUTAGE = Incident(
    id="2026-03-10-errors",
    title="Queries fail",
    kind=Kind.INCIDENT,
    impact=Impact.MAJOR,
    components=(("api", State.MAJOR_OUTAGE),),
    started=BEGAN,
    noticed=BEGAN + 7 * MINUTE,
    numbers=(Quantity(what="Requests failed", value="41000"), Quantity(what="Customers", value="about 12 %")),
    body="Queries fail.",
    publication=Publication(at=BEGAN, bulk=False),
    updates=(says(15, Status.INVESTIGATING), says(60, Status.RESOLVED, aftermath=LEFT)),
    postmortem=Postmortem(
        body="We know why.",
        publication=Publication(at=BEGAN + 90 * MINUTE, bulk=False),
        published=BEGAN + 90 * MINUTE,
        actions=(Action(what="Alert", kind=ActionKind.DETECT, priority="P1-canary", ticket="OPS-canary"),),
    ),
)


def page(incident: Incident, now: datetime = NOW) -> str:
    shared = prepare(History(settings=SETTINGS, incidents=(incident,)), now)
    return incident_page(shared, shared.history.incidents[0]).data.decode()


def facts_of(html: str) -> dict[str, str]:
    """The facts of a page's first list, without markup."""
    found = re.search(r'<dl class="facts">(.*?)</dl>', html, re.DOTALL)
    assert found
    pairs = re.findall(r"<dt[^>]*>(.*?)</dt>\s*<dd[^>]*>(.*?)</dd>", found[1], re.DOTALL)
    return {name: re.sub("<[^>]+>", "", value) for name, value in pairs}


def test_the_page_shows_the_detection_how_many_and_what_is_left() -> None:
    found = facts_of(page(OUTAGE))
    assert found["Noticed"] == "Mar 10, 2026, 14:07 UTC"
    assert (found["Requests failed"], found["Customers"]) == ("41,000", "about 12 %")
    assert (found["Your data"], found["Still to do"]) == (LEFT.data, LEFT.todo)


def test_what_is_left_is_in_the_update_that_said_it() -> None:
    html = page(OUTAGE)
    assert LEFT.data in html[html.index('<li id="u60"') : html.index('<li id="u15"')]
    assert LEFT.data not in html[html.index('<li id="u15"') :]


def test_nothing_is_left_while_the_incident_is_open_again() -> None:
    again = replace(OUTAGE, updates=(*OUTAGE.updates, says(80, Status.IDENTIFIED)))
    assert "Your data" not in facts_of(page(again))


def test_a_later_note_completes_what_is_left_and_leaves_the_rest() -> None:
    note = says(80, None, aftermath=Aftermath(todo="All receipts are sent"))
    left = replace(OUTAGE, updates=(*OUTAGE.updates, note)).aftermath
    assert left == Aftermath(data=LEFT.data, todo="All receipts are sent")


def test_the_post_mortem_distinguishes_unknown_from_unstated() -> None:
    shared = prepare(History(settings=SETTINGS, incidents=(OUTAGE,)), NOW)
    assert OUTAGE.postmortem
    html = postmortem_page(shared, OUTAGE, OUTAGE.postmortem).data.decode()
    found = facts_of(html)
    assert found["Noticed"] == "Mar 10, 2026, 14:07 UTC (7 minutes later)"
    assert found["First update"] == "Mar 10, 2026, 14:15 UTC (8 minutes later)"
    assert "Detect" in html


def test_the_first_update_of_a_post_mortem_is_when_readers_had_it() -> None:
    waited = replace(
        OUTAGE.updates[0], publication=replace(OUTAGE.updates[0].publication, at=BEGAN + 40 * MINUTE)
    )
    outage = replace(OUTAGE, updates=(waited, *OUTAGE.updates[1:]))
    shared = prepare(History(settings=SETTINGS, incidents=(outage,)), NOW)
    assert outage.postmortem
    html = postmortem_page(shared, outage, outage.postmortem).data.decode()
    assert facts_of(html)["First update"] == "Mar 10, 2026, 14:40 UTC (33 minutes later)"


def test_an_overdue_action_has_one_day_for_every_reader() -> None:
    policy = PostmortemPolicy(actions_within={Impact.MAJOR: timedelta(days=15)})
    settings = replace(SETTINGS, postmortem=policy)
    shared = prepare(History(settings=settings, incidents=(OUTAGE,)), NOW + timedelta(days=30))
    assert OUTAGE.postmortem
    html = postmortem_page(shared, OUTAGE, OUTAGE.postmortem).data.decode()
    # One for readers whose clock is checked, one for the others.
    assert re.findall(r"(Overdue \(due|Due) <time datetime=\"([^\"]+)\"", html) == [
        ("Overdue (due", "2026-03-25"),
        ("Due", "2026-03-25"),
    ]


def test_priority_and_ticket_reach_no_output() -> None:
    shared = prepare(History(settings=SETTINGS, incidents=(OUTAGE,)), NOW)
    outputs = [*site_outputs(shared), *incident_outputs(shared, OUTAGE)]
    assert len(outputs) > 10
    assert [one.path for one in outputs if b"canary" in one.data] == []


def message(name: str) -> str:
    language = Language("en")
    entry = IncidentFacts(OUTAGE).timeline(BEGAN + 60 * MINUTE)[-1]
    news = news_of(OUTAGE, entry, entry.at, SETTINGS, language)
    return MessageTemplates(settings=SETTINGS, language=language).write(name, news).text


@pytest.mark.parametrize("name", ["chat-internal.txt", "mail-internal.html", "chat-executives.txt"])
def test_people_inside_get_the_detection_and_the_numbers(name: str) -> None:
    reported = message(name)
    assert "Noticed" in reported
    assert "14:07" in reported
    assert "Requests failed: 41,000" in reported


@pytest.mark.parametrize("name", ["chat-customers.txt", "mail-customers.txt", "mail-customers.html"])
def test_customers_get_what_is_left_and_not_the_detection(name: str) -> None:
    reported = message(name)
    assert f"Your data: {LEFT.data}" in reported
    assert f"Still to do: {LEFT.todo}" in reported
    assert "Noticed" not in reported


def test_the_entry_of_a_feed_has_what_is_left() -> None:
    shared = prepare(History(settings=SETTINGS, incidents=(OUTAGE,)), NOW)
    atom = next(one.data.decode() for one in site_outputs(shared) if one.path == "updates.atom")
    assert atom.count(LEFT.data) == 1


@pytest.mark.parametrize(
    ("language", "written", "shown"),
    [("en", "41000", "41,000"), ("de", "41000.5", "41.000,5"), ("en", "007", "007"), ("de", "10 %", "10 %")],
)
def test_only_a_plain_number_gets_the_separators_of_the_language(
    language: str, written: str, shown: str
) -> None:
    assert Language(language).number(written) == shown


def test_a_reminder_after_the_end_has_the_end() -> None:
    for incident, ended in (
        (OUTAGE, BEGAN + 60 * MINUTE),
        (replace(OUTAGE, updates=OUTAGE.updates[:1]), None),
    ):
        late = Overdue(incident=incident, kind=OverdueKind.POSTMORTEM, since=NOW, case="postmortem-20260310")
        assert news_of_overdue(late, NOW, SETTINGS, Language("en")).ended == ended


FEEDBACK = "https://forms.example.com/status?incident={id}"


def asked(name: str, place: int) -> str:
    settings, language = replace(SETTINGS, feedback_url=FEEDBACK), Language("en")
    entry = IncidentFacts(OUTAGE).timeline(BEGAN + 60 * MINUTE)[place]
    news = news_of(OUTAGE, entry, entry.at, settings, language)
    return MessageTemplates(settings=settings, language=language).write(name, news).text


@pytest.mark.parametrize("name", ["chat-customers.txt", "mail-customers.txt", "mail-customers.html"])
def test_customers_are_asked_how_it_was_handled_once_it_is_resolved(name: str) -> None:
    assert f"https://forms.example.com/status?incident={OUTAGE.id}" in asked(name, -1)
    assert "forms.example.com" not in asked(name, 0)


def test_the_page_of_a_resolved_incident_leads_to_the_feedback() -> None:
    settings = replace(SETTINGS, feedback_url=FEEDBACK)
    for incident, is_asked in (
        (OUTAGE, True),
        (replace(OUTAGE, updates=OUTAGE.updates[:1]), False),
        (replace(OUTAGE, withdrawn="Reported in error"), False),
    ):
        shared = prepare(History(settings=settings, incidents=(incident,)), NOW)
        html = incident_page(shared, shared.history.incidents[0]).data.decode()
        assert (f'href="https://forms.example.com/status?incident={OUTAGE.id}"' in html) is is_asked


def test_the_months_of_a_component_name_the_credit_and_the_last_day_to_claim_it() -> None:
    settings = replace(
        SETTINGS,
        credits=(Credit(monthly_uptime_below=99.9, credit="10 %"),),
        claim_within=timedelta(days=30),
    )
    shared = prepare(History(settings=settings, incidents=(OUTAGE,)), datetime(2026, 4, 2, tzinfo=UTC))
    pages = {one.path: one.data for one in site_outputs(shared)}
    html = pages["components/api/index.html"].decode()
    assert re.search(r"Service credit: 10 %, to be claimed by <time[^>]*>Apr 30, 2026</time>", html)
