"""The history as readers had it at an instant."""

import pytest

from outspoken.derive.as_of import as_of
from outspoken.derive.current import situation
from outspoken.derive.facts import HistoryFacts


@pytest.fixture
def known(make):
    """Ids of the incidents and of the first one's updates that readers had."""

    def ids(incident, now, commit="abc"):
        found = as_of(make.history(incident, commit=commit), make.at(now)).incidents
        return [one.id for one in found], [update.id for one in found for update in one.updates]

    return ids


def test_what_was_published_later_does_not_exist_yet(make, known):
    incident = make.incident(make.update("14:10", id="a", live="14:20"), live="14:05")
    assert known(incident, "14:04:59") == ([], [])
    assert known(incident, "14:05") == ([incident.id], [])
    assert known(incident, "14:20") == ([incident.id], ["a"])


def test_a_late_record_counts_from_when_it_was_published(make, known):
    incident = make.incident(make.update("14:10", id="a", live="2026-03-05"), live="14:05")
    assert known(incident, "2026-03-04 23:59")[1] == []


def test_a_history_brought_along_counts_by_its_own_times(make, known):
    incident = make.incident(make.update("14:10", id="a"))
    assert known(incident, "13:59") == ([], [])
    assert known(incident, "14:05") == ([incident.id], [])
    assert known(incident, "14:10") == ([incident.id], ["a"])


def test_without_git_planned_work_is_known_before_it_starts(make, known):
    assert known(make.maintenance(), "2026-02-01", commit=None)[0] == ["2026-03-01-upgrade"]
    announced = make.maintenance(make.update("2026-02-20", "scheduled"))
    assert known(announced, "2026-02-20")[0] == ["2026-03-01-upgrade"]


def test_later_edits_are_undone(make):
    update = make.update(
        "14:10", body="third", edits=(make.edit("15:00", "first"), make.edit("16:00", "second"))
    )
    incident = make.incident(update, body="new", edits=(make.edit("15:30", "old"),))

    def words(now):
        found = as_of(make.history(incident), make.at(now)).incidents[0]
        return found.body, found.updates[0].body, len(found.updates[0].edits)

    found = [words(now) for now in ("14:59", "15:00", "15:30", "16:00")]
    assert found == [("old", "first", 0), ("old", "second", 1), ("new", "second", 1), ("new", "third", 2)]


def test_a_post_mortem_that_was_merged_later_does_not_exist_yet(make):
    incident = make.incident(postmortem=make.postmortem("18:00", live="20:00"))
    assert as_of(make.history(incident), make.at("19:00")).incidents[0].postmortem is None


def test_a_post_mortem_dated_in_the_future_is_a_draft_until_then(make):
    incident = make.incident(postmortem=make.postmortem("18:00", live="16:00"))
    postmortem = as_of(make.history(incident), make.at("17:00")).incidents[0].postmortem
    assert not postmortem.is_visible(make.at("17:00"))


def test_the_present_changes_nothing(make):
    incident = make.incident(make.update("15:00", "resolved"), postmortem=make.postmortem("18:00"))
    history = make.history(incident, make.maintenance())
    found = as_of(history, make.at("2026-04-01"))
    assert all(one is other for one, other in zip(found.incidents, history.incidents, strict=True))


def test_the_page_of_the_past_shows_the_incident_open(make):
    incident = make.incident(make.update("15:00", "resolved", live="15:20"), live="14:05")
    past = as_of(make.history(incident), make.at("15:10"))
    assert [one.incident.id for one in situation(HistoryFacts(past), make.at("15:10")).open] == [incident.id]
