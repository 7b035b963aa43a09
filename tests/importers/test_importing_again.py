"""A second import adds only what is new at the source, and never changes what is here."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.importers.conftest import imported_from
from tests.importers.hosted_pages import incident, source

from outspoken.cli import main
from outspoken.importers import import_writer
from outspoken.importers.import_writer import write_new


def run(folder: Path, root: Path, *options: str) -> Result:
    arguments = ["import", "statuspage", str(folder), "--root", str(root), "--now", "2026-11-21T12:00Z"]
    return CliRunner().invoke(main, [*arguments, *options])


def written(root: Path) -> dict[str, str]:
    return {
        path.relative_to(root).as_posix(): path.read_text(encoding="utf-8")
        for path in root.rglob("*")
        if path.is_file()
    }


def test_a_second_run_changes_nothing_and_says_so(tmp_path: Path) -> None:
    old, root = source(tmp_path / "old", incident("a1"), incident("b2", 2)), tmp_path / "new"
    assert run(old, root).exit_code == 0
    before = written(root)
    again = run(old, root)
    assert "Nothing is new: 2 incidents" in again.stdout
    assert again.exit_code == 0
    assert written(root) == before


def test_a_new_incident_is_added_alone_and_no_id_changes(tmp_path: Path) -> None:
    root = tmp_path / "new"
    run(source(tmp_path / "old", incident("b2")), root)
    before = written(root)
    # The other one has the same title and the same day, and comes first by its id.
    again = run(source(tmp_path / "old", incident("a1"), incident("b2")), root)
    assert "1 incident with 2 updates" in again.stdout
    after = written(root)
    assert {path: after[path] for path in before} == before
    assert {path.split("/")[2] for path in set(after) - set(before)} == {"2025-03-01-slow-2"}


def test_an_incident_that_was_renamed_at_the_source_stays_one(tmp_path: Path) -> None:
    root = tmp_path / "new"
    run(source(tmp_path / "old", incident("a1")), root)
    before = written(root)
    again = run(source(tmp_path / "old", incident("a1", title="Slow pages")), root)
    assert written(root) == before
    assert "a1: its title is different at the source (Slow pages; here Slow)" in again.stdout
    assert again.exit_code == 0


def test_an_impact_that_was_changed_at_the_source_is_said_and_not_taken(tmp_path: Path) -> None:
    root = tmp_path / "new"
    run(source(tmp_path / "old", incident("a1")), root)
    before = written(root)
    again = run(source(tmp_path / "old", incident("a1", impact="critical")), root)
    assert "Changed at the source since; kept as it is here:" in again.stdout
    assert "its impact is different at the source (critical; here minor)" in again.stdout
    assert written(root) == before


def test_a_window_that_was_moved_at_the_source_is_said_and_not_taken(tmp_path: Path) -> None:
    def work(hour: int) -> Path:
        ends = {"scheduled_for": f"2026-12-01T0{hour}:00:00Z", "scheduled_until": "2026-12-01T09:00:00Z"}
        planned = incident("a1", words=("We work.",), impact="maintenance", **ends)
        planned["incident_updates"][0]["status"] = planned["status"] = "scheduled"
        return source(tmp_path / "old", planned)

    root = tmp_path / "new"
    run(work(2), root)
    before = written(root)
    again = run(work(3), root)
    moved = "2026-12-01T03:00Z to 2026-12-01T09:00Z; here 2026-12-01T02:00Z to 2026-12-01T09:00Z"
    assert f"its window is different at the source ({moved})" in again.stdout
    assert written(root) == before
    assert "another one" not in run(work(2), root).stdout


def test_later_updates_are_added_to_an_incident_that_went_on(tmp_path: Path) -> None:
    root = tmp_path / "new"
    open_one = incident("a1", words=("We look.", "A cable."))
    open_one["incident_updates"][0]["status"] = "identified"
    run(source(tmp_path / "old", open_one), root)
    before = written(root)
    longer = incident("a1", words=("We look.", "A cable.", "It is over."))
    longer["incident_updates"][1]["status"] = "identified"
    again = run(source(tmp_path / "old", longer), root)
    after = written(root)
    assert {path: after[path] for path in before} == before
    assert [path.rpartition("/")[2] for path in set(after) - set(before)] == ["20250301T120000Z-resolved.md"]
    assert "1 got later updates" in again.stdout


def test_what_a_person_edited_renamed_or_removed_stays_so(tmp_path: Path) -> None:
    old, root = source(tmp_path / "old", incident("a1", words=("One.", "Two.", "Three."))), tmp_path / "new"
    run(old, root)
    folder = root / "incidents/2025-03/2025-03-01-slow"
    (folder / "updates/20250301T110000Z-update.md").unlink()
    head = (folder / "incident.md").read_text(encoding="utf-8")
    (folder / "incident.md").write_text(head.replace("title: Slow", "title: Slower"), encoding="utf-8")
    before = written(root)
    assert "Nothing is new" in run(old, root).stdout
    assert written(root) == before


@pytest.mark.parametrize("kept", ["redirects", "key", "neither"])
def test_an_incident_is_found_by_its_key_its_old_address_or_its_id(tmp_path: Path, kept: str) -> None:
    old, root = source(tmp_path / "old", incident("a1")), tmp_path / "new"
    run(old, root)
    file = root / "incidents/2025-03/2025-03-01-slow/incident.md"
    lines = file.read_text(encoding="utf-8").splitlines()
    gone = {"redirects": ["key:"], "key": ["redirects:", "  - /"], "neither": ["redirects:", "  - /", "key:"]}
    left = [line for line in lines if not line.startswith(tuple(gone[kept]))]
    file.write_text("\n".join(left) + "\n", encoding="utf-8")
    before = written(root)
    assert "Nothing is new" in run(old, root).stdout
    assert written(root) == before


@pytest.mark.parametrize("killed_at", range(4))
def test_an_import_that_is_killed_leaves_whole_incidents_and_the_next_one_completes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, killed_at: int
) -> None:
    old = source(tmp_path / "old", incident("a1"), incident("b1"), incident("c1", 2))
    whole, root = tmp_path / "whole", tmp_path / "new"
    run(old, whole)
    made = imported_from("statuspage", old, root)
    calls = iter(range(100))
    real = Path.rename

    def killed(path: Path, target: Path) -> Path:
        # What SIGKILL leaves: nothing is cleaned up.
        if next(calls) == killed_at:
            raise KeyboardInterrupt
        return real(path, target)

    monkeypatch.setattr(import_writer.Path, "rename", killed)
    if killed_at < 3:
        with pytest.raises(KeyboardInterrupt):
            write_new(root, made.files)
    else:
        write_new(root, made.files)
    monkeypatch.undo()
    folders = [path for path in root.glob("incidents/*/*") if not path.name.startswith(".")]
    assert len(folders) == min(killed_at, 3)
    assert all(len(list(folder.rglob("*.md"))) == 3 for folder in folders)
    run(old, root)
    assert written(root) == written(whole)


def test_a_plan_writes_nothing_and_says_what_would_be(tmp_path: Path) -> None:
    listed = [{"id": "c1", "name": "Web Shop"}]
    old = source(tmp_path / "old", incident("a1", components=listed))
    result = run(old, tmp_path / "new", "--plan")
    assert result.exit_code == 0
    assert not (tmp_path / "new").exists()
    assert "2 updates to incidents/2025-03/2025-03-01-slow" in result.stdout
    assert "status investigating: investigating (1)" in result.stdout
    assert "component Web Shop: web-shop (1)" in result.stdout
    assert "Nothing was written, because of --plan." in result.stdout


def test_the_report_is_a_file_for_programs_or_for_people(tmp_path: Path) -> None:
    old = source(tmp_path / "old", incident("a1", words=("We look.", "")))
    run(old, tmp_path / "a", "--report", str(tmp_path / "report.json"), "--plan")
    run(old, tmp_path / "b", "--report", str(tmp_path / "report.md"))
    report = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert [(each["path"], each["outcome"]) for each in report["incidents"]] == [("incidents.json#a1", "new")]
    assert report["remarks"][-1]["about"] == "an update without a text: its status is its text"
    assert "| incidents.json#a1 | new |" in (tmp_path / "report.md").read_text(encoding="utf-8")
    assert run(old, tmp_path / "c", "--report", str(tmp_path / "report.md")).exit_code == 2


def test_incidents_with_one_long_title_on_one_day_get_ids_that_are_allowed(tmp_path: Path) -> None:
    # Cut so that the number comes right after a hyphen.
    title = "aaaaaaaaaa " * 12
    old = source(tmp_path / "old", *(incident(f"a{number}", title=title) for number in range(12)))
    assert run(old, tmp_path / "new").exit_code == 0
    assert len(list((tmp_path / "new").glob("incidents/*/*/incident.md"))) == 12
    assert "Nothing is new" in run(old, tmp_path / "new").stdout


def test_a_text_that_is_posted_again_arrives_again(tmp_path: Path) -> None:
    words = ("We look.", "We look.", "It is over.")
    old, root = tmp_path / "old", tmp_path / "new"
    one = incident("a1", words=words)
    assert run(source(old, one), root).exit_code == 0
    again = incident("a1", words=(*words, "We look.", "It is over."))
    for each, status in zip(again["incident_updates"][::-1], "iiriir", strict=False):
        each["status"] = "resolved" if status == "r" else "investigating"
    again["incident_updates"][0]["status"] = "resolved"
    assert run(source(old, again), root).exit_code == 0
    names = [path.name for path in sorted(root.glob("incidents/*/*/updates/*.md"))]
    assert names[-2:] == ["20250301T130000Z-investigating.md", "20250301T140000Z-resolved.md"]


@pytest.mark.parametrize("is_there", [False, True])
def test_a_plan_ends_with_the_problems_that_the_import_would_end_with(tmp_path: Path, is_there: bool) -> None:
    root = tmp_path / "new"
    if is_there:
        run(source(tmp_path / "old", incident("b2")), root)
    before = written(root)
    other = "[the other](https://status.example.org/incidents/zzz)"
    old = source(tmp_path / "old", incident("a1", 3, words=(f"See {other}.", "It is over.")))
    plan = run(old, root, "--plan")
    assert written(root) == before
    real = run(old, root)

    assert (plan.exit_code, real.exit_code) == (1, 1)
    said = [line for line in real.stderr.splitlines() if ": error: " in line]
    assert [line for line in plan.stderr.splitlines() if ": error: " in line] == said != []
    assert "Nothing was written, because of --plan." in plan.stdout


def test_a_plan_of_a_history_without_flaws_ends_well(tmp_path: Path) -> None:
    old, root = source(tmp_path / "old", incident("a1")), tmp_path / "new"

    assert run(old, root, "--plan").exit_code == 0
    run(old, root)
    assert run(old, root, "--plan").exit_code == 0
