"""What programs read about incidents and maintenance is what people read on the pages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from msgspec.structs import replace
from tests.derive.conftest import Make
from tests.render.api.published import NOW, faults, read

from outspoken.model.incident import Difference, Edit, Incident
from outspoken.model.vocabulary import Impact


def taken_back(make: Make, incident: Incident, at: str = "2026-03-02 10:00") -> Incident:
    fact = Difference(name="withdrawn", before=None, after="A false alarm")
    return replace(incident, withdrawn="A false alarm", edits=(Edit(at=make.at(at), facts=(fact,), order=9),))


def one(make: Make, incident: Incident, name: str = "incidents") -> Any:
    """The only incident or maintenance of a list; all bodies keep their schemas."""
    files = read(make.history(incident))
    assert list(faults(files)) == []
    (found,) = files[name][name.partition("/")[0].replace("-", "_")]
    return found


def test_an_incident_has_the_keys_and_words_that_programs_know(make: Make) -> None:
    found = one(
        make,
        make.incident(
            make.update("14:05", "investigating", body="See [our page](https://example.com/a)."),
            make.update("14:20", "monitoring", announce=False),
        ),
    )
    assert found["name"] == "Errors"
    assert (found["status"], found["impact"]) == ("monitoring", "major")
    assert (found["started_at"], found["resolved_at"]) == ("2026-03-01T14:00:00Z", None)
    assert found["monitoring_at"] == "2026-03-01T14:20:00Z"
    assert found["updated_at"] == "2026-03-01T14:20:00Z"
    assert found["shortlink"] == "https://status.example.com/incidents/2026-03-01-errors/"
    newest, first = found["incident_updates"]
    assert first["body"] == "See our page (https://example.com/a)."
    assert (newest["status"], newest["deliver_notifications"]) == ("monitoring", False)
    assert {update["incident_id"] for update in (newest, first)} == {found["id"]}


def test_the_first_update_says_what_the_incident_does_to_components(make: Make) -> None:
    found = one(
        make,
        make.incident(
            make.update("14:05", "investigating"),
            make.update("14:20", components={"web": "degraded_performance"}),
            make.update("14:30", "resolved"),
        ),
    )
    moves = [
        [(part["name"], part["old_status"], part["new_status"]) for part in update["affected_components"]]
        for update in reversed(found["incident_updates"])
    ]
    assert moves == [
        [("api", "operational", "major_outage")],
        [("web", "operational", "degraded_performance")],
        [("api", "major_outage", "operational"), ("web", "degraded_performance", "operational")],
    ]
    codes = {part["code"] for update in found["incident_updates"] for part in update["affected_components"]}
    assert codes == {component["id"] for component in found["components"]}


def test_a_resolved_incident_has_the_worst_impact_that_it_had(make: Make) -> None:
    updates = (
        make.update("14:05", "investigating"),
        make.update("14:20", "identified", impact="minor"),
        make.update("14:30", "resolved"),
    )
    assert one(make, make.incident(*updates))["impact"] == "major"
    assert one(make, make.incident(*updates[:2]))["impact"] == "minor"


def test_a_reopened_incident_has_no_end(make: Make) -> None:
    updates = (
        make.update("14:05", "monitoring"),
        make.update("14:30", "resolved"),
        make.update("15:00", "investigating"),
    )
    resolved = one(make, make.incident(*updates[:2]))
    assert (resolved["status"], resolved["resolved_at"]) == ("resolved", "2026-03-01T14:30:00Z")
    reopened = one(make, make.incident(*updates), "incidents/unresolved")
    assert (reopened["status"], reopened["resolved_at"]) == ("investigating", None)
    assert reopened["monitoring_at"] is None


def test_a_published_post_mortem_is_the_status_and_the_newest_update(make: Make) -> None:
    incident = make.incident(
        make.update("14:05", "investigating"),
        make.update("14:30", "resolved"),
        postmortem=make.postmortem("2026-03-02 09:00"),
    )
    found = one(make, incident)
    assert (found["status"], found["resolved_at"]) == ("postmortem", "2026-03-01T14:30:00Z")
    assert found["incident_updates"][0]["status"] == "postmortem"
    assert "/postmortem/" in found["incident_updates"][0]["body"]
    draft = one(make, replace(incident, postmortem=make.postmortem(None)))
    assert (draft["status"], draft["incident_updates"][0]["status"]) == ("resolved", "resolved")


def test_an_incident_without_an_update_has_its_own_words_as_the_first(make: Make) -> None:
    (update,) = one(make, make.incident())["incident_updates"]
    assert (update["status"], update["body"]) == ("investigating", "Requests fail.")
    assert update["affected_components"][0]["new_status"] == "major_outage"


def test_a_withdrawn_update_is_replaced_by_its_withdrawal(make: Make) -> None:
    fact = Difference(name="withdrawn", before=None, after="Posted to the wrong incident")
    edit = Edit(at=make.at("14:40"), facts=(fact,), order=9)
    wrong = make.update("14:30", "resolved", body="It works.", withdrawn=fact.after, edits=(edit,))
    found = one(make, make.incident(make.update("14:05", "investigating"), wrong), "incidents/unresolved")
    assert [update["status"] for update in found["incident_updates"]] == ["investigating", "investigating"]
    assert "Posted to the wrong incident" in found["incident_updates"][0]["body"]


def test_a_withdrawn_incident_is_over_and_says_why(make: Make) -> None:
    incident = taken_back(make, make.incident(make.update("14:05", "investigating")))
    found = one(make, incident)
    assert found["name"] == "Withdrawn: Errors"
    assert (found["status"], found["impact"], found["resolved_at"]) == (
        "resolved",
        "none",
        "2026-03-02T10:00:00Z",
    )
    (update,) = found["incident_updates"]
    assert update["status"] == "resolved"
    assert "A false alarm" in update["body"]
    assert read(make.history(incident))["summary"]["incidents"] == []


def test_what_was_withdrawn_before_its_publication_is_in_no_file(make: Make) -> None:
    files = read(make.history(make.incident(make.update("14:05", "investigating"), withdrawn="A test")))
    assert files["incidents"]["incidents"] == []
    assert all(month["incidents"] == [] for month in files["history"]["months"])


def test_what_was_recorded_later_is_in_the_history_but_in_no_list(make: Make) -> None:
    # Programs report every incident that they have not seen before.
    incident = make.incident(make.update("14:05", "resolved"), backfilled=True)
    files = read(make.history(incident))
    assert files["incidents"]["incidents"] == []
    (entry,) = files["history"]["months"][0]["incidents"]
    assert (entry["name"], entry["impact"]) == ("Errors", "major")
    assert f"incidents/{entry['code']}" in files


def test_maintenance_is_in_the_list_of_its_phase(make: Make) -> None:
    said = make.update("2026-03-01 09:00", "scheduled", live="2026-03-01 09:00")
    for start, end, phase, status in (
        ("2026-03-02 20:00", "2026-03-02 22:00", "upcoming", "scheduled"),
        ("2026-03-02 11:00", "2026-03-02 13:00", "active", "in_progress"),
    ):
        found = one(
            make,
            make.maintenance(said, start=start, end=end, live="2026-03-01 09:00"),
            f"scheduled-maintenances/{phase}",
        )
        assert (found["status"], found["impact"], found["resolved_at"]) == (status, "maintenance", None)
        assert found["scheduled_for"] == start.replace(" ", "T") + ":00Z"
        assert found["scheduled_until"] == end.replace(" ", "T") + ":00Z"


def test_the_clock_s_phases_are_updates(make: Make) -> None:
    said = make.update("2026-03-01 09:00", "scheduled", live="2026-03-01 09:00")
    found = one(
        make,
        make.maintenance(said, start="2026-03-02 02:00", end="2026-03-02 04:00"),
        "scheduled-maintenances",
    )
    assert [update["status"] for update in found["incident_updates"]] == [
        "completed",
        "in_progress",
        "scheduled",
    ]
    assert found["incident_updates"][1]["affected_components"][0]["new_status"] == "under_maintenance"


def test_what_only_its_window_ended_says_that_the_window_has_ended(make: Make) -> None:
    said = make.update("2026-03-01 09:00", "scheduled", live="2026-03-01 09:00")
    work = make.maintenance(said, start="2026-03-02 02:00", end="2026-03-02 04:00")
    found = one(make, work, "scheduled-maintenances")
    assert (found["status"], found["resolved_at"]) == ("completed", found["scheduled_until"])
    assert found["incident_updates"][0]["body"] == "The scheduled window has ended."
    done = make.update("2026-03-02 04:30", "completed", body="All is done.")
    confirmed = one(make, replace(work, updates=(*work.updates, done)), "scheduled-maintenances")
    assert confirmed["resolved_at"] == "2026-03-02T04:30:00Z"
    assert confirmed["incident_updates"][0]["body"] == "All is done."


def test_cancelled_work_is_over_and_its_name_says_so(make: Make) -> None:
    found = one(
        make,
        make.maintenance(
            make.update("2026-03-01 09:00", "scheduled"),
            make.update("2026-03-02 09:00", "cancelled", body="We don't need it."),
            start="2026-03-03 02:00",
            end="2026-03-03 04:00",
        ),
        "scheduled-maintenances",
    )
    assert (found["name"], found["status"]) == ("Cancelled: Errors", "completed")
    assert found["resolved_at"] == "2026-03-02T09:00:00Z"
    assert found["incident_updates"][0]["body"] == "We don't need it."


def test_lists_have_the_50_newest(make: Make) -> None:
    incidents = [
        make.incident(make.update(at, "resolved"), id=f"2026-02-01-n{number}", started=at)
        for number in range(60)
        for at in (make.at("2026-02-01 00:00") + timedelta(hours=number),)
    ]
    found = read(make.history(*incidents))["incidents"]["incidents"]
    assert len(found) == 50
    assert found[0]["shortlink"].endswith("-n59/")
    assert [each["created_at"] for each in found] == sorted(
        (each["created_at"] for each in found), reverse=True
    )


def test_an_open_incident_is_unresolved_however_old_it_is(make: Make) -> None:
    old = make.incident(make.update("2025-01-01 10:00"), id="2025-01-01-old", started="2025-01-01 10:00")
    files = read(make.history(old))
    assert [each["id"] for each in files["summary"]["incidents"]] == [
        each["id"] for each in files["incidents/unresolved"]["incidents"]
    ]
    assert len(files["summary"]["incidents"]) == 1


def test_a_retitled_incident_keeps_its_ids(make: Make) -> None:
    incident = make.incident(make.update("14:05", "investigating"))
    before, after = (
        one(make, incident),
        one(make, replace(incident, title="Other words", impact=Impact.MINOR)),
    )
    assert before["id"] == after["id"]
    assert before["incident_updates"][0]["id"] == after["incident_updates"][0]["id"]


def test_the_history_says_from_when_until_when(make: Make) -> None:
    files = read(make.history(make.incident(make.update("14:05"), make.update("15:30", "resolved"))))
    march, february, january = files["history"]["months"]
    assert (march["name"], march["year"], march["days"], march["starts_on"]) == ("March", 2026, 31, 0)
    assert [february["name"], january["name"]] == ["February", "January"]
    assert march["incidents"][0]["timestamp"] == (
        "Mar <var data-var='date'>01</var>, <var data-var='time'>14:00</var> - "
        "<var data-var='time'>15:30</var> UTC"
    )
    assert NOW.month == 3
