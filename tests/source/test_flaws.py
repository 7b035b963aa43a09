"""Every folder of tests/fail is a site with one flaw; `expected.txt` has the exact Problems printed."""

from __future__ import annotations

import os
import re
import runpy
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests import small_git

from outspoken.cli import main
from outspoken.cli.print_problems import as_text
from outspoken.rules import RULES
from outspoken.source.load import load

NOW = datetime(2026, 11, 21, 18, tzinfo=UTC)
BEFORE = "2026-11-21T15:00:00Z"
FLAWS = Path(__file__).parent.parent / "fail"
NAMES = sorted(path.name for path in FLAWS.iterdir() if path.is_dir())


@pytest.fixture
def site(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """A copy of the flaw's folder, with what `arrange.py` makes where git cannot store it."""
    copy = shutil.copytree(FLAWS / request.param, tmp_path / "site")
    (copy / "expected.txt").unlink(missing_ok=True)
    if (copy / "before").exists():
        propose(copy)
    if (arrange := copy / "arrange.py").exists():
        runpy.run_path(str(arrange))["arrange"](copy)
    return copy


def propose(site: Path) -> None:
    """Make the folder `before` the branch main of a repository, the rest an uncommitted change."""
    before = (site / "before").rename(site.parent / "before")
    person = (
        "-c",
        "user.name=Somebody",
        "-c",
        "user.email=somebody@example.com",
        "-c",
        "commit.gpgSign=false",
    )
    environment = os.environ | {"GIT_COMMITTER_DATE": BEFORE, "GIT_AUTHOR_DATE": BEFORE}
    small_git.begin(site)
    for words in (
        (f"--work-tree={before}", "add", "-A"),
        (*person, "commit", "-q", "--no-verify", "-m", "Before"),
    ):
        command = ["git", "-C", str(site), *words]
        subprocess.run(command, check=True, capture_output=True, env=environment)


def printed(site: Path) -> str:
    """What is printed of the site: by the command of `command.txt`, else the problems that are found."""
    command = site / "command.txt"
    if not command.exists():
        return as_text(load(site, now=NOW, use_git=False).problems)
    words = command.read_text(encoding="utf-8").replace("SITE", str(site)).split()
    return CliRunner().invoke(main, [words[0], "--root", str(site), *words[1:]]).output


@pytest.mark.parametrize(("site", "name"), list(zip(NAMES, NAMES, strict=True)), indirect=["site"], ids=NAMES)
def test_a_flaw_is_reported_exactly(site: Path, name: str) -> None:
    assert printed(site).replace(f"{site}", "SITE") == (FLAWS / name / "expected.txt").read_text(
        encoding="utf-8"
    )


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_a_flaw(rule: str) -> None:
    reported = "".join((FLAWS / name / "expected.txt").read_text(encoding="utf-8") for name in NAMES)

    assert re.search(rf" \[{rule}\]$", reported, re.MULTILINE)
