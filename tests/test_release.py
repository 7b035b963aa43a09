"""A release is refused, in sentences, where tag, version and changelog disagree."""

from __future__ import annotations

import runpy
from collections.abc import Callable
from pathlib import Path

import pytest

SCRIPT = runpy.run_path(str(Path(__file__).parent.parent / ".ci" / "release.py"))
disagreements: Callable[[Path, str], list[str]] = SCRIPT["disagreements"]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A repository in which everything says 1.2.0."""
    (tmp_path / "pyproject.toml").write_text('[project]\nversion = "1.2.0"\n', encoding="utf-8")
    (tmp_path / "CHANGELOG.md").write_text(
        "# Changelog\n\n## [1.2.0] - 2026-11-21\n\n- New.\n\n## [1.1.0] - 2026-10-01\n", encoding="utf-8"
    )
    (tmp_path / "docs" / "changes").mkdir(parents=True)
    (tmp_path / "docs" / "changes" / "README.md").write_text("Stays.\n", encoding="utf-8")
    return tmp_path


def test_a_release_on_which_all_agree_goes_out(project: Path) -> None:
    assert disagreements(project, "v1.2.0") == []


def test_a_tag_of_another_version_is_refused(project: Path) -> None:
    assert disagreements(project, "v1.3.0") == [
        "the tag says 1.3.0, pyproject.toml says 1.2.0: correct one of them"
    ]


@pytest.mark.parametrize("tag", ["1.2.0", "v1.2", "v1.2.0-final", "release", ""])
def test_a_tag_that_is_no_version_is_refused(project: Path, tag: str) -> None:
    assert disagreements(project, tag) == [f"the tag is {tag}: write it as v1.2.3"]


def test_a_changelog_without_this_version_is_refused(project: Path) -> None:
    (project / "CHANGELOG.md").write_text("## [1.1.0] - 2026-10-01\n", encoding="utf-8")
    assert disagreements(project, "v1.2.0") == [
        "CHANGELOG.md's newest release is 1.1.0, pyproject.toml says 1.2.0"
    ]


def test_an_empty_changelog_is_refused(project: Path) -> None:
    (project / "CHANGELOG.md").write_text("# Changelog\n", encoding="utf-8")
    assert disagreements(project, "v1.2.0") == ["CHANGELOG.md has no release yet: run `towncrier build`"]


def test_a_release_without_a_day_is_refused(project: Path) -> None:
    (project / "CHANGELOG.md").write_text("## [1.2.0] - soon\n", encoding="utf-8")
    assert disagreements(project, "v1.2.0") == ["CHANGELOG.md dates 1.2.0 soon: write it as 2026-11-21"]


def test_a_change_that_is_not_in_the_changelog_yet_is_refused(project: Path) -> None:
    (project / "docs" / "changes" / "faster.changed.md").write_text("Faster.\n", encoding="utf-8")
    assert disagreements(project, "v1.2.0") == [
        "docs/changes still has faster.changed.md: run `towncrier build --version 1.2.0` and commit"
    ]
