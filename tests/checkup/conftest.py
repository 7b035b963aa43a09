"""A repository in a few states, and a command `gh` that answers as GitHub's does."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests import small_git

NOW = datetime(2026, 11, 21, 14, 5, tzinfo=UTC)
SETTINGS = """\
site_name: Example status
site_url: https://status.example.com/
plugins:
  - outspoken:
      components:
        - {id: checkout, name: Checkout}
      channels:
        team: {kind: slack_webhook, audience: internal, secret: TEAM_WEBHOOK}
"""
WHO = ("-c", "user.name=Kim", "-c", "user.email=kim@example.com", "-c", "commit.gpgSign=false")
CHECKS = [{"context": "Check incidents and build a preview"}, {"context": "approval"}]
# As https://docs.github.com/en/rest shows the answers, with the fields that are read here and some others.
ANSWERS: dict[str, Any] = {
    "repos/acme/status": {"full_name": "acme/status", "default_branch": "main", "private": False},
    "repos/acme/status/rules/branches/main": [
        {"type": "deletion", "ruleset_source_type": "Repository", "ruleset_id": 42},
        {"type": "pull_request", "parameters": {"required_approving_review_count": 0}, "ruleset_id": 42},
        {
            "type": "required_status_checks",
            "parameters": {"required_status_checks": CHECKS},
            "ruleset_id": 42,
        },
    ],
    "repos/acme/status/pages": {"build_type": "workflow", "html_url": "https://acme.github.io/status/"},
    "repos/acme/status/actions/permissions": {"enabled": True, "allowed_actions": "all"},
    "repos/acme/status/actions/workflows?per_page=100": {
        "total_count": 2,
        "workflows": [
            {"id": 1, "name": "publish", "path": ".github/workflows/publish.yml", "state": "active"},
            {"id": 2, "name": "watch", "path": ".github/workflows/watch.yml", "state": "active"},
        ],
    },
    "secret list": [{"name": "UNRELATED"}],
    "secret list --env announcements": [{"name": "TEAM_WEBHOOK"}],
}
# In `sh`, which starts ten times faster than Python.
_GH = """\
#!/bin/sh
for word; do
  case $word in
    --include | --json | name | --repo | acme/status) ;;
    api) api=yes ;;
    *) [ "$api" ] && [ "$key" ] || key="${{key:+$key }}$word" ;;
  esac
done
answer() {{
  [ -z "$api" ] || printf 'HTTP/2.0 %s X\\r\\nDate: {date}\\r\\nX-Other: 1\\r\\n\\r\\n' "$1"
  [ "$1" != 200 ] || {{ printf %s "$2" && exit; }}
  printf '{{"message":"Not Found"}}'
  printf 'gh: Not Found (HTTP %s)\\n' "$1" >&2
  exit 1
}}
case $key in
{answers}
  *) answer 404 ;;
esac
"""


def _answer(answer: Any) -> str:
    """What the program does to give an answer: a status, or JSON, or words for people and an exit code."""
    if isinstance(answer, dict) and "exit" in answer:
        return f"printf %s {shlex.quote(answer['stderr'])} >&2; exit {answer['exit']}"
    return f"answer {answer}" if isinstance(answer, int) else f"answer 200 {shlex.quote(json.dumps(answer))}"


class Folder:
    """A site's folder, which git knows or not."""

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir(parents=True, exist_ok=True)

    def git(self, *words: str, at: Path | None = None) -> str:
        command = ["git", "-C", str(at or self.root), *WHO, *words]
        return subprocess.run(
            command, check=True, capture_output=True, text=True, encoding="utf-8"
        ).stdout.strip()

    def write(self, name: str, text: str) -> None:
        (self.root / name).parent.mkdir(parents=True, exist_ok=True)
        (self.root / name).write_text(text, encoding="utf-8")

    def commit(self) -> None:
        self.git("add", ".")
        self.git("commit", "-q", "-m", "A page")


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A committed site with a remote at GitHub."""
    made = Folder(tmp_path / "site")
    small_git.begin(made.root)
    made.write("mkdocs.yml", SETTINGS)
    for name in ("publish", "watch"):
        variable = "env:\n  TEAM_WEBHOOK: ${{ secrets.TEAM_WEBHOOK }}\n"
        made.write(f".github/workflows/{name}.yml", f"name: {name}\n{variable}")
    made.commit()
    made.git("remote", "add", "origin", "https://kim:hunter2@github.com/acme/status.git")
    return made


Programs = Callable[..., dict[str, str]]


@pytest.fixture
def programs(tmp_path: Path) -> Programs:
    """An environment whose `gh` gives the usual answers, or others by key; None takes one away."""

    def make(date: datetime = NOW, **changed: Any) -> dict[str, str]:
        where = tmp_path / "bin"
        where.mkdir(exist_ok=True)
        # The key "" is for every question.
        answers = {"": changed[""]} if "" in changed else {**ANSWERS, **changed}
        cases = [
            f"  {shlex.quote(key) if key else '*'}) {_answer(answer)} ;;" for key, answer in answers.items()
        ]
        shown = date.strftime("%a, %d %b %Y %H:%M:%S GMT")
        (where / "gh").write_text(_GH.format(date=shown, answers="\n".join(cases)), encoding="utf-8")
        (where / "vi").write_text("#!/bin/sh\n", encoding="utf-8")
        for name in ("gh", "vi"):
            (where / name).chmod(0o755)
        return {"PATH": os.pathsep.join([str(where), os.environ["PATH"]]), "EDITOR": "vi"}

    return make
