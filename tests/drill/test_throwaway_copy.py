"""The copy of a drill has what is committed, and no way to anything outside of its folder."""

from __future__ import annotations

import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.drill.conftest import SECRET, DrillSite
from tests.example_plan import write_plan

from outspoken.drill.throwaway_copy import CopyError, ThrowawayCopy, copy_repository
from outspoken.model.settings import Settings
from outspoken.source.settings.read_settings import read_settings

NOW = datetime(2026, 11, 21, 14, 5, tzinfo=UTC)


def settings_of(root: Path) -> Settings:
    settings = read_settings(root, [])
    assert settings is not None
    return settings


def copied(site: DrillSite, folder: Path) -> ThrowawayCopy:
    return copy_repository(site.root, folder, settings_of(site.root), site.environ, NOW)


@pytest.fixture
def copy(drilled: DrillSite, tmp_path: Path) -> ThrowawayCopy:
    return copied(drilled, tmp_path)


def test_every_channel_leads_to_the_sink_and_every_audience_has_one(copy: ThrowawayCopy) -> None:
    channels = settings_of(copy.site).channels

    assert {(one.kind, tuple(one.secrets.values())) for one in channels} == {
        ("webhook", ("OUTSPOKEN_DRILL_SINK",))
    }
    assert [one.id for one in channels] == ["team", "list", "drill-executives", "drill-major-customers"]


def test_nothing_of_a_real_channel_is_left(copy: ThrowawayCopy) -> None:
    text = (copy.site / "mkdocs.yml").read_text(encoding="utf-8")

    assert "TEAM_HOOK" not in text
    assert "example.com, from" not in text
    assert "smtp" not in text


def test_every_page_is_marked(copy: ThrowawayCopy) -> None:
    assert settings_of(copy.site).site_name == "DRILL: Example status"
    assert "data-drill" in (copy.site / "templates" / "theme" / "top.html").read_text(encoding="utf-8")


def test_git_reaches_only_folders(copy: ThrowawayCopy) -> None:
    environ = copy.environment(os.environ, "", NOW)

    def git(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["git", *words], cwd=copy.site, env=environ, capture_output=True, text=True, check=False
        )

    assert git("remote", "-v").stdout.split()[1] == str(copy.origin)
    for address in ("https://192.0.2.1/x.git", "ssh://192.0.2.1/x.git", "git://192.0.2.1/x.git"):
        assert "not allowed" in git("ls-remote", address).stderr
    assert git("push", "-q", "origin", "HEAD:refs/heads/other").returncode == 0


def test_what_opens_an_account_is_not_in_the_environment(copy: ThrowawayCopy, drilled: DrillSite) -> None:
    environ = copy.environment(drilled.environ, "http://127.0.0.1:9/", NOW)

    assert [name for name, value in environ.items() if SECRET in value] == []
    assert environ["HOME"] == str(copy.folder / "home")
    assert environ["SOURCE_DATE_EPOCH"] == str(int(NOW.timestamp()))


def test_what_is_not_committed_is_not_copied(drilled: DrillSite, tmp_path: Path) -> None:
    draft = drilled.root / "draft.txt"
    draft.write_text("not yet", encoding="utf-8")

    assert not (copied(drilled, tmp_path).site / "draft.txt").exists()
    draft.unlink()


def test_a_private_plan_is_copied_too_so_that_no_tick_reaches_it(drilled: DrillSite, tmp_path: Path) -> None:
    write_plan(tmp_path / "private")
    root = DrillSite(tmp_path / "other")
    settings = root.root / "mkdocs.yml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(
        text.replace("      components:", "      plan_dir: ../../private\n      components:"),
        encoding="utf-8",
    )
    root.git("rm", "-rq", "plan")
    root.git("commit", "-qam", "Keep the plan apart")
    (tmp_path / "copy").mkdir()

    copy = copied(root, tmp_path / "copy")

    assert settings_of(copy.site).plan_dir == str(copy.folder / "plan")
    assert (copy.folder / "plan" / "roles.md").is_file()


def test_a_folder_without_git_cannot_be_copied(tmp_path: Path, drilled: DrillSite) -> None:
    with pytest.raises(CopyError, match="commit your site first"):
        copy_repository(tmp_path, tmp_path, settings_of(drilled.root), drilled.environ, NOW)
