"""A signature counts for the text that was there on its day, as git knows it."""

from __future__ import annotations

import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from tests import small_git
from tests.example_plan import write_plan

from outspoken.derive.plan.sign_off_states import sign_off_states
from outspoken.source.plan.read_plan import PlanReading, read_plan
from outspoken.source.plan.text_dates import with_dates

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


class Repository:
    """A git repository with a plan in it; each commit has a date of its own."""

    def __init__(self, root: Path) -> None:
        self.root = root
        small_git.begin(root)
        write_plan(root / "plan")
        self.commit("2026-11-01")

    def git(self, *words: str, day: str = "2026-11-01") -> str:
        dates = {"GIT_AUTHOR_DATE": f"{day}T09:00:00Z", "GIT_COMMITTER_DATE": f"{day}T09:00:00Z"}
        return subprocess.run(
            ["git", *words],
            cwd=self.root,
            env={**os.environ, **dates},
            check=True,
            capture_output=True,
            text=True,
        ).stdout

    def commit(self, day: str) -> None:
        self.git("add", "-A")
        self.git("commit", "-q", "-m", day, day=day)

    def edit(self, name: str, text: str) -> None:
        with (self.root / "plan" / name).open("a", encoding="utf-8") as file:
            file.write(text)

    def sign(self, role: str, day: str) -> None:
        path = self.root / "plan" / "sign-offs.md"
        line = f"  - {{role: {role}, name: Ada, date: {day}}}\n---\n"
        path.write_text(path.read_text(encoding="utf-8").replace("\n---\n", f"\n{line}", 1), encoding="utf-8")

    def read(self, now: datetime = NOW) -> PlanReading:
        reading = read_plan(self.root, None)
        assert reading is not None
        return with_dates(reading, self.root / "plan", now)

    def outdated(self) -> dict[str, str]:
        """The roles whose signature is older than a text, with that text."""
        states = sign_off_states(self.read().plan, ZoneInfo("Europe/Berlin"))
        return {state.role: state.newer_text for state in states if state.newer_text}


@pytest.fixture
def repository(tmp_path: Path, quiet_git: None) -> Repository:
    return Repository(tmp_path)


def test_a_signature_from_after_the_text_is_valid(repository: Repository) -> None:
    assert repository.outdated() == {}


def test_a_signature_is_older_than_text_that_was_changed_later(repository: Repository) -> None:
    repository.edit("channels.md", "We also call the largest customers.\n")
    repository.commit("2026-11-05")

    assert repository.outdated() == {"commander": "channels.md", "communications": "channels.md"}


def test_a_role_that_signs_again_is_up_to_date(repository: Repository) -> None:
    repository.edit("channels.md", "We also call the largest customers.\n")
    repository.commit("2026-11-05")
    repository.sign("commander", "2026-11-06")
    repository.commit("2026-11-06")

    assert repository.outdated() == {"communications": "channels.md"}


def test_text_that_is_signed_on_its_branch_stays_signed_when_it_is_merged_later(
    repository: Repository,
) -> None:
    repository.git("switch", "-q", "-c", "change")
    repository.edit("channels.md", "We also call the largest customers.\n")
    repository.commit("2026-11-05")
    for role in ("commander", "communications"):
        repository.sign(role, "2026-11-06")
    repository.commit("2026-11-06")
    repository.git("switch", "-q", "main")
    repository.git("merge", "-q", "--no-ff", "--no-edit", "change", day="2026-11-09")

    assert repository.outdated() == {}


def test_a_squashed_pull_request_brings_text_and_signature_together(repository: Repository) -> None:
    repository.edit("channels.md", "We also call the largest customers.\n")
    repository.sign("commander", "2026-11-06")
    repository.commit("2026-11-09")

    assert repository.outdated() == {"communications": "channels.md"}


@pytest.mark.parametrize("name", ["people.md", "alternatives.md"])
def test_phone_numbers_and_tests_need_no_new_signature(repository: Repository, name: str) -> None:
    repository.edit(name, "Changed.\n")
    repository.commit("2026-11-05")

    assert repository.outdated() == {}


def test_text_that_is_not_committed_is_of_today(repository: Repository) -> None:
    repository.edit("escalation.md", "Changed.\n")

    assert repository.read().plan.written["escalation.md"] == NOW
    assert set(repository.outdated().values()) == {"escalation.md"}


def test_a_shallow_clone_says_that_the_dates_are_unknown(repository: Repository, tmp_path: Path) -> None:
    repository.edit("channels.md", "Changed.\n")
    repository.commit("2026-11-05")
    clone = tmp_path / "shallow"
    repository.git("clone", "-q", "--depth=1", f"file://{tmp_path}", str(clone))
    reading = read_plan(clone, None)
    assert reading is not None

    dated = with_dates(reading, clone / "plan", NOW)

    assert [(one.rule, one.path) for one in dated.problems] == [("no-git-history", "plan")]
    assert "fetch-depth: 0" in dated.problems[0].hint
    assert dated.plan.written == {}


def test_without_git_signatures_are_compared_with_the_interval_alone(
    tmp_path: Path,
    quiet_git: None,
) -> None:
    write_plan(tmp_path / "plan")
    reading = read_plan(tmp_path, None)
    assert reading is not None

    assert with_dates(reading, tmp_path / "plan", NOW) == reading
