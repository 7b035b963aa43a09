"""A table with one row for each incident: no end and no text is lost because something is missing."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.importers.conftest import NOW, Imported, bring

from outspoken.importers.import_report import Grade
from outspoken.model.incident import Incident
from outspoken.model.vocabulary import Impact, Status

COLUMNS = ("Id", "Title", "Impact", "Started", "Ended", "Status", "Text", "Resolution", "Comments")
MAPPING = "columns: {" + ", ".join(f"{name.lower()}: {name}" for name in COLUMNS) + "}\n"


def rows(tmp_path: Path, *cells: dict[str, str]) -> Imported:
    usual = {
        "Id": "7",
        "Title": "Slow",
        "Impact": "minor",
        "Started": "2026-03-01T10:00Z",
        "Text": "We look.",
    }
    lines = [
        "|".join(COLUMNS),
        *("|".join({**usual, **one}.get(name, "") for name in COLUMNS) for one in cells),
    ]
    (tmp_path / "table.csv").write_text("\n".join(lines), encoding="utf-8")
    (tmp_path / "mapping.yml").write_text(MAPPING, encoding="utf-8")
    return bring(
        tmp_path / "table.csv",
        tmp_path / "new",
        kind="csv",
        url="https://status.example.org/",
        map=tmp_path / "mapping.yml",
    )


def row(tmp_path: Path, **cells: str) -> Incident:
    return rows(tmp_path, cells).history.incidents[0]


def story(one: Incident) -> list[tuple[str, str]]:
    return [(f"{each.status}", each.body) for each in one.updates]


def test_what_is_resolved_without_an_end_is_over(tmp_path: Path) -> None:
    one = row(tmp_path, Status="Resolved", Resolution="Fixed.")
    assert story(one) == [("investigating", "We look."), ("resolved", "Fixed.")]


def test_an_end_before_the_start_does_not_open_the_incident_again(tmp_path: Path) -> None:
    one = row(tmp_path, Status="resolved", Ended="2026-03-01T09:00Z")
    assert one.updates[-1].status is Status.RESOLVED
    assert f"{one.started:%H:%M}" == "10:00"


def test_a_start_that_cannot_be_read_costs_no_text(tmp_path: Path) -> None:
    one = row(tmp_path, Started="31/12/2025", Ended="2026-03-01T12:00Z", Resolution="Fixed.")
    assert story(one) == [("investigating", "We look."), ("resolved", "Fixed.")]


@pytest.mark.parametrize("comment", ["", "2026-03-01T11:00Z;Still.", "2026-03-01T11:00Z;kim;Still."])
def test_the_status_of_an_open_incident_is_that_of_its_newest_text(tmp_path: Path, comment: str) -> None:
    one = row(tmp_path, Status="monitoring", Comments=comment)
    assert [each.status for each in one.updates if each.status][-1] is Status.MONITORING
    assert one.updates[-1].body == ("Still." if comment else "We look.")


def test_a_comment_without_an_author_keeps_its_text(tmp_path: Path) -> None:
    done = rows(tmp_path, {"Comments": "2026-03-01T11:00Z;Still slow."})
    assert done.texts()[-1] == "Still slow."


def test_who_wrote_a_comment_is_in_the_report(tmp_path: Path) -> None:
    done = rows(tmp_path, {"Comments": "2026-03-01T11:00Z;We fixed it;it works"})
    assert done.texts()[-1] == "it works"
    assert [each.detail for each in done.made.remarks if each.grade is Grade.NO_EQUIVALENT] == ["We fixed it"]


def test_the_text_of_a_resolution_is_kept_while_it_is_open(tmp_path: Path) -> None:
    one = row(tmp_path, Status="monitoring", Resolution="A new disk.")
    assert story(one) == [("investigating", "We look."), ("monitoring", "A new disk.")]


def test_the_result_of_maintenance_completes_it(tmp_path: Path) -> None:
    one = row(tmp_path, Impact="maintenance", Ended="2026-03-01T12:00Z", Resolution="All disks are new.")
    assert story(one)[-1] == ("completed", "All disks are new.")


@pytest.mark.parametrize(("status", "last"), [("scheduled", "scheduled"), ("cancelled", "cancelled")])
def test_maintenance_that_is_still_to_come_is_imported(tmp_path: Path, status: str, last: str) -> None:
    one = row(tmp_path, Started="2027-01-05T10:00Z", Ended="2027-01-05T12:00Z", Status=status)
    assert one.window is not None
    assert f"{one.window.start:%F %H:%M} {one.window.end:%H:%M}" == "2027-01-05 10:00 12:00"
    assert [each.status for each in one.updates if each.status][-1] == last
    assert all(each.at and each.at <= NOW for each in one.updates)


def test_three_rows_of_one_id_are_three_incidents(tmp_path: Path) -> None:
    done = rows(tmp_path, {"Text": "One."}, {"Text": "Two."}, {"Text": "Three."})
    assert sorted(one.updates[0].body for one in done.history.incidents) == ["One.", "Three.", "Two."]
    assert len({one.key for one in done.history.incidents}) == 3


def test_an_end_that_the_status_denies_is_named(tmp_path: Path) -> None:
    done = rows(tmp_path, {"Status": "monitoring", "Ended": "2026-03-01T12:00Z"})
    about = "it has an end, but its status says that it is not over: it is open"
    assert about in [each.about for each in done.made.remarks if each.grade is Grade.ASSUMED]
    assert done.history.incidents[0].impact is Impact.MINOR
