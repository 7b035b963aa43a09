"""When a follow-up action was done is what git says, once, whatever becomes of its text."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from outspoken.derive.facts import IncidentFacts
from outspoken.model.history import History
from outspoken.model.incident import Incident
from outspoken.render.all_outputs import prepare, site_outputs
from outspoken.render.pages.incident_page import incident_page
from outspoken.render.pages.postmortem_pages import postmortem_page
from outspoken.source.load import load

FOLDER = "incidents/2026-03/2026-03-09-checkout-errors"
SETTINGS = """\
site_name: Example status
site_url: https://status.example.com/
plugins: [{outspoken: {components: [{id: api}]}}]
"""
OPENING = {
    "mkdocs.yml": SETTINGS,
    f"{FOLDER}/incident.md": "---\ntitle: Checkout errors\nimpact: minor\ncomponents: {api: partial_outage}\n"
    "started: 2026-03-09T10:00Z\n---\nSome payments fail.\n",
    f"{FOLDER}/updates/20260309T103000Z-resolved.md": "---\nstatus: resolved\n"
    "at: 2026-03-09T10:30Z\n---\nOver.\n",
}
NOW = datetime(2026, 3, 20, tzinfo=UTC)


def postmortem(*actions: str, published: str = "published: 2026-03-10T09:00Z\n") -> dict[str, str]:
    listed = "".join(f"  - {{{one}}}\n" for one in actions)
    return {f"{FOLDER}/postmortem.md": f"---\n{published}actions:\n{listed}---\n\nWe know why.\n"}


@pytest.fixture
def site(repository: Any) -> Any:
    repository.commit("2026-03-09T10:31Z", OPENING)
    return repository


def read(site: Any, now: datetime = NOW) -> History:
    loaded = load(site.root, now=now)
    assert loaded.history
    return loaded.history


def done(site: Any) -> list[tuple[str, str]]:
    (incident,) = read(site).incidents
    assert incident.postmortem
    return [(one.action.what, f"{one.at:%m-%d %H:%M}") for one in incident.postmortem.completions]


def entries(incident: Incident) -> list[str]:
    return [entry.id for entry in IncidentFacts(incident).timeline(NOW) if entry.action]


def test_an_action_is_done_when_that_is_published(site: Any) -> None:
    site.commit("2026-03-10T09:00Z", postmortem("what: Alert", "what: Limit"))
    site.commit("2026-03-12T15:00Z", postmortem("what: Alert, done: 2026-03-11", "what: Limit"))
    assert done(site) == [("Alert", "03-12 15:00")]


def test_a_page_of_the_past_has_no_problem_with_what_was_done_since(site: Any) -> None:
    site.commit("2026-03-10T09:00Z", postmortem("what: Alert"))
    site.commit("2026-03-18T15:00Z", postmortem("what: Alert, done: 2026-03-18"))
    loaded = load(site.root, now=datetime(2026, 3, 11, tzinfo=UTC))
    assert [one for one in loaded.problems if one.is_error] == []


def test_a_day_that_had_not_come_when_it_was_committed_is_a_problem(site: Any) -> None:
    site.commit("2026-03-10T09:00Z", postmortem("what: Alert"))
    site.commit("2026-03-12T15:00Z", postmortem("what: Alert, done: 2026-03-18"))
    loaded = load(site.root, now=datetime(2026, 3, 13, tzinfo=UTC))
    assert [one.rule for one in loaded.problems if one.is_error] == ["future-time"]


def test_what_was_done_before_the_post_mortem_is_no_news(site: Any) -> None:
    site.commit("2026-03-09T12:00Z", postmortem("what: Alert", published=""))
    site.commit("2026-03-10T09:00Z", postmortem("what: Alert, done: 2026-03-10"))
    assert done(site) == []


def test_a_corrected_text_keeps_id_and_date(site: Any) -> None:
    site.commit("2026-03-10T09:00Z", postmortem("what: Alrt", "what: Limit"))
    site.commit("2026-03-12T15:00Z", postmortem("what: Alrt, done: 2026-03-11", "what: Limit"))
    before = entries(read(site).incidents[0])
    site.commit("2026-03-13T15:00Z", postmortem("what: Alert, done: 2026-03-11", "what: Limit"))
    site.commit("2026-03-14T15:00Z", postmortem("what: Limit", "what: Alert, done: 2026-03-11"))
    assert done(site) == [("Alert", "03-12 15:00")]
    assert entries(read(site).incidents[0]) == before


def test_an_action_that_is_added_when_it_is_done_is_news(site: Any) -> None:
    site.commit("2026-03-10T09:00Z", postmortem("what: Alert"))
    site.commit("2026-03-12T15:00Z", postmortem("what: Alert", "what: Limit, done: 2026-03-12"))
    assert done(site) == [("Limit", "03-12 15:00")]


def test_what_is_not_done_after_all_is_no_news_any_more(site: Any) -> None:
    site.commit("2026-03-10T09:00Z", postmortem("what: Alert"))
    site.commit("2026-03-12T15:00Z", postmortem("what: Alert, done: 2026-03-11"))
    site.commit("2026-03-13T15:00Z", postmortem("what: Alert"))
    assert done(site) == []


def test_two_actions_of_one_text_have_two_ids(site: Any) -> None:
    site.commit("2026-03-10T09:00Z", postmortem("what: Test it, owner: Kim", "what: Test it, owner: Ada"))
    both = ("what: Test it, owner: Kim, done: 2026-03-11", "what: Test it, owner: Ada, done: 2026-03-11")
    site.commit("2026-03-12T15:00Z", postmortem(*both))
    before = entries(read(site).incidents[0])
    site.commit("2026-03-13T15:00Z", postmortem(*both, "what: Alert"))
    assert len(set(before)) == 2
    assert entries(read(site).incidents[0]) == before


def test_readers_find_what_changed_since_on_the_pages_and_in_the_feed(site: Any) -> None:
    site.commit("2026-03-10T09:00Z", postmortem("what: Alert"))
    site.commit("2026-03-12T15:00Z", postmortem("what: Alert, done: 2026-03-11"))
    shared = prepare(read(site), NOW)
    (incident,) = shared.history.incidents
    assert incident.postmortem
    html = postmortem_page(shared, incident, incident.postmortem).data.decode()
    assert "What changed since" in html
    assert "Mar 12, 2026, 15:00 UTC" in html
    page = incident_page(shared, incident).data.decode()
    assert "We have done what we promised: Alert" in page
    atom = next(one.data.decode() for one in site_outputs(shared) if one.path == "updates.atom")
    (entry,) = [part for part in atom.split("<entry>") if "We have done what we promised" in part]
    assert f"<id>tag:status.example.com,2026:{incident.id}/{entries(incident)[0]}</id>" in entry
    assert "<published>2026-03-12T15:00:00+00:00</published>" in entry


def test_a_page_of_the_past_does_not_know_it_yet(site: Any) -> None:
    site.commit("2026-03-10T09:00Z", postmortem("what: Alert"))
    site.commit("2026-03-12T15:00Z", postmortem("what: Alert, done: 2026-03-11"))
    then = datetime(2026, 3, 11, 12, tzinfo=UTC)
    shared = prepare(read(site, then), then)
    (incident,) = shared.history.incidents
    assert "We have done what we promised" not in incident_page(shared, incident).data.decode()
