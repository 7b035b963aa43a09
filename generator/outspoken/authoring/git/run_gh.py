"""Runs gh, the command of GitHub: it asks nothing, and prints no colours."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from outspoken.source.git.tool_output import without_secrets


def has_gh(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether the command is installed."""
    return shutil.which("gh", path=environ.get("PATH")) is not None


def run_gh(
    *arguments: str,
    root: Path | None = None,
    environ: Mapping[str, str] = os.environ,
    timeout: float | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run gh in the folder `root` and wait for it, at most `timeout` seconds.

    Raises OSError if it cannot be run, and TimeoutExpired.
    """
    return subprocess.run(
        ["gh", *arguments],
        cwd=root,
        env={**environ, "GH_PROMPT_DISABLED": "1", "NO_COLOR": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        timeout=timeout,
        check=False,
    )


def gh_reason(done: subprocess.CompletedProcess[str]) -> str:
    """Return why gh failed, on one line and without secrets."""
    return without_secrets(" ".join(done.stderr.split())) or f"exit code {done.returncode}"
