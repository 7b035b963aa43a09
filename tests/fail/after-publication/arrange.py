"""A time that was typed a day ahead, and has passed since the file was committed."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

KIM = {
    "GIT_AUTHOR_NAME": "Kim",
    "GIT_AUTHOR_EMAIL": "kim@example.com",
    "GIT_COMMITTER_NAME": "Kim",
    "GIT_COMMITTER_EMAIL": "kim@example.com",
}

DATE = "2026-11-21T14:31:00Z"


def arrange(site: Path) -> None:
    """Commit all that is there."""
    dates = {"GIT_COMMITTER_DATE": DATE, "GIT_AUTHOR_DATE": DATE}
    paths = ("incidents", "mkdocs.yml")
    for words in (
        ("init", "-q", "-b", "main"),
        ("add", *paths),
        ("commit", "-q", "--no-verify", "-m", "Errors"),
    ):
        command = ["git", "-c", "commit.gpgSign=false", *words]
        subprocess.run(command, cwd=site, check=True, capture_output=True, env=os.environ | KIM | dates)
