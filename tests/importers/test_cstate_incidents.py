"""One issue of a cState site becomes one incident."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from outspoken.model.vocabulary import Impact, Kind, State, Status

Make = Callable[..., Any]


def at(hour: int, minute: int = 0, day: int = 1) -> datetime:
    return datetime(2024, 3, day, hour, minute, tzinfo=UTC)


def test_an_issue_keeps_title_times_component_and_words(issue: Make) -> None:
    done = issue()
    (incident,) = done.history.incidents
    assert done.problems == ()
    assert (incident.id, incident.title, incident.started) == ("2024-03-01-slow", "Slow pages", at(10))
    assert incident.components == (("mail", State.PARTIAL_OUTAGE),)
    assert [(update.at, update.status, update.body) for update in incident.updates] == [
        (at(10), Status.INVESTIGATING, "It is slow."),
        (at(12), Status.RESOLVED, "Resolved."),
    ]


@pytest.mark.parametrize(
    ("severity", "impact", "state"),
    [
        ("down", Impact.MAJOR, State.MAJOR_OUTAGE),
        ("disrupted", Impact.MINOR, State.PARTIAL_OUTAGE),
        ("notice", Impact.NONE, State.OPERATIONAL),
    ],
)
def test_severity_becomes_impact_and_state(issue: Make, severity: str, impact: Impact, state: State) -> None:
    (incident,) = issue(severity=severity).history.incidents
    assert (incident.impact, incident.components) == (impact, (("mail", state),))


def test_the_old_address_leads_to_the_incident(issue: Make) -> None:
    (incident,) = issue(name="2024-03-01-Slow.Pages.md", aliases="[/old/, status/1.html]").history.incidents
    assert incident.redirects == ("/issues/2024-03-01-slow.pages/", "/old/", "/issues/status/1.html")


def test_a_slug_or_url_of_its_own_is_the_old_address(issue: Make) -> None:
    assert issue(slug="Mail-Down").history.incidents[0].redirects == ("/issues/mail-down/",)


def test_the_day_of_an_id_is_the_day_it_began(issue: Make) -> None:
    assert issue(name="2021-07-56-vacation.md").history.incidents[0].id == "2024-03-01-vacation"


@pytest.mark.parametrize("name", ["2024_03_01_slow.md", "2024.3.1 slow.md", "2024 03 01 Slow.md"])
def test_a_day_in_a_file_name_is_in_the_id_once(issue: Make, name: str) -> None:
    assert issue(name=name).history.incidents[0].id == "2024-03-01-slow"


def test_an_issue_that_is_not_resolved_is_open(issue: Make) -> None:
    (incident,) = issue(resolved="false", resolvedWhen="").history.incidents
    assert [update.status for update in incident.updates] == [Status.INVESTIGATING]


def test_the_last_message_ends_it_when_the_page_said_so(issue: Make) -> None:
    (incident,) = issue("[Final]\nUp again.\n\n[Initial]\nDown.\n").history.incidents
    assert [(update.at, update.status, update.body) for update in incident.updates] == [
        (at(10), Status.INVESTIGATING, "**Initial**\n\nDown."),
        (at(12), Status.RESOLVED, "**Final**\n\nUp again."),
    ]


def test_messages_without_a_time_are_between_those_beside_them(issue: Make) -> None:
    done = issue("[Final]\nUp.\n\n[Update]\nSoon.\n\n[Initial]\nDown.\n")
    assert [update.at for update in done.history.incidents[0].updates] == [at(10), at(11), at(12)]
    assert any("distributed between" in about for about in done.abouts)


def test_messages_keep_the_times_they_name(issue: Make) -> None:
    body = "[Update - 2024-03-01 11h40 UTC]\nSoon.\n\n[Initial]\nDown.\n"
    assert [update.at for update in issue(body).history.incidents[0].updates] == [at(10), at(11, 40), at(12)]


def test_a_stamp_from_another_month_is_not_believed(issue: Make) -> None:
    body = '**Update**: soon. {{< track "2024-02-01 11:00:00" >}}\n\nDown.\n'
    done = issue(body)
    assert [update.at for update in done.history.incidents[0].updates] == [at(10), at(11), at(12)]
    assert "2024-02-01 11:00:00" in done.texts()[1]
    assert any("was ignored" in about for about in done.abouts)
    assert done.problems == ()


def test_messages_of_one_instant_keep_their_order(issue: Make) -> None:
    body = "[Final]\nThird.\n\n[Update]\nSecond.\n\n[Initial]\nFirst.\n"
    done = issue(body, resolvedWhen="2024-03-01T10:00:00Z")
    assert [text.rpartition("\n")[2] for text in done.texts()] == ["First.", "Second.", "Third."]
    assert done.problems == ()


def test_an_end_before_the_start_is_put_on_the_day_of_the_start(issue: Make) -> None:
    done = issue(resolvedWhen="2024-02-27T12:00:00Z")
    assert done.history.incidents[0].updates[-1].at == at(12)
    assert "it was resolved before its start: the end was moved to the day of the start" in done.abouts


def test_an_end_before_the_start_by_day_and_hour_is_the_start(issue: Make) -> None:
    assert issue(resolvedWhen="2024-02-27T08:00:00Z").history.incidents[0].updates[-1].at == at(10)


def test_an_informational_post_is_never_open(issue: Make) -> None:
    (incident,) = issue(informational="true", severity="down", resolved="", resolvedWhen="").history.incidents
    assert incident.impact is Impact.NONE
    assert incident.updates[-1].status is Status.RESOLVED


def test_an_informational_post_keeps_its_end(issue: Make) -> None:
    (incident,) = issue(informational="true").history.incidents
    assert incident.impact is Impact.NONE
    assert [(update.at, update.status) for update in incident.updates] == [
        (at(10), Status.IDENTIFIED),
        (at(12), Status.RESOLVED),
    ]


def test_an_informational_post_that_ended_before_it_began_is_mended(issue: Make) -> None:
    done = issue(informational="true", resolvedWhen="2024-02-27T12:00:00Z")
    assert done.history.incidents[0].updates[-1].at == at(12)
    assert any(about.startswith("it was resolved before its start") for about in done.abouts)


def test_work_announced_ahead_is_a_maintenance(issue: Make) -> None:
    done = issue("We will upgrade the mail server.\n", title="Upgrade of mail", severity="notice")
    (incident,) = done.history.incidents
    assert (incident.kind, incident.window.start, incident.window.end) == (Kind.MAINTENANCE, at(10), at(12))
    assert incident.components == (("mail", State.UNDER_MAINTENANCE),)
    assert [update.status for update in incident.updates] == [Status.SCHEDULED]


def test_the_last_message_of_a_maintenance_completes_it(issue: Make) -> None:
    body = "[Final]\nDone.\n\n[Initial]\nMail will be upgraded.\n"
    (incident,) = issue(body, title="Maintenance of mail").history.incidents
    assert [update.status for update in incident.updates] == [Status.SCHEDULED, Status.COMPLETED]


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("Maintenance failed on mail", "Mail will be back soon."),
        ("Maintenance on mail", "Mail is being updated."),
        ("Slow pages", "We will upgrade the mail server."),
    ],
)
def test_unclear_work_stays_an_incident(issue: Make, title: str, body: str) -> None:
    assert issue(body, title=title).history.incidents[0].kind is Kind.INCIDENT


def test_what_is_still_to_come_is_planned(issue: Make) -> None:
    done = issue(date="2026-12-01T10:00:00Z", resolved="false", resolvedWhen="")
    (incident,) = done.history.incidents
    assert (incident.kind, incident.window.end.hour) == (Kind.MAINTENANCE, 11)
    assert done.problems == ()


def test_a_name_no_one_lists_becomes_a_component_that_is_retired(issue: Make) -> None:
    done = issue(affected="[mail, Old.Thing, OLD THING]")
    assert [component.id for component in done.history.settings.components] == [
        "web-shop",
        "mail",
        "old-thing",
    ]
    gone = done.history.settings.component("old-thing")
    assert (gone.name, gone.aliases, str(gone.retired)) == ("Old.Thing", ("OLD THING",), "2024-03-02")
    assert [component for component, _ in done.history.incidents[0].components] == ["mail", "old-thing"]


def test_a_component_of_an_open_incident_is_not_retired(issue: Make) -> None:
    done = issue(affected="[New]", resolved="false", resolvedWhen="")
    assert done.history.settings.component("new").retired is None


def test_a_long_title_is_cut_and_kept_whole_in_the_text(issue: Make) -> None:
    title = "Mail " + "is very slow and " * 10 + "it ends here"
    done = issue(title=title)
    (incident,) = done.history.incidents
    assert len(incident.title) <= 120
    assert incident.title.endswith("…")
    assert title in incident.body
    assert "the title was shortened or cleaned" in done.abouts


def test_markup_leaves_a_title(issue: Make) -> None:
    assert issue(title='"**Mail** on `host`"').history.incidents[0].title == "Mail on host"


def test_a_section_about_causes_becomes_the_post_mortem(issue: Make) -> None:
    done = issue("It is down.\n\n## Root cause analysis\n\nA cable.\n\n## Timeline\n\n* 10:00 cut\n")
    (incident,) = done.history.incidents
    assert incident.postmortem.body.startswith("## Root cause analysis\n\nA cable.")
    assert incident.postmortem.published == at(12)
    assert done.texts()[0] == "It is down."


def test_a_linked_post_mortem_is_named(issue: Make) -> None:
    done = issue("Down.\n\nA [Post-Mortem is here](https://x.example/pm).\n")
    assert "(https://x.example/pm)" in done.history.incidents[0].postmortem.body
    assert "Post-Mortem is here" in done.texts()[0]


def test_a_picture_from_elsewhere_becomes_a_link(issue: Make) -> None:
    assert issue("![Graph](https://x.example/a.png)").texts()[0] == "[Graph](https://x.example/a.png)"


def test_an_issue_without_words_says_its_title(issue: Make) -> None:
    assert issue("\n").texts() == ["Slow pages", "Resolved."]
