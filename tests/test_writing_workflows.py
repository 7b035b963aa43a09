"""The workflows for writing: a form, alerts, one comment and the approval; their lines run as they are."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from outspoken.authoring.form_answers import read_form

ROOT = Path(__file__).parent.parent


def workflow(name: str) -> dict[str, Any]:
    text = (ROOT / ".github" / "workflows" / f"{name}.yml").read_text(encoding="utf-8")
    read: dict[str, Any] = yaml.load(text, Loader=yaml.BaseLoader)
    return read


def job(name: str, job: str) -> dict[str, Any]:
    found: dict[str, Any] = workflow(name)["jobs"][job]
    return found


def line(name: str, in_job: str, step: str) -> str:
    (found,) = [each["run"] for each in job(name, in_job)["steps"] if each["name"] == step]
    return str(found)


def run(script: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """A step as the runner runs it, in a folder whose `bin` goes before everything else."""
    path = f"{folder / 'bin'}:{os.environ['PATH']}"
    return subprocess.run(
        ["bash", "-e", "-c", script], cwd=folder, env={"PATH": path, **environment}, capture_output=True,
        text=True, encoding="utf-8", check=False,
    )  # fmt: skip


def tool(folder: Path, name: str, script: str) -> None:
    (folder / "bin").mkdir(exist_ok=True)
    (folder / "bin" / name).write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    (folder / "bin" / name).chmod(0o755)


def test_the_form_has_what_the_host_allows_and_a_default_for_every_choice() -> None:
    inputs = workflow("post")["on"]["workflow_dispatch"]["inputs"]
    assert len(inputs) <= 10
    choices = {name: one for name, one in inputs.items() if one["type"] == "choice"}
    assert {name for name, one in choices.items() if one["default"] not in one["options"]} == set()


def test_every_choice_of_the_form_is_understood() -> None:
    inputs = workflow("post")["on"]["workflow_dispatch"]["inputs"]
    blank = {name: one.get("default", "") for name, one in inputs.items()}
    filled = blank | {"incident": "x", "message": "Words.", "from": "2026-12-01T02:00Z", "until": "20m"}
    for name, one in inputs.items():
        for option in one.get("options", []):
            assert read_form(json.dumps(filled | {name: option})).arguments


@pytest.mark.parametrize("name", ["post", "alert"])
def test_nothing_from_outside_reaches_a_shell_as_text(name: str) -> None:
    for one in workflow(name)["jobs"].values():
        assert [step["run"] for step in one["steps"] if "${{" in step.get("run", "")] == []


def test_the_comment_runs_nothing_of_the_pull_request() -> None:
    comment = job("check", "comment")
    assert comment["permissions"] == {"pull-requests": "write"}
    assert [step["uses"].partition("@")[0] for step in comment["steps"] if "uses" in step] == [
        "actions/download-artifact"
    ]
    assert "head.repo.full_name == github.repository" in comment["if"]


def test_the_comment_is_short_enough_and_kept_up_to_date(tmp_path: Path) -> None:
    (tmp_path / "preview.md").write_text("ä" * 50_000, encoding="utf-8")
    tool(tmp_path, "gh", 'echo "$@" >said; cat >body')
    script = line("check", "comment", "Comment, or change the comment that is there")
    assert run(script, tmp_path, PULL_REQUEST="7; id").returncode in (0, 141)
    said = (tmp_path / "said").read_text(encoding="utf-8")
    assert said == "pr comment 7; id --edit-last --create-if-none --body-file -\n"
    assert len((tmp_path / "body").read_bytes()) == 60_000


def test_the_approval_is_judged_by_the_published_branch() -> None:
    (checkout,) = [step for step in job("approval", "pulls")["steps"] if "checkout" in step.get("uses", "")]
    assert checkout["with"]["ref"] == "${{ github.event.repository.default_branch }}"
    assert "schedule" in workflow("approval")["on"]


def test_only_jobs_that_run_the_published_branch_may_write() -> None:
    check = workflow("check")["jobs"]
    assert check["check"]["permissions"] == {"contents": "read"}
    for name, one in (("post", "post"), ("alert", "draft"), ("approval", "pulls")):
        (checkout,) = [step for step in job(name, one)["steps"] if "checkout" in step.get("uses", "")]
        assert checkout["with"]["ref"] == "${{ github.event.repository.default_branch }}"


def name_of(alert: object, folder: Path) -> str:
    output = folder / "output"
    output.unlink(missing_ok=True)
    script = line("alert", "draft", "Name its branch")
    done = run(script, folder, ALERT=json.dumps(alert), GITHUB_OUTPUT=str(output))
    assert done.returncode == 0, done.stderr
    return output.read_text(encoding="utf-8")


def test_one_firing_of_an_alert_has_one_branch(tmp_path: Path) -> None:
    first = {"groupKey": "a", "status": "firing", "alerts": [{"startsAt": "2026-11-21T14:00:00Z"}]}
    again = {**first, "alerts": [*first["alerts"], {"startsAt": "2026-11-21T15:00:00Z"}]}  # type: ignore[misc]
    later = {**first, "alerts": [{"startsAt": "2026-11-28T14:00:00Z"}]}
    assert name_of(first, tmp_path) == name_of(again, tmp_path) != name_of(later, tmp_path)
    assert name_of({"title": "Down"}, tmp_path).startswith("branch=alert/")


@pytest.mark.parametrize(("is_drafted", "drafts"), [(True, False), (False, True)])
def test_an_alert_is_drafted_once(tmp_path: Path, is_drafted: bool, drafts: bool) -> None:
    tool(tmp_path, "git", f"exit {0 if is_drafted else 2}")
    tool(tmp_path, "outspoken", 'echo "$@" >said; cat')
    script = line("alert", "draft", "Draft it, unless that was done")
    assert run(script, tmp_path, ALERT='{"title": "$(id)"}', BRANCH="alert/0").returncode == 0
    assert (tmp_path / "said").exists() == drafts
    if drafts:
        said = (tmp_path / "said").read_text(encoding="utf-8")
        assert said == "new --from-alert - --pr --branch alert/0 --json\n"
        assert (tmp_path / "draft.json").read_text(encoding="utf-8") == '{"title": "$(id)"}\n'


def test_two_runs_of_one_alert_end_well_though_only_one_pushes_its_branch(tmp_path: Path) -> None:
    tool(tmp_path, "git", "test -e taken || exit 2")
    tool(tmp_path, "outspoken", "cat >/dev/null; touch taken; exit 1")
    script = line("alert", "draft", "Draft it, unless that was done")
    assert run(script, tmp_path, ALERT="{}", BRANCH="alert/0").returncode == 0


def test_an_alert_that_could_not_be_drafted_ends_red(tmp_path: Path) -> None:
    tool(tmp_path, "git", "exit 2")
    tool(tmp_path, "outspoken", "cat >/dev/null; exit 1")
    script = line("alert", "draft", "Draft it, unless that was done")
    assert run(script, tmp_path, ALERT="{}", BRANCH="alert/0").returncode != 0


@pytest.mark.parametrize(
    ("draft", "started"),
    [
        ({"branch": "alert/0"}, "workflow run check.yml --ref alert/0\n"),
        ({"path": None, "created": False}, None),
    ],
)
def test_a_drafts_checks_are_started(tmp_path: Path, draft: object, started: str | None) -> None:
    (tmp_path / "draft.json").write_text(json.dumps(draft), encoding="utf-8")
    tool(tmp_path, "gh", 'echo "$@" >said')
    assert run(line("alert", "draft", "Check it"), tmp_path).returncode == 0
    said = tmp_path / "said"
    assert (said.read_text(encoding="utf-8") if said.exists() else None) == started


def test_what_checks_and_previews_knows_the_whole_history_and_its_base() -> None:
    check = job("check", "check")
    (checkout,) = [step for step in check["steps"] if "checkout" in step.get("uses", "")]
    assert checkout["with"]["fetch-depth"] == "0"
    commands = [step["run"] for step in check["steps"] if step.get("run", "").startswith("outspoken ")]
    assert len(commands) == 2
    assert all('--base "origin/$BASE"' in command for command in commands)
