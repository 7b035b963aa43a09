"""A real repository with a published site, on which a change is proposed."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests import small_git

from outspoken.cli import main

SETTINGS = """\
site_name: Example status
site_url: https://status.example.com/
plugins:
  - outspoken:
      time_zone: Europe/Berlin
      components:
        - {id: checkout, name: Checkout, aliases: [cart]}
        - {id: search, name: Search}
"""


@dataclass(frozen=True)
class Proposal:
    """A work tree whose branch `main` is published; times are ISO texts with a zone."""

    root: Path

    def git(self, *words: str, at: str = "2026-11-21T14:00:00Z") -> str:
        environment = os.environ | {"GIT_COMMITTER_DATE": at, "GIT_AUTHOR_DATE": at}
        done = subprocess.run(
            ["git", "-C", str(self.root), *words],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def write(self, files: Mapping[str, str | None]) -> None:
        """Write texts by path; None takes the file away."""
        for name, text in files.items():
            path = self.root / name
            if text is None:
                path.unlink()
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")

    def commit(self, files: Mapping[str, str | None], at: str) -> None:
        self.write(files)
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", "A change", at=at)

    def run(self, command: str, *words: str, now: str = "2026-11-21T14:20Z") -> Result:
        """The command on this work tree, as it is, against main."""
        fixed = [command, "--root", str(self.root), "--base", "main", "--now", now]
        return CliRunner().invoke(main, [*fixed, *words])


@pytest.fixture
def publish(quiet_git: None, tmp_path: Path) -> Callable[..., Proposal]:
    """Makes a repository: `publish(files, at=…, settings=…)` commits them to main and leaves the branch."""

    def make(
        files: Mapping[str, str], at: str = "2026-11-21T14:10:30Z", settings: str = SETTINGS
    ) -> Proposal:
        root = tmp_path / "site"
        root.mkdir()
        proposal = Proposal(root)
        small_git.begin(root)
        proposal.commit({"mkdocs.yml": settings, **files}, at)
        proposal.git("checkout", "-q", "-b", "change")
        return proposal

    return make
