"""A small repository to build, with and without git, and fixtures for the rooms that build it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests import small_git

NOW = datetime(2026, 11, 22, tzinfo=UTC)

SETTINGS = """\
site_name: Example status
site_url: https://status.example.com/
docs_dir: site_src
theme: {name: material, font: false}
nav:
  - History: history/index.md
  - Subscribe: subscribe.md
plugins:
  - search
  - outspoken:
      components:
        - {id: checkout, name: Checkout}
        - {id: search, name: Search}
"""

INCIDENT = """\
---
title: {title}
impact: major
components: {{{component}: partial_outage}}
acknowledged: [aftermath-missing]
started: {day}T10:00Z
---
Some {title} requests fail.
"""

UPDATE = """\
---
status: {status}
at: {day}T{clock}Z
---
We have {status} it.
"""


class Site:
    """A repository on the disk."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.write("mkdocs.yml", SETTINGS)
        self.write("site_src/index.md", "---\ntemplate: status.html\n---\nWe sell [things](subscribe.md).\n")
        self.write(
            "site_src/subscribe.md",
            "# Subscribe\n\nBy [feed](updates.atom), for [checkout](components/checkout/index.md) too.\n",
        )
        self.add_incident("2026-11-20-slow-search", component="search")

    def write(self, path: str, text: str) -> None:
        """Write a file of the repository."""
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text, encoding="utf-8", newline="\n")

    def add_incident(self, name: str, *, component: str = "checkout", extra: str = "") -> str:
        """A resolved incident; returns its folder."""
        folder, day = f"incidents/{name[:7]}/{name}", name[:10]
        head = INCIDENT.format(title=name[11:], component=component, day=day)
        self.write(f"{folder}/incident.md", head.replace("started:", f"{extra}started:"))
        for status, clock in (("investigating", "10:05"), ("resolved", "11:00")):
            stem = f"{day.replace('-', '')}T{clock.replace(':', '')}00Z-{status}"
            text = UPDATE.format(status=status, day=day, clock=clock)
            self.write(f"{folder}/updates/{stem}.md", text)
        return folder

    def git(self, *words: str) -> str:
        """Run git in the repository."""
        who = ("-c", "user.name=Kim", "-c", "user.email=kim@example.com", "-c", "commit.gpgsign=false")
        done = subprocess.run(
            ["git", *who, *words], cwd=self.root, check=True, capture_output=True, text=True, env=_quiet()
        )
        return done.stdout.strip()

    def commit(self, message: str = "more") -> str:
        """Commit everything; returns the commit."""
        if not (self.root / ".git").exists():
            small_git.begin(self.root)
        self.git("add", "-A")
        self.git("commit", "-q", "-m", message)
        return small_git.head(self.root)

    @property
    def built(self) -> dict[str, bytes]:
        """The built site."""
        return tree(self.root / "site")


def _quiet() -> dict[str, str]:
    dates = {"GIT_AUTHOR_DATE": "2026-11-21T12:00:00Z", "GIT_COMMITTER_DATE": "2026-11-21T12:00:00Z"}
    return os.environ | dates | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A repository with one incident, not yet in git."""
    return Site(tmp_path / "repository")


@pytest.fixture
def files() -> Callable[[Path], dict[str, bytes]]:
    """Reads a folder into a mapping."""
    return tree


@pytest.fixture
def now() -> datetime:
    """The instant that builds are made for."""
    return NOW
