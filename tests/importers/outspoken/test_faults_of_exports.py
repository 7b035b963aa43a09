"""An export with faults: one Problem each, all at once, and nothing is written."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.importers.outspoken.made_histories import NOW
from tests.importers.outspoken.round_trips import bring_back, export_of, tree

from outspoken.errors import ProblemsError
from outspoken.importers.import_report import ImportOutcome
from outspoken.importers.import_request import ImportRequest
from outspoken.importers.outspoken.import_outspoken import import_outspoken

ROOT = Path(__file__).parents[3]
TWO = ROOT / "tests" / "pass" / "two-incidents-that-belong-together"
Lines = list[dict[str, Any]]


def good() -> Lines:
    """The lines of a good export of two incidents."""
    return [json.loads(line) for line in export_of(TWO).splitlines()]


def write(lines: Lines, path: Path) -> Path:
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


def faults(source: Path, root: Path) -> list[tuple[int | None, str]]:
    """The line and message of each Problem."""
    root.mkdir(exist_ok=True)
    with pytest.raises(ProblemsError) as raised:
        import_outspoken(str(source), root, ImportRequest(now=NOW))
    assert list(root.iterdir()) == []
    return [(problem.line, problem.message) for problem in raised.value.problems]


def first(lines: Lines, **keys: object) -> None:
    lines[0] |= keys


def add_file(lines: Lines, path: str, line: int = 1) -> None:
    lines[line].setdefault("files", []).append({"path": path, "text": "x"})


CASES: dict[str, tuple[Callable[[Lines], object], list[tuple[int, str]]]] = {
    "another version": (
        lambda lines: first(lines, version=2),
        [(1, "this export has version 2; version 1 can be read")],
    ),
    "another file": (lambda lines: lines.pop(0), [(1, "this is not the first line of an export")]),
    "a repeated incident": (
        lambda lines: (lines.append(lines[1]), first(lines, incidents=3)),
        [(4, "2026-11-21-checkout-errors is on line 2 already")],
    ),
    "lines that are missing": (
        lambda lines: lines.pop(),
        [(2, "2 incidents were exported, but 1 lines follow the first one")],
    ),
    "a path out of the folder": (
        lambda lines: add_file(lines, "../../x.md"),
        [(2, "../../x.md is not a file of an incident")],
    ),
    "an absolute path": (
        lambda lines: add_file(lines, "/etc/x.md"),
        [(2, "/etc/x.md is not a file of an incident")],
    ),
    "a path of Windows": (
        lambda lines: add_file(lines, "updates\\x.md"),
        [(2, "updates\\x.md is not a file of an incident")],
    ),
    "a hidden file": (
        lambda lines: add_file(lines, ".git"),
        [(2, ".git is not a file of an incident")],
    ),
    "an empty path": (lambda lines: add_file(lines, ""), [(2, "an empty path is not a file of an incident")]),
    "a file of the site that is not one": (
        lambda lines: add_file(lines, "../mkdocs.yml", 0),
        [(1, "../mkdocs.yml is not a file of the site")],
    ),
    "a file twice": (
        lambda lines: (add_file(lines, "note.png"), add_file(lines, "note.png")),
        [(2, "note.png occurs twice")],
    ),
    "base64 that is none": (
        lambda lines: lines[1]["files"].append({"path": "a.png", "base64": "%"}),
        [(2, "a.png has neither text nor base64 that can be read")],
    ),
    "an id that leads elsewhere": (
        lambda lines: lines[2].update(id="2026-11-21-/../x"),
        [(3, "2026-11-21-/../x cannot be used as an incident's id")],
    ),
    "values that contradict the text": (
        lambda lines: lines[1]["front_matter"].update(impact="none"),
        [(2, "the values differ from the text in files: impact of incident.md")],
    ),
    "no front matter": (
        lambda lines: lines[1].pop("front_matter"),
        [(2, "the line cannot be read: Object missing required field `front_matter`")],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_each_fault_is_one_problem(case: str, tmp_path: Path) -> None:
    lines = good()
    change, expected = CASES[case]
    change(lines)

    assert faults(write(lines, tmp_path / "export.jsonl"), tmp_path / "new")[: len(expected)] == expected


def test_all_faults_are_found_at_once(tmp_path: Path) -> None:
    lines = good()
    add_file(lines, "../x")
    lines[2]["front_matter"]["impact"] = "none"

    assert [line for line, _ in faults(write(lines, tmp_path / "export.jsonl"), tmp_path / "new")] == [2, 3]


@pytest.mark.parametrize("cut", [1, 40, 400])
def test_a_file_that_is_cut_off_is_one(cut: int, tmp_path: Path) -> None:
    (tmp_path / "export.jsonl").write_bytes(export_of(TWO)[:-cut])

    assert faults(tmp_path / "export.jsonl", tmp_path / "new") == [(3, "the line is cut off")]


def test_a_file_that_is_empty_is_not_an_export(tmp_path: Path) -> None:
    (tmp_path / "export.jsonl").write_bytes(b"")

    assert faults(tmp_path / "export.jsonl", tmp_path / "new") == [
        (1, "this is not the first line of an export")
    ]


def test_a_mistake_in_a_text_is_reported_on_its_line(tmp_path: Path) -> None:
    lines = good()
    for line in lines[1:]:
        line.pop("files")
    lines[1]["front_matter"]["components"] = {"chekcout": "major_outage"}

    assert faults(write(lines, tmp_path / "export.jsonl"), tmp_path / "new")[0][1] == (
        "unknown component chekcout"
    )


def test_a_second_import_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "export.jsonl").write_bytes(export_of(TWO))
    bring_back(tmp_path / "export.jsonl", tmp_path / "new")
    before = tree(tmp_path / "new")

    made = bring_back(tmp_path / "export.jsonl", tmp_path / "new")

    assert (made.files, made.count(ImportOutcome.PRESENT), made.needs_a_person) == ((), 2, False)
    assert tree(tmp_path / "new") == before


def test_a_folder_with_other_files_stays_and_is_named(tmp_path: Path) -> None:
    (tmp_path / "export.jsonl").write_bytes(export_of(TWO))
    bring_back(tmp_path / "export.jsonl", tmp_path / "new")
    changed = next((tmp_path / "new" / "incidents").glob("*/*/incident.md"))
    changed.write_bytes(changed.read_bytes() + b"\nMore.\n")

    made = bring_back(tmp_path / "export.jsonl", tmp_path / "new")

    assert (made.needs_a_person, changed.read_bytes().endswith(b"\nMore.\n")) == (True, True)
