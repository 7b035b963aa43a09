"""What GitHub knows is asked through `gh`; what it does not answer is never a failure."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.checkup.conftest import CHECKS, NOW, Programs

from outspoken.checkup import host_command
from outspoken.checkup.finding import Finding, Verdict, is_wrong
from outspoken.checkup.host_checks import host_findings
from outspoken.checkup.host_command import HostCommand

REPO = "repos/acme/status"
RULES, FILES = f"{REPO}/rules/branches/main", f"{REPO}/actions/workflows?per_page=100"
OWN = ("publish.yml", "watch.yml")


def found(
    root: Path, environ: dict[str, str], secrets: tuple[str, ...] = ("TEAM_WEBHOOK",)
) -> dict[str, Finding]:
    host = HostCommand(root, "acme/status", environ)
    return {one.check: one for one in host_findings(host, "main", OWN, secrets, lambda: NOW)}


def test_a_repository_that_is_set_up_has_nothing_to_do(tmp_path: Path, programs: Programs) -> None:
    all_of_it = found(tmp_path, programs())

    assert {one.verdict for one in all_of_it.values()} == {Verdict.GOOD}
    assert set(all_of_it) == {
        "GitHub", "clock", "default branch", "rules of main", "Pages", "Actions", "workflows", "secrets",
    }  # fmt: skip


WATCH_OFF = {"workflows": [{"path": ".github/workflows/watch.yml", "state": "disabled_inactivity"}]}
FEW = [{"type": "required_status_checks", "parameters": {"required_status_checks": CHECKS[:1]}}]


@pytest.mark.parametrize(
    ("answers", "check", "message", "remedy"),
    [
        (
            {REPO: {"default_branch": "trunk"}},
            "default branch", "the default branch is trunk", "--default-branch main",
        ),
        ({f"{REPO}/pages": 404}, "Pages", "GitHub Pages is off", "-f build_type=workflow"),
        ({f"{REPO}/pages": {"build_type": "legacy"}}, "Pages", "publishes a branch", "--method PUT"),
        ({f"{REPO}/actions/permissions": {"enabled": False}}, "Actions", "Actions is off", "-F enabled=true"),
        ({RULES: []}, "rules of main", "without a pull request", ".github/ruleset.json"),
        (
            {RULES: [{"type": "pull_request"}, *FEW]},
            "rules of main", "checks that are not required: approval", ".github/ruleset.json",
        ),
        (
            {FILES: WATCH_OFF},
            "workflow watch.yml", "turned watch.yml off after 60 days without a commit",
            "gh workflow enable watch.yml",
        ),
        ({FILES: WATCH_OFF}, "workflows", "not at GitHub yet: publish.yml", "git push"),
        (
            {"secret list --env announcements": []},
            "secret TEAM_WEBHOOK", "is not in the repository",
            "gh secret set TEAM_WEBHOOK --env announcements",
        ),
        ({REPO: 404}, "GitHub", "does not exist at GitHub", "gh repo create acme/status"),
    ],
)  # fmt: skip
def test_what_is_missing_is_named_with_what_to_do(
    tmp_path: Path, programs: Programs, answers: dict[str, Any], check: str, message: str, remedy: str
) -> None:
    one = found(tmp_path, programs(**answers))[check]

    assert one.verdict is Verdict.TO_DO
    assert message in one.message
    assert remedy in one.remedy


@pytest.mark.parametrize(
    ("path", "check"),
    [
        (f"{REPO}/pages", "Pages"),
        (f"{REPO}/actions/permissions", "Actions"),
        (f"{REPO}/rules/branches/main", "rules of main"),
        (f"{REPO}/actions/workflows?per_page=100", "workflows"),
    ],
)
def test_what_a_login_may_not_see_is_not_checked(
    tmp_path: Path, programs: Programs, path: str, check: str
) -> None:
    all_of_it = found(tmp_path, programs(**{path: 403}))

    assert all_of_it[check].verdict is Verdict.UNKNOWN
    assert "HTTP 403" in all_of_it[check].message
    assert not is_wrong(all_of_it.values())


def test_secrets_that_cannot_be_listed_are_not_checked(tmp_path: Path, programs: Programs) -> None:
    refused = {"exit": 1, "stderr": "failed to get secrets: HTTP 403: Resource not accessible\n"}
    environ = programs(**{"secret list": refused, "secret list --env announcements": refused})

    assert found(tmp_path, environ)["secrets"].verdict is Verdict.UNKNOWN
    assert "secrets" not in found(tmp_path, environ, secrets=())


def test_without_gh_one_line_says_what_was_not_checked(tmp_path: Path) -> None:
    assert found(tmp_path, {"PATH": str(tmp_path)}) == {
        "GitHub": Finding(
            check="GitHub",
            verdict=Verdict.UNKNOWN,
            message="gh is not installed, so nothing at GitHub was checked",
            remedy="install gh, then gh auth login",
        )
    }


def test_without_a_login_nothing_is_checked(tmp_path: Path, programs: Programs) -> None:
    environ = programs(
        **{"": {"exit": 4, "stderr": "To get started with GitHub CLI, please run: gh auth login"}}
    )
    one = found(tmp_path, environ)["GitHub"]

    assert (one.verdict, one.message) == (
        Verdict.UNKNOWN,
        "nothing at GitHub was checked: gh is not logged in",
    )


@pytest.mark.parametrize(
    ("stderr", "remedy"),
    [
        ("gh: Bad credentials (HTTP 401)", "gh auth login"),
        ("gh: Resource not accessible by personal access token (HTTP 403)", "gh auth login"),
        ("gh: API rate limit exceeded (HTTP 403)", "run it again in an hour"),
        ("error connecting to api.github.com", "check the connection"),
        ('unknown command "api" for "gh"', "install a newer version"),
    ],
)
def test_what_helps_depends_on_why_nothing_was_checked(
    tmp_path: Path, programs: Programs, stderr: str, remedy: str
) -> None:
    one = found(tmp_path, programs(**{"": {"exit": 1, "stderr": stderr}}))["GitHub"]

    assert (one.verdict, remedy in one.remedy, len(one.remedy) <= 56) == (Verdict.UNKNOWN, True, True)


def test_a_gh_that_hangs_is_not_waited_for(
    tmp_path: Path, programs: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(host_command, "SECONDS", 0.0)
    one = found(tmp_path, programs())["GitHub"]

    assert one.verdict is Verdict.UNKNOWN
    assert "did not answer within" in one.message


@pytest.mark.parametrize(
    ("off", "said"),
    [(timedelta(minutes=2), "120 seconds behind"), (timedelta(minutes=-2), "120 seconds ahead of")],
)
def test_a_clock_that_is_wrong_is_compared_with_githubs(
    tmp_path: Path, programs: Programs, off: timedelta, said: str
) -> None:
    one = found(tmp_path, programs(date=NOW + off))["clock"]

    assert one.verdict is Verdict.TO_DO
    assert said in one.message
