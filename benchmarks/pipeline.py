"""Runs every `run:` step of the workflows as a runner does, and measures each."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import yaml

from announced_history import ENVIRONMENT as WITH_SECRETS
from announced_history import announced
from cache import FOLDER
from timing import Cost, cost

_EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")
# Steps for what is not the case here: a registry that is away, a decision, extra pages, something due.
_NOT_NOW = (
    "steps.install.outcome",
    "${{ inputs.key }}",
    "hashFiles('.ci/extra-pages')",
    "outputs.publish ==",
)
JOBS = (
    ("check", "check"),
    ("publish", "build"),
    ("publish", "verify-served"),
    ("publish", "announce"),
    ("publish", "clock"),
    ("watch", "look"),
)
_GH = """#!/bin/sh
case "$1 $2" in
  "api repos"*) echo '{"jobs": []}' ;;
esac
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepCost:
    """What one step of a job cost."""

    workflow: str
    job: str
    step: str
    cost: Cost

    def __str__(self) -> str:
        return f"{self.cost.cpu:5.2f} s CPU  {self.cost.wall:5.2f} s  {self.name}"

    @property
    def name(self) -> str:
        """The step, with its workflow and its job, unless they have one name."""
        where = self.job if self.job == self.workflow else f"{self.workflow}/{self.job}"
        return f"{where}: {self.step}"


@dataclass(slots=True, kw_only=True)
class Runner:
    """Machines for jobs: `caches` has what earlier jobs kept, by the first word of the cache's key."""

    folder: Path
    remote: Path
    now: str
    page: str
    caches: dict[str, Path]
    known: dict[str, str] = field(default_factory=dict)
    measured: list[StepCost] = field(default_factory=list)

    def run(self, workflow: str, job: str) -> Path:
        """Run a job on a new machine; return its checkout."""
        machine = Path(tempfile.mkdtemp(prefix=f"{workflow}-{job}-", dir=self.folder))
        root = machine / "checkout"
        subprocess.run(["git", "clone", "-q", self.remote, root], check=True)
        steps = yaml.safe_load((root / f".github/workflows/{workflow}.yml").read_text(encoding="utf-8"))
        key = _cache_key(steps["jobs"][job])
        environment = self._machine(machine, self.caches.get(key, machine / "cache"))
        environment |= self._values(steps["jobs"][job].get("env", {}))
        for step in steps["jobs"][job]["steps"]:
            if "run" not in step or any(part in str(step.get("if", "")) for part in _NOT_NOW):
                continue
            own = environment | self._values(step.get("env", {}))
            line = f"cd {root}; {step['run']}"
            # `watch` exits with 1 if something is overdue; the workflow goes on, as does this.
            line = f"({line}) || true" if step.get("continue-on-error") else line
            spent = cost(["bash", "-e", "-c", line], own)
            self.measured.append(StepCost(workflow=workflow, job=job, step=step["name"], cost=spent))
            print(f"  {self.measured[-1]}", file=sys.stderr, flush=True)
        # As the host does: what a job kept is there for those that begin when it has ended.
        if key:
            self.caches.setdefault(key, machine / "cache")
        return root

    def _machine(self, machine: Path, kept: Path) -> dict[str, str]:
        """Make an environment for Python, a stand-in for gh, and what was kept; return the variables."""
        subprocess.run([sys.executable, "-m", "venv", machine / "python"], check=True)
        (machine / "python" / "bin" / "gh").write_text(_GH, encoding="utf-8")
        (machine / "python" / "bin" / "gh").chmod(0o755)
        for name in ("output", "summary"):
            (machine / name).touch()
        # A runner's Python writes what it compiles, whatever is set here.
        here = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        return {
            **here,
            "PATH": f"{machine / 'python' / 'bin'}{os.pathsep}{os.environ['PATH']}",
            "XDG_CACHE_HOME": str(kept),
            "SOURCE_DATE_EPOCH": self.now,
            "GITHUB_OUTPUT": str(machine / "output"),
            "GITHUB_STEP_SUMMARY": str(machine / "summary"),
            "GITHUB_REPOSITORY": "acme/status",
        }

    def _values(self, wanted: Mapping[str, Any]) -> dict[str, str]:
        return {name: _EXPRESSION.sub(self._value, str(value)) for name, value in wanted.items()}

    def _value(self, found: re.Match[str]) -> str:
        text = found[1]
        if "base_url" in text or "deploy.outputs.url" in text:
            return self.page
        if "secrets." in text:
            return "https://team.example.com/"
        if "default_branch" in text:
            return "main"
        return next((self.known[name] for name in ("commit", "now") if f"outputs.{name}" in text), "")


def _cache_key(job: Mapping[str, Any]) -> str:
    """Return the first word of the key under which a job keeps its downloads; empty if it keeps nothing."""
    keys = (step["with"]["key"] for step in job["steps"] if "actions/cache@" in step.get("uses", ""))
    return str(next(keys, "")).partition("-")[0]


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@contextmanager
def pipeline(size: int, now: str, epoch: str) -> Iterator[dict[str, list[StepCost]]]:
    """Yield each step's cost on machines without (`cold`) and with (`warm`) what earlier runs kept.

    Each workflow begins cold with nothing; its later jobs find what its earlier ones kept.

    What was measured is printed as it comes, and the files, of which there are very many, go at the end.
    """
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (
        announced(size, now) as (root, _),
        tempfile.TemporaryDirectory(prefix="pipeline-", dir=FOLDER) as folder,
    ):
        place = Path(folder)
        remote = _repository(root, now)
        costs = {}
        kept: dict[str, dict[str, Path]] = {}
        for name in ("cold", "warm"):
            site = place / f"site-{name}"
            with _served(site) as page:
                print(f"{name} caches", file=sys.stderr)
                runner = Runner(folder=place, remote=remote, now=epoch, page=page, caches={})
                for workflow, job in JOBS:
                    runner.caches = kept.setdefault(workflow, {}) if name == "cold" else dict(kept["publish"])
                    made = runner.run(workflow, job)
                    if job == "build":
                        shutil.copytree(made / "site", site)
                        built = json.loads((site / "build.json").read_text(encoding="utf-8"))
                        runner.known |= {"commit": built["commit"], "now": built["now"]}
                costs[name] = runner.measured
        yield costs


def _repository(root: Path, now: str) -> Path:
    """Make a status repository of a site, all of whose news are announced; return its remote."""
    # Reminders of years ago count as skipped from the first look on.
    first = [sys.executable, "-m", "outspoken", "announce", "--root", str(root), "--now", now]
    subprocess.run(first, check=False, capture_output=True, env=WITH_SECRETS)
    subprocess.run(
        [sys.executable, "-m", "outspoken", "init", root, "--repo", "acme/status", "--pin", "wheel"],
        check=True, capture_output=True,
    )  # fmt: skip
    who = ("-c", "user.name=Kim", "-c", "user.email=kim@example.com")
    subprocess.run(["git", "add", "."], cwd=root, check=True)
    dated = {**os.environ, "GIT_COMMITTER_DATE": now, "GIT_AUTHOR_DATE": now}
    subprocess.run(["git", *who, "commit", "-qm", "Workflows"], cwd=root, check=True, env=dated)
    subprocess.run(["git", "push", "-q", "origin", "HEAD:main"], cwd=root, check=True)
    remote = root.parent / "remote.git"
    subprocess.run(["git", "symbolic-ref", "HEAD", "refs/heads/main"], cwd=remote, check=True)
    return remote
