"""A hosted page's JSON comes along: every word, exact times, and what each component's state was."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.importers.conftest import Imported, bring, imported_from
from tests.importers.hosted_pages import incident, source

from outspoken.importers.import_report import Grade
from outspoken.importers.import_request import SourceError
from outspoken.model.vocabulary import Impact, Kind, State, Status

API = {"id": "c1", "name": "API", "status": "operational", "group": False, "group_id": None}


def brought(tmp_path: Path, *incidents: dict[str, Any]) -> Imported:
    return bring(source(tmp_path / "old", *incidents), tmp_path / "new", kind="statuspage")


def left(done: Imported) -> list[str]:
    return [remark.about for remark in done.made.remarks if remark.grade is Grade.NOT_IMPORTED]


def test_an_incident_comes_along_with_its_id_its_address_and_its_times(tmp_path: Path) -> None:
    done = brought(tmp_path, incident("a1b2", words=("We look.", "Still.", "Over.")))
    (one,) = done.history.incidents
    assert (one.id, one.redirects, one.key) == ("2025-03-01-slow", ("/incidents/a1b2/",), "statuspage:a1b2")
    assert [(f"{each.at:%H:%M}", each.status, each.body) for each in one.updates] == [
        ("10:00", Status.INVESTIGATING, "We look."),
        ("11:00", None, "Still."),
        ("12:00", Status.RESOLVED, "Over."),
    ]
    assert (done.problems, left(done)) == ((), [])
    assert done.history.settings.url == "https://status.example.org/"


def test_states_of_components_are_those_that_updates_name(tmp_path: Path) -> None:
    one = incident("a1", words=("We look.", "Better.", "Over."), components=[API])
    states = [
        ("major_outage", "operational"),
        ("partial_outage", "major_outage"),
        ("operational", "partial_outage"),
    ]
    for update, (new, old) in zip(one["incident_updates"][::-1], states, strict=True):
        update["affected_components"] = [
            {"code": "c1", "name": "Core - API", "old_status": old, "new_status": new}
        ]
    done = brought(tmp_path, one)
    assert dict(done.history.incidents[0].components) == {"api": State.MAJOR_OUTAGE}
    assert [dict(each.components) for each in done.history.incidents[0].updates] == [
        {}, {"api": State.PARTIAL_OUTAGE}, {},
    ]  # fmt: skip


def test_without_states_the_impact_decides_and_the_report_says_so(tmp_path: Path) -> None:
    done = brought(tmp_path, incident("a1", components=[API], impact="critical"))
    assert dict(done.history.incidents[0].components) == {"api": State.MAJOR_OUTAGE}
    assert "a component's state is taken from the impact" in done.abouts


def test_scheduled_maintenance_keeps_its_window(tmp_path: Path) -> None:
    planned = incident("m1", impact="maintenance", status="completed", scheduled_for="2025-03-02T02:00:00Z",
                       scheduled_until="2025-03-02T04:00:00Z")  # fmt: skip
    planned["incident_updates"][0] |= {"status": "completed", "display_at": "2025-03-02T03:50:00Z"}
    planned["incident_updates"][1]["status"] = "scheduled"
    folder = source(tmp_path / "old")
    text = json.dumps({"page": {}, "scheduled_maintenances": [planned]})
    (folder / "scheduled-maintenances.json").write_text(text, encoding="utf-8")
    done = bring(folder, tmp_path / "new", kind="statuspage")
    (one,) = done.history.incidents
    assert (one.kind, one.id) == (Kind.MAINTENANCE, "2025-03-02-slow")
    assert one.window and (f"{one.window.start:%d %H}", f"{one.window.end:%d %H}") == ("02 02", "02 04")
    assert [each.status for each in one.updates] == [Status.SCHEDULED, Status.COMPLETED]


def test_groups_and_descriptions_become_components(tmp_path: Path) -> None:
    folder = source(tmp_path / "old", incident("a1"))
    listed = [
        {"id": "g1", "name": "Europe", "group": True, "group_id": None},
        {"id": "g2", "name": "Asia", "group": True, "group_id": None},
        {"id": "c1", "name": "API", "group": False, "group_id": "g1", "description": "For programs"},
        {"id": "c3", "name": " ", "group": False, "group_id": None},
        {"id": "c2", "name": "API", "group": False, "group_id": "g2", "description": None},
    ]
    text = json.dumps({"page": {}, "components": listed})
    (folder / "components.json").write_text(text, encoding="utf-8")
    components = bring(folder, tmp_path / "new", kind="statuspage").history.settings.components
    assert [(each.name, each.group, each.description) for each in components] == [
        ("API (Europe)", "Europe", "For programs"),
        ("API (Asia)", "Asia", ""),
    ]


def test_a_postmortem_is_one_here_too(tmp_path: Path) -> None:
    one = incident("a1")
    one["incident_updates"].insert(
        0, {"id": "p", "status": "postmortem", "body": "A cable.", "display_at": "2025-03-03T09:00:00Z"}
    )
    (made,) = brought(tmp_path, one).history.incidents
    assert made.postmortem and made.postmortem.body == "A cable."
    assert f"{made.postmortem.published:%d %H}" == "03 09"
    assert len(made.updates) == 2


def test_what_was_added_to_a_postmortem_follows_it(tmp_path: Path) -> None:
    one = incident("a1")
    for day, body in ((3, "A cable."), (4, "Done: a second cable.")):
        at = f"2025-03-0{day}T09:00:00Z"
        added = {"id": f"p{day}", "status": "postmortem", "body": body, "display_at": at}
        one["incident_updates"].insert(0, added)
    (made,) = brought(tmp_path, one).history.incidents
    assert made.postmortem and made.postmortem.body == "A cable.\n\nDone: a second cable."
    assert f"{made.postmortem.published:%d %H}" == "03 09"


def test_incidents_of_another_format_in_the_same_folder_are_not_taken(tmp_path: Path) -> None:
    folder = source(tmp_path / "old", incident("a1"))
    other = {"incidents": [{"id": "2025-03-01-slow", "title": "Slow", "condition": "degraded"}]}
    (folder / "operational-state.json").write_text(json.dumps(other), encoding="utf-8")
    (folder / "sitemap.xml").write_text("<urlset></urlset>", encoding="utf-8")
    done = bring(folder, tmp_path / "new", kind="statuspage")
    assert len(done.history.incidents) == 1
    assert not done.made.needs_a_person


def test_half_a_character_at_the_end_of_a_text_is_replaced(tmp_path: Path) -> None:
    one = incident("a1", title="Slow \ud83d", words=("We look \ud83d", "Over \ud83d\udd25."))
    done = brought(tmp_path, one)
    assert done.history.incidents[0].title == "Slow \ufffd"
    assert done.texts() == ["We look \ufffd", "Over \U0001f525."]


def test_an_update_without_text_shows_the_status_as_the_old_page_did(tmp_path: Path) -> None:
    done = brought(tmp_path, incident("a1", words=("We look.", "", "")))
    assert done.texts() == ["We look.", "Investigating", "Resolved"]
    assert "an update without a text: its status is its text" in done.abouts


def test_an_incident_without_updates_has_its_title_as_text(tmp_path: Path) -> None:
    done = brought(tmp_path, incident("a1", incident_updates=[], resolved_at="2025-03-01T12:00:00Z",
                                      status="resolved"))  # fmt: skip
    assert done.texts() == ["Resolved"]
    done = bring(source(tmp_path / "b", incident("b1", incident_updates=[], status="investigating")),
                 tmp_path / "c", kind="statuspage")  # fmt: skip
    assert done.texts() == ["Slow"]


def test_unknown_words_are_guessed_and_named(tmp_path: Path) -> None:
    one = incident("a1", impact="apocalyptic", words=("a", "b", "c"))
    one["incident_updates"][1]["status"] = "pondering"
    done = brought(tmp_path, one)
    assert done.history.incidents[0].impact is Impact.MINOR
    assert {"unknown impact: minor was used", "unknown status: unchanged was used"} <= set(done.abouts)
    assert [word for word in done.made.words if not word.is_known]


def test_times_out_of_order_and_in_one_second_keep_every_word(tmp_path: Path) -> None:
    one = incident("a1", words=("one", "two", "three", "four"))
    for update in one["incident_updates"]:
        update["display_at"] = "2025-03-01T10:00:00.5Z"
    one["incident_updates"][1]["status"] = "resolved"
    one["incident_updates"][0]["status"] = "monitoring"
    other = incident("b2", words=("x", "y", "z"))
    other["incident_updates"].reverse()
    done = brought(tmp_path, one, other)
    assert done.texts(0) == ["one", "two", "three", "four"]
    assert sorted(done.texts(1)) == ["x", "y", "z"]
    assert [problem.rule for problem in done.problems] == ["reopened"]


@pytest.mark.parametrize(
    "title",
    [
        "🔥🔥", "x" * 300, "a: b\nkind: maintenance\n---\n", "---", "../../etc/passwd",
        "<script>alert(1)</script>",
        "'\"{}[]", "null", "2025-01-01", "\u202eevil", "-", "#", "",
    ],
)  # fmt: skip
def test_a_title_is_one_line_whatever_it_is(tmp_path: Path, title: str) -> None:
    done = brought(tmp_path, incident("a1", title=title), incident("b2", title=title))
    assert done.problems == ()
    assert len(done.history.incidents) == 2
    assert {each.kind for each in done.history.incidents} == {Kind.INCIDENT}
    written = {path.relative_to(tmp_path / "new").parts[0] for path in (tmp_path / "new").rglob("*.md")}
    assert written == {"incidents", "site_src"}


@pytest.mark.parametrize("code", ["../../../evil", "a/b", "", "a b\n---", "<x>", "-" * 300])
def test_an_id_leads_nowhere_else(tmp_path: Path, code: str) -> None:
    done = brought(tmp_path, incident(code), incident("good"))
    assert done.problems == ()
    assert [path.name for path in tmp_path.iterdir()] == ["old", "new"] or not list(tmp_path.glob("evil*"))


def test_hostile_text_is_shown_and_does_nothing(tmp_path: Path) -> None:
    words = ("<script>alert(1)</script>", "[x](javascript:y) <img src=x onerror=z> [[Who?]] <!-- a\x00\x1b")
    done = brought(tmp_path, incident("a1", words=words))
    assert done.problems == ()
    assert done.texts()[0] == r"\<script>alert(1)\</script>"
    assert "[[Who?]]" not in done.texts()[1]


def test_what_is_complete_in_a_file_that_is_cut_off_is_read(tmp_path: Path) -> None:
    folder = source(tmp_path / "old", incident("a1"), incident("b2", 2), incident("c3", 3))
    whole = (folder / "incidents.json").read_text(encoding="utf-8")
    (folder / "incidents.json").write_text(whole[: whole.index('"c3"') + 40], encoding="utf-8")
    done = bring(folder, tmp_path / "new", kind="statuspage")
    assert [one.key for one in done.history.incidents] == ["statuspage:a1", "statuspage:b2"]
    assert left(done) == ["the file is cut off: what is complete was read, the rest is missing"]


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("<!DOCTYPE html><p>502", "it is a page in HTML: save the address of the JSON or of the feed again"),
        ("{nonsense", "it is neither JSON nor a feed"),
        ("[" * 100_000, "it is neither JSON nor a feed"),
    ],
)
def test_a_bad_file_is_named_and_the_rest_is_imported(tmp_path: Path, text: str, about: str) -> None:
    folder = source(tmp_path / "old", incident("a1"))
    (folder / "bad.json").write_text(text, encoding="utf-8")
    done = bring(folder, tmp_path / "new", kind="statuspage")
    assert left(done) == [about]
    assert len(done.history.incidents) == 1


def test_a_folder_with_nothing_of_a_page_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"history\.atom"):
        imported_from("statuspage", tmp_path, tmp_path / "new")
    with pytest.raises(SourceError, match="does not exist"):
        imported_from("statuspage", tmp_path / "none", tmp_path / "new")


def test_what_is_still_to_come_waits_for_another_import(tmp_path: Path) -> None:
    one = incident("a1", words=("We look.", "Over."))
    one["incident_updates"][0]["display_at"] = "2027-01-01T00:00:00Z"
    done = brought(tmp_path, one)
    assert done.texts() == ["We look."]
    assert left(done) == ["an update is in the future: import again after its time"]
