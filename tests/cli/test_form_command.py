"""The form's command writes with the other commands, and starts what the host would not."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

GH = """\
#!{python}
import os, sys
with open(os.environ["GH_LOG"], "a", encoding="utf-8") as log:
    print(" ".join(sys.argv[1:4]) if sys.argv[1] == "pr" else " ".join(sys.argv[1:]), file=log)
if sys.argv[1] == "pr":
    print("https://github.com/acme/status/pull/7")
"""


@pytest.fixture
def host(site: Any, tmp_path: Path) -> Path:
    """A `gh` that records its arguments; return the file with them."""
    tool = tmp_path / "bin" / "gh"
    tool.parent.mkdir()
    tool.write_text(GH.format(python=sys.executable), encoding="utf-8")
    tool.chmod(0o755)
    log = tmp_path / "gh.log"
    log.touch()
    site.environment["PATH"] = f"{tool.parent}:{site.environment['PATH']}"
    site.environment |= {"GH_LOG": str(log), "GITHUB_ACTIONS": "true"}
    return log


def fill_in(site: Any, **reported: str) -> Any:
    site.environment["FORM"] = json.dumps({"message": "Some payments fail.", **reported})
    return site.run("form", "--dispatch")


def test_a_pull_request_is_opened_and_its_checks_are_started(site: Any, host: Path) -> None:
    done = fill_in(site, what="new", incident="Payments fail", components="checkout")
    branch = "status/2026-11-21-payments-fail"
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("https://github.com/acme/status/pull/7\n")
    assert host.read_text(encoding="utf-8").splitlines() == [
        "pr create --head",
        f"workflow run check.yml --ref {branch}",
        "workflow run approval.yml",
    ]
    assert site.git("rev-parse", branch, where=site.remote) == site.git("rev-parse", "HEAD")


def test_a_second_update_does_not_meet_the_branch_of_the_first(site: Any, host: Path) -> None:
    site.open("Payments fail", "--push")
    site.git("push", "-q", "origin", "main:status/2026-11-21-payments-fail")
    site.git("fetch", "-q")
    done = fill_in(site, status="identified")
    assert done.returncode == 0, done.stderr
    assert "--ref status/2026-11-21-payments-fail-2" in host.read_text(encoding="utf-8")


def test_straight_to_the_page_pushes_and_publishes(site: Any, host: Path) -> None:
    before = site.git("rev-parse", "main", where=site.remote)
    done = fill_in(site, what="new", incident="Down", components="api", route="straight to the page")
    assert done.returncode == 0, done.stderr
    assert site.git("rev-parse", "main^", where=site.remote) == before
    assert host.read_text(encoding="utf-8") == "workflow run publish.yml\n"


def test_an_error_is_an_annotation_and_nothing_is_started(site: Any, host: Path) -> None:
    done = fill_in(site, what="new", incident="Down", components="chekout")
    assert done.returncode != 0
    assert "::error title=The form::" in done.stdout
    assert host.read_text(encoding="utf-8") == ""


def test_what_was_typed_stays_what_was_typed(site: Any, host: Path) -> None:
    title = "$(touch owned) `touch owned` --push"
    done = fill_in(site, what="new", incident=title, route="straight to the page")
    assert done.returncode == 0, done.stderr
    (incident,) = (text for name, text in site.files().items() if name.endswith("incident.md"))
    assert title in incident
    assert not (site.root / "owned").exists()


def test_without_the_variable_it_is_read_from_standard_input(site: Any) -> None:
    done = site.run("form", "--dry-run", said='{"what": "resolve", "message": "Over."}')
    assert json.loads(done.stdout) == ["resolve", "--message=Over.", "--pr", "--json", "--"]
