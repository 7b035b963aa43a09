"""`outspoken check` and the ways to print problems."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import outspoken
from outspoken.cli import COMMANDS, main
from outspoken.cli.print_problems import as_github, as_text, resolve_format
from outspoken.errors import Problem, Severity

MakeSite = Callable[[Mapping[str, str | bytes]], Path]
HEAD = "---\ntitle: Down\nimpact: major\ncomponents: {}\nstarted: 2026-11-21T14:05Z\n---\n"
GOOD = {"incidents/2026-11/2026-11-21-down/incident.md": HEAD}
BAD = {"incidents/2026-11/2026-11-21-down/incident.md": HEAD.replace("T14:05Z", " 14:05")}
AWKWARD = Problem(
    path="incidents/a,b:c.md",
    line=3,
    severity=Severity.ERROR,
    rule="bad-id",
    message="100 %\r\nlong",
    hint="write less",
)


def check(site: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["check", "--root", str(site), "--now", "2026-11-21T18:00Z", *words])


@pytest.fixture(autouse=True)
def outside_of_actions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    monkeypatch.delenv("GITHUB_WORKSPACE", raising=False)


def test_warnings_alone_are_good(make_site: MakeSite) -> None:
    result = check(make_site(GOOD))

    assert (result.exit_code, result.output.splitlines()[-1]) == (0, "1 incident, 0 updates: 1 warning.")


def test_strict_takes_warnings_for_errors(make_site: MakeSite) -> None:
    result = check(make_site(GOOD), "--strict")

    assert (result.exit_code, result.output.splitlines()[-1]) == (1, "1 incident, 0 updates: 1 error.")


def test_an_error_needs_a_person(make_site: MakeSite) -> None:
    result = check(make_site(BAD))

    assert (result.exit_code, result.output) == (
        1,
        "incidents: warning: publication dates are unknown without git history: "
        "updates are dated by their `at`; "
        "commit the incidents, or build in a full clone [no-git-history]\n"
        "incidents/2026-11/2026-11-21-down/incident.md:5: error: started: 2026-11-21 14:05 has no time zone; "
        "write 2026-11-21 14:05 Europe/Berlin [naive-time]\n0 incidents, 0 updates: 1 error, 1 warning.\n",
    )


def test_json_is_json_alone(make_site: MakeSite) -> None:
    result = check(make_site(BAD), "--format", "json")
    document = json.loads(result.output)

    assert (document["errors"], document["warnings"], document["problems"][1]["line"]) == (1, 1, 5)


def test_a_day_without_a_time_on_the_command_line_is_wrong_usage(make_site: MakeSite) -> None:
    result = check(make_site(GOOD), "--now", "2026-11-21")

    assert (result.exit_code, "has no time and no time zone" in result.output) == (2, True)


def test_annotations_escape_what_would_end_them() -> None:
    assert as_github([AWKWARD]) == (
        "::error file=incidents/a%2Cb%3Ac.md,line=3,title=bad-id::100 %25%0D%0Along%0Awrite less\n"
    )


def test_annotations_name_files_from_the_root_of_the_repository(
    make_site: MakeSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = make_site(BAD)
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_WORKSPACE", str(site.parent))

    assert "::error file=site/incidents/2026-11/2026-11-21-down/incident.md,line=5" in check(site).output


def test_text_is_one_line_a_problem() -> None:
    assert as_text([AWKWARD]).count("\n") == 1


@pytest.mark.parametrize(
    ("name", "environment", "style"),
    [
        ("auto", {"GITHUB_ACTIONS": "true"}, "github"),
        ("auto", {}, "text"),
        ("json", {"GITHUB_ACTIONS": "true"}, "json"),
    ],
)
def test_auto_is_annotations_under_github_actions(
    name: str, environment: dict[str, str], style: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable, value in environment.items():
        monkeypatch.setenv(variable, value)
    assert resolve_format(name) == style


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_that_is_listed_has_help(name: str) -> None:
    result = CliRunner().invoke(main, [name, "--help"])

    assert (result.exit_code, result.output.startswith("Usage: ")) == (0, True)


def test_starting_imports_nothing_heavy() -> None:
    code = "import sys, outspoken.cli; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    ).stdout.split()

    heavy = {
        "yaml",
        "jinja2",
        "mkdocs",
        "babel",
        "dataclasses",
        "zoneinfo",
        "pathlib",
        "importlib.metadata",
        "email",
    }
    assert heavy.intersection(loaded) == set()


def test_the_version_is_the_packages() -> None:
    project = Path(__file__).parents[2] / "pyproject.toml"

    assert outspoken.__version__ == tomllib.loads(project.read_text(encoding="utf-8"))["project"]["version"]
