"""Small cState sites, and the incidents made of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from outspoken.cli import main
from outspoken.errors import Problem
from outspoken.importers.formats import FORMATS
from outspoken.importers.import_history import import_history
from outspoken.importers.import_report import Import
from outspoken.importers.import_request import ImportRequest
from outspoken.importers.import_writer import write_new
from outspoken.model.history import History
from outspoken.source.load import load

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
CONFIG = """
title: Example Status
baseURL: https://status.example.org/
params:
  categories:
    - name: Core
    - name: Rest
      untitled: true
  systems:
    - name: Mail
      category: Rest
    - name: Web Shop
      description: |
        Where people buy
      category: Core
"""


ISSUE = """---
title: Slow
date: 2024-03-01T10:00:00Z
resolved: true
resolvedWhen: 2024-03-01T12:00:00Z
severity: down
affected: [Mail]
---

It is slow.
"""


def run(*arguments: object) -> Result:
    """Run `outspoken import cstate`."""
    return CliRunner().invoke(main, ["import", "cstate", *map(str, arguments), "--now", "2026-11-21T12:00Z"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import made, and what the reader makes of it."""

    made: Import
    history: History
    problems: tuple[Problem, ...]
    root: Path

    @property
    def abouts(self) -> list[str]:
        return [remark.about for remark in self.made.remarks]

    def texts(self, number: int = 0) -> list[str]:
        return [update.body for update in self.history.incidents[number].updates]


def imported_from(kind: str, source: object, root: Path, **asked: Any) -> Import:
    """What an import of this format would write below `root`."""
    return import_history(
        partial(FORMATS[kind].read, str(source)), root, ImportRequest(**{"now": NOW, **asked})
    )


def bring(source: Path, root: Path, now: datetime = NOW, kind: str = "cstate", **asked: Any) -> Imported:
    """Import, write and read again; nothing but the lack of a git history may be amiss."""
    made = imported_from(kind, source, root, now=now, **asked)
    write_new(root, made.files)
    loaded = load(root, now=now, use_git=False)
    problems = tuple(problem for problem in loaded.problems if problem.rule != "no-git-history")
    assert loaded.history is not None, problems
    return Imported(made=made, history=loaded.history, problems=problems, root=root)


def spoken(done: Imported) -> list[tuple[str, str]]:
    """When and what: the last line of each message."""
    updates = done.history.incidents[0].updates
    return [(f"{update.at:%dT%H:%M}", update.body.splitlines()[-1]) for update in updates]


@pytest.fixture
def site(tmp_path: Path) -> Callable[..., Path]:
    """A cState site of these files; a name without a folder is an issue."""

    def make(files: dict[str, str], config: str = CONFIG) -> Path:
        source = tmp_path / "old"
        (source / "content" / "issues").mkdir(parents=True)
        (source / "config.yml").write_text(config, encoding="utf-8")
        for name, text in files.items():
            path = source / name if "/" in name else source / "content" / "issues" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        return source

    return make


@pytest.fixture
def issue(site: Callable[..., Path], tmp_path: Path) -> Callable[..., Imported]:
    """One issue of a body and fields, imported into an empty folder."""

    def make(body: str = "It is slow.\n", *, name: str = "2024-03-01-slow.md", **fields: str) -> Imported:
        whole = {
            "title": "Slow pages",
            "date": "2024-03-01T10:00:00Z",
            "resolved": "true",
            "resolvedWhen": "2024-03-01T12:00:00Z",
            "severity": "disrupted",
            "affected": "[Mail]",
            **fields,
        }
        head = "".join(f"{key}: {value}\n" for key, value in whole.items() if value)
        source = site({name: f"---\n{head}---\n\n{body}"})
        root = tmp_path / "new"
        root.mkdir()
        return bring(source, root)

    return make
