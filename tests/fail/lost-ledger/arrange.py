"""A remote that had a ledger: its tag is there, the branch is gone."""

from __future__ import annotations

import subprocess
from pathlib import Path


def arrange(site: Path) -> None:
    """Make the repository and its remote."""

    def git(*words: str) -> None:
        who = ("-c", "user.name=Kim", "-c", "user.email=kim@example.com")
        subprocess.run(["git", *who, *words], cwd=site, check=True, capture_output=True)

    git("init", "-q", "-b", "main")
    git("init", "-q", "--bare", ".git/remote.git")
    git("remote", "add", "origin", ".git/remote.git")
    git("commit", "-q", "--allow-empty", "-m", "Begin")
    git("push", "-q", "origin", "HEAD:refs/tags/outspoken-ledger")
