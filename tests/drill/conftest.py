"""A small status repository whose channels and remote would lead out, and a Python that cannot."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.example_plan import write_plan

START = "2026-11-21T14:05:00Z"
SECRET = "swordfish-73"
SETTINGS = """\
site_name: Example status
site_url: https://status.example.com/
plugins:
  - outspoken:
      channels:
        team: {kind: slack_webhook, audience: internal, secret: TEAM_HOOK}
        list:
          kind: smtp
          audience: customers
          server: smtp.example.com
          from: s@example.com
          to: [l@example.com]
          user: MAIL_USER
          password: MAIL_PASSWORD
      components:
        - {id: checkout, name: Checkout}
        - {id: search, name: Search}
"""


class DrillSite:
    """A repository in `root`; `seen` is what the guard of its processes noted."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "status"
        self._guard = folder / "guard"
        self._guard.mkdir(parents=True)
        guard = Path(__file__).with_name("socket_guard.py")
        shutil.copy(guard, self._guard / "sitecustomize.py")
        self.environ: Mapping[str, str] = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(self._guard),
            "PYTHONDONTWRITEBYTECODE": "1",
            "HOME": str(folder),
            "LANG": "C.UTF-8",
            "TMPDIR": str(folder),
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_AUTHOR_NAME": "Kim",
            "GIT_AUTHOR_EMAIL": "kim@example.com",
            "GIT_COMMITTER_NAME": "Kim",
            "GIT_COMMITTER_EMAIL": "kim@example.com",
            "GIT_AUTHOR_DATE": "2026-11-20T09:00:00Z",
            "GIT_COMMITTER_DATE": "2026-11-20T09:00:00Z",
            "TEAM_HOOK": f"https://hooks.example.com/{SECRET}",
            "MAIL_USER": "status",
            "MAIL_PASSWORD": SECRET,
            "GITHUB_TOKEN": SECRET,
            "GH_TOKEN": SECRET,
        }
        (self.root / "incidents").mkdir(parents=True)
        (self.root / "mkdocs.yml").write_text(SETTINGS, encoding="utf-8")
        (self.root / "incidents" / "README.md").write_text("Incidents.\n", encoding="utf-8")
        write_plan(self.root / "plan")
        self.git("init", "-q", "-b", "main")
        self.git("remote", "add", "origin", "https://git.example.com/status.git")
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "A page")

    def git(self, *words: str) -> str:
        done = subprocess.run(
            ["git", *words], cwd=self.root, env=self.environ, check=True, capture_output=True, text=True
        )
        return done.stdout.strip()

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """`outspoken` with these words, in a process that can only connect to this computer."""
        return subprocess.run(
            [sys.executable, "-m", "outspoken", *words],
            cwd=self.root,
            env=self.environ,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )

    @property
    def seen(self) -> list[str]:
        return (self._guard / "seen.txt").read_text(encoding="utf-8").splitlines()


@pytest.fixture(scope="module")
def drilled(tmp_path_factory: pytest.TempPathFactory) -> DrillSite:
    """The repository, of its own for each file of tests."""
    return DrillSite(tmp_path_factory.mktemp("drill"))
