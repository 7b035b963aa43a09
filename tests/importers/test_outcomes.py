"""An import gives a site that checks, or says what to do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.importers.conftest import CONFIG, ISSUE, bring, run

from outspoken.cli import main

Site = Callable[..., Path]


@pytest.mark.parametrize("systems", ["", "  systems:\n", "  systems: null\n", "  systems: []\n"])
def test_a_site_without_systems_gets_one_component_and_checks(
    site: Site, tmp_path: Path, systems: str
) -> None:
    config = f"title: Example Status\nbaseURL: https://s.example/\nparams:\n  dateFormat: x\n{systems}"
    source = site({"2024-03-01-slow.md": ISSUE.replace("affected: [Mail]\n", "")}, config)
    done = bring(source, tmp_path / "new")
    assert done.problems == ()
    assert [component.name for component in done.history.settings.components] == ["Example Status"]
    assert any("one component stands for the whole site" in about for about in done.abouts)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("title: Example Status", "title: '[x](y) \u202e'"),
        ("name: Mail", 'name: "a, b: {c} \\"d\\""'),
        ("Where people buy", "Where | people: buy # here\n        - twice"),
        ("title: Example Status", "languageCode: xx-YY\ntitle: T"),
        ("title: Example Status", "title: Example Status\ntimeZone: Mars/Olympus"),
        ("https://status.example.org/", "https://user@status.example.org:8080/a b/"),
        ("https://status.example.org/", "https://zustand.müller.example/"),
    ],
)
def test_what_was_imported_checks_or_says_what_to_mend(
    site: Site, tmp_path: Path, before: str, after: str
) -> None:
    root = tmp_path / "new"
    result = run(site({"2024-03-01-slow.md": ISSUE}, CONFIG.replace(before, after)), "--root", root)
    checked = CliRunner().invoke(main, ["check", "--root", str(root), "--now", "2026-11-21T12:00Z"])
    assert result.exit_code == checked.exit_code
    if checked.exit_code:
        assert ": error: " in result.output


@pytest.mark.parametrize(
    "files", [{}, {"data.json": "[]"}, {"a.md": ISSUE.replace("title: Slow", "title: Slow\ndraft: true")}]
)
def test_a_site_without_any_incident_is_refused(site: Site, tmp_path: Path, files: dict[str, str]) -> None:
    result = run(site(files), "--root", tmp_path / "new")
    assert result.exit_code == 1
    assert "has no incident that can be read" in result.output
    assert not (tmp_path / "new").exists()


def test_many_remarks_of_one_kind_are_one_line_with_a_count(site: Site, tmp_path: Path) -> None:
    odd = ISSUE.replace("severity: down", "severity: awful")
    source = site({f"2024-03-0{day}-slow.md": odd for day in range(1, 8)})
    short = run(source, "--root", tmp_path / "a").stdout
    whole = run(source, "--root", tmp_path / "b", "--verbose").stdout
    assert [line for line in short.splitlines() if "unknown severity" in line] == [
        "  7 files: unknown severity: notice was used; the first: content/issues/2024-03-01-slow.md (awful)"
    ]
    assert "--verbose lists every file." in short
    assert whole.count("unknown severity") == 7


def test_a_link_beside_an_old_page_leads_to_the_new_one_below_any_address(site: Site, tmp_path: Path) -> None:
    linking = ISSUE.replace("It is slow.", "See [that](../störung/).")
    source = site({"a.md": linking, "störung.md": ISSUE})
    result = run(source, "--root", tmp_path / "new", "--site-url", "https://example.org/status/")
    assert result.exit_code == 0
    texts = [path.read_text(encoding="utf-8") for path in (tmp_path / "new").rglob("*-investigating.md")]
    assert sum("[that](/status/issues/st" in text for text in texts) == 1
    checked = CliRunner().invoke(
        main, ["check", "--root", str(tmp_path / "new"), "--now", "2026-11-21T12:00Z"]
    )
    assert "link" not in checked.output
