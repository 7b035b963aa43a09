"""A clone without earlier versions of files makes the same site, or says what it lacks."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from outspoken.cli import main

NOW = "2026-11-21T18:00Z"
FOLDER = "incidents/2026-11/2026-11-21-down"
UPDATE = f"{FOLDER}/updates/20261121T141000Z-investigating.md"
FILES = {
    "mkdocs.yml": (
        "site_name: Example\nsite_url: https://status.example.com/\nplugins:\n"
        "  - outspoken: {components: [{id: api, name: API}]}\n"
    ),
    f"{FOLDER}/incident.md": (
        "---\ntitle: Down\nimpact: major\ncomponents: {api: major_outage}\n"
        "started: 2026-11-21T14:05Z\n---\nThe API is down.\n"
    ),
    UPDATE: "---\nstatus: investigating\nat: 2026-11-21T14:10Z\n---\nOld wording.\n",
}


@pytest.fixture
def clones(new_repository: Callable[..., Any], tmp_path: Path) -> tuple[Path, Path]:
    """A whole and a partial clone of a page with an edited update."""
    repository = new_repository("origin")
    repository.commit("2026-11-21T14:12:00Z", FILES)
    repository.commit("2026-11-21T14:30:00Z", {UPDATE: FILES[UPDATE].replace("Old", "New")})
    for setting in ("uploadpack.allowFilter", "uploadpack.allowAnySHA1InWant"):
        repository.git("config", setting, "true")
    for name, options in (("whole", ()), ("partial", ("--filter=blob:none",))):
        clone = ["git", "clone", "-q", *options, f"file://{repository.root}", str(tmp_path / name)]
        subprocess.run(clone, check=True)
    return tmp_path / "whole", tmp_path / "partial"


def outspoken(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments, "--root", str(root), "--now", NOW])


def built(root: Path) -> tuple[Result, dict[str, bytes]]:
    site = root.parent / f"site-{root.name}"
    result = outspoken(root, "build", "--no-prose", "--jobs", "1", "--site-dir", str(site))
    files = (path for path in site.rglob("*") if path.is_file())
    return result, {str(path.relative_to(site)): path.read_bytes() for path in files}


def fetches(log: Path) -> int:
    """How many times git fetched something, as git itself reports it."""
    events = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    return sum(event["event"] == "start" and "fetch" in event["argv"] for event in events)


def test_a_partial_clone_builds_the_same_bytes_with_one_fetch_for_all_edits(
    clones: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, partial = clones
    expected = built(whole)[1]
    monkeypatch.setenv("GIT_TRACE2_EVENT", str(tmp_path / "trace"))
    assert built(partial)[1] == expected
    assert b"Old wording" in expected["incidents/2026-11-21-down/index.html"]
    assert fetches(tmp_path / "trace") == 1


def test_a_partial_clone_without_its_remote_says_what_is_missing(clones: tuple[Path, Path]) -> None:
    _, partial = clones
    (partial.parent / "origin").rename(partial.parent / "gone")
    result, files = built(partial)
    assert b"New wording" in files["incidents/2026-11-21-down/index.html"]
    lost = "the clone is partial, and git cannot fetch earlier versions of files (1)"
    assert f".git: warning: {lost}: edited texts are shown without their earlier wording" in result.stderr
    assert "git fetch --refetch --no-filter" in result.stderr


def test_a_change_is_not_checked_against_a_base_that_cannot_be_read(clones: tuple[Path, Path]) -> None:
    _, partial = clones
    (partial.parent / "origin").rename(partial.parent / "gone")
    result = outspoken(partial, "check", "--base", "HEAD~1")
    assert result.exit_code == 1
    assert f"the clone is partial, and {UPDATE} at the base cannot be fetched" in result.output
