"""What `outspoken import` prints before anything is written."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner, Result
from tests.importers.hosted_pages import incident, source

from outspoken.cli import main


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["import", *map(str, arguments), "--now", "2026-11-21T12:00Z"])


def test_a_plan_says_what_comes_first_if_components_are_missing(tmp_path: Path) -> None:
    root = tmp_path / "new"
    assert run("statuspage", source(tmp_path / "old", incident("a1")), "--root", root).exit_code == 0
    other = incident("b2", 2, components=[{"id": "c1", "name": "Web"}])
    plan = run("statuspage", source(tmp_path / "old", incident("a1"), other), "--root", root, "--plan")
    assert "nothing is imported until you add them:\n- {id: web, name: Web}" in plan.stdout
    assert "Files that would then be written:\n" in plan.stdout
    assert "would then be imported" in plan.stdout
    assert plan.exit_code == 1


def test_a_plan_without_words_and_without_files_has_no_empty_headings(tmp_path: Path) -> None:
    export = tmp_path / "export.jsonl"
    run("statuspage", source(tmp_path / "old", incident("a1")), "--root", tmp_path / "new")
    CliRunner().invoke(main, ["export", "--root", str(tmp_path / "new"), "-o", str(export)])
    plan = run("outspoken", export, "--root", tmp_path / "new", "--plan")
    assert "are mapped" not in plan.stdout
    assert "No file would be written.\n" in plan.stdout


def test_a_word_of_the_source_adds_no_line_of_its_own(tmp_path: Path) -> None:
    one = incident("a1", title="Slow\nNothing was written.\x1b[2J")
    one["incident_updates"][0]["status"] = "odd\nword"
    plan = run("statuspage", source(tmp_path / "old", one), "--root", tmp_path / "new", "--plan")
    assert "  status odd word: " in plan.stdout
    assert "\x1b" not in plan.stdout
    assert plan.stdout.splitlines().count("Nothing was written.") == 0


def test_the_help_fits_a_narrow_terminal() -> None:
    for command in ("import", "export"):
        text = CliRunner().invoke(main, [command, "--help"], terminal_width=80).stdout
        assert max(map(len, text.splitlines())) <= 80
