"""A site with news, a bare remote beside it, a channel of each class, and runs that can be killed."""

from __future__ import annotations

import json
import math
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from fakechannel import NEITHER, Inbox, served

NOW = datetime(2026, 11, 21, 15, tzinfo=UTC)
INCIDENT = "2026-11-21-checkout-errors"
STEMS = ("20261121T144000Z-investigating", "20261121T144500Z-identified", "20261121T145000Z-resolved")
KEYS = tuple(f"{INCIDENT}/{stem}" for stem in STEMS)
WORK = "2026-11-21-new-disks"
WORK_KEYS = tuple(
    f"{WORK}/{update}" for update in ("20261121T150100Z-scheduled", "reminder-3h-20261121T1900Z")
)
"""The keys of scheduled maintenance: its announcement, and the reminder that the settings require."""
ASKED = f"{WORK}/reminder-asked-20261121T1900Z"
"""The key of the reminder that a person sends."""
_SETTINGS = """\
site_name: Example status
site_url: https://status.example.com/
plugins:
  - outspoken:
      components: [{{id: checkout, name: Checkout}}]
      channels:
{channels}
"""
_CHANNEL = "        {name}: {{kind: webhook, audience: customers, secret: WEBHOOK_URL}}\n"


def site_files(channels: Sequence[str], stems: Sequence[str] = STEMS) -> dict[str, str]:
    """The files of a site with one incident, by path."""
    folder = f"incidents/2026-11/{INCIDENT}"
    files = {
        "mkdocs.yml": _SETTINGS.format(channels="".join(_CHANNEL.format(name=name) for name in channels)),
        f"{folder}/incident.md": "---\ntitle: Checkout errors\nimpact: major\n"
        "components: {checkout: partial_outage}\nstarted: 2026-11-21T14:35Z\n"
        "acknowledged: [aftermath-missing]\n---\nCheckout fails.\n",
    }
    for stem in stems:
        day, status = stem.split("T")[0], stem.partition("-")[2]
        at = f"{day[:4]}-{day[4:6]}-{day[6:]}T{stem[9:11]}:{stem[11:13]}Z"
        files[f"{folder}/updates/{stem}.md"] = f"---\nstatus: {status}\nat: {at}\n---\nWe say {stem}.\n"
    return files


def write(root: Path, files: dict[str, str]) -> None:
    """Write files by path."""
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8", newline="\n")


def git(root: Path, *words: str, at: datetime = NOW - timedelta(minutes=10)) -> str:
    """Run git; commits are dated `at`."""
    when = at.isoformat()
    dates = {"GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when}
    quiet = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    who = ("-c", "user.name=Kim", "-c", "user.email=kim@example.com")
    command = ["git", *who, "-C", str(root), *words]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=os.environ | dates | quiet)
    return done.stdout.strip()


def make_site(root: Path, channels: Sequence[str]) -> None:
    """A repository `root`/site with a bare remote `root`/remote.git; the remote's address is relative."""
    write(root / "site", site_files(channels))
    git(root / "site", "init", "-q", "-b", "main")
    git(root / "site", "add", "-A")
    git(root / "site", "commit", "-q", "-m", "An incident")
    git(root, "init", "-q", "--bare", "--template=", "remote.git")
    git(root / "remote.git", "config", "receive.autogc", "false")
    git(root / "site", "remote", "add", "origin", "../remote.git")


@dataclass
class World:
    """Runs announcements of one site after the other; `again` makes a fresh site and an empty inbox."""

    folder: Path
    inbox: Inbox
    port: int
    zygote: subprocess.Popen[str]
    channels: tuple[str, ...] = ()
    keys: tuple[str, ...] = KEYS
    _runs: Iterator[int] = field(default_factory=count)

    def again(self, channels: Sequence[str], faults: Sequence[str] = (), lag: float = 0) -> None:
        """A fresh world."""
        self.channels, self.keys = tuple(channels), KEYS
        template, here = self.folder / f"template-{'-'.join(channels)}", self.folder / "here"
        if not template.exists():
            make_site(template, channels)
        shutil.rmtree(here, ignore_errors=True)
        shutil.copytree(template, here)
        config = here / "site" / ".git" / "config"
        address = f"ssh://host{here}/remote.git"
        config.write_text(
            config.read_text(encoding="utf-8").replace("../remote.git", address), encoding="utf-8"
        )
        self.inbox.clear(list(faults), lag)

    def schedule(self, *keys: str) -> None:
        """Publish maintenance for 19:00, with a reminder at 16:00; the verdict counts these keys too."""
        folder = f"incidents/2026-11/{WORK}"
        head = (
            "---\ntitle: New disks\nkind: maintenance\ncomponents: {checkout: under_maintenance}\n"
            "scheduled: {from: 2026-11-21T19:00Z, until: 2026-11-21T23:00Z}\n---\nDisks.\n"
        )
        update = "---\nstatus: scheduled\nat: 2026-11-21T15:01Z\n---\nPlanned.\n"
        settings = (self.root / "mkdocs.yml").read_text(encoding="utf-8")
        reminding = settings.replace(
            "      components:", "      planned: {remind: [3h]}\n      components:", 1
        )
        name = WORK_KEYS[0].rpartition("/")[2]
        files = {
            f"{folder}/incident.md": head,
            f"{folder}/updates/{name}.md": update,
            "mkdocs.yml": reminding,
        }
        write(self.root, files)
        git(self.root, "add", "-A", at=NOW + timedelta(minutes=1))
        git(self.root, "commit", "-q", "-m", "Plan", at=NOW + timedelta(minutes=1))
        self.keys = (*KEYS, *keys)

    @property
    def root(self) -> Path:
        return self.folder / "here" / "site"

    @property
    def remote(self) -> Path:
        return self.folder / "here" / "remote.git"

    def hook(self, name: str, script: str) -> None:
        """Give the remote a hook."""
        path = self.remote / "hooks" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        path.chmod(0o755)

    def order(self, minutes: float, *, skew: float = 0, **more: Any) -> dict[str, Any]:
        """The arguments of one run; its clock is `skew` minutes ahead."""
        now = NOW + timedelta(minutes=minutes + skew)
        named = {"run": f"run-{next(self._runs)}", "skew": skew}
        return {"root": str(self.root), "now": now.isoformat(), "port": self.port, **named, **more}

    @property
    def was_stopped(self) -> bool:
        """Whether a run of this world was stopped, and went on."""
        return (self.folder / "here" / "stopped").exists()

    def run(self, *orders: dict[str, Any], kill_after: float | None = None) -> list[int]:
        """How runs ended that began at once; with `kill_after` seconds the first is killed."""
        assert self.zygote.stdin is not None
        assert self.zygote.stdout is not None
        self.zygote.stdin.write(json.dumps(orders) + "\n")
        self.zygote.stdin.flush()
        children = json.loads(self.zygote.stdout.readline())
        if kill_after is not None:
            time.sleep(kill_after)
            with suppress(ProcessLookupError):
                # With what it started: a job that is cancelled takes its git along.
                os.killpg(children[0], signal.SIGKILL)
        ended: list[int] = json.loads(self.zygote.stdout.readline())
        return ended

    def ledger(self) -> dict[str, dict[str, Any]]:
        """What the branch says, by key."""
        return ledger_of(self.remote)

    def verdict(self) -> Verdict:
        """What became of every update on every channel, once all that is late has arrived."""
        self.inbox.catch_up(math.inf)
        ledger = self.ledger()
        verdict = Verdict()
        for name in self.channels:
            for key in (f"{one}/{name}" for one in self.keys):
                verdict.add(name, self.inbox.count(key), ledger.get(key, {}).get("state", "nothing"))
        return verdict


def ledger_of(remote: Path) -> dict[str, dict[str, Any]]:
    """What the branch of a remote says, by key; {} where there is none."""
    found = {}
    try:
        paths = git(remote, "ls-tree", "-r", "--name-only", "announcements").splitlines()
    except subprocess.CalledProcessError:
        return {}
    for path in paths:
        if path.startswith("2026-"):
            text = git(remote, "show", f"announcements:{path}")
            found[path.partition("/")[2].removesuffix(".json")] = json.loads(text)
    return found


@dataclass
class Verdict:
    """Counts of what is wrong, and of what waits for a person."""

    duplicates: int = 0
    lost: int = 0
    waiting: int = 0
    held_neither: int = 0
    held_others: int = 0
    messages: int = 0

    def add(self, kind: str, delivered: int, state: str) -> None:
        """Judge one message."""
        self.messages += 1
        self.duplicates += max(0, delivered - 1)
        self.held_neither += state == "held" and kind == NEITHER
        self.held_others += state == "held" and kind != NEITHER
        if state == "sent":
            self.lost += delivered == 0
        elif state == "retry":
            self.waiting += 1
        elif state != "held":
            # After clean runs, a message that is neither sent nor waits for a person has been lost.
            self.lost += 1

    @property
    def is_good(self) -> bool:
        return not (self.duplicates or self.lost or self.waiting or self.held_others)

    def __add__(self, other: Verdict) -> Verdict:
        return Verdict(**{name: value + getattr(other, name) for name, value in vars(self).items()})


@contextmanager
def world(folder: Path) -> Iterator[World]:
    """A world in a folder."""
    quiet = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    zygote = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("zygote.py"))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env=os.environ | quiet | git_host(folder),
    )
    assert zygote.stdout is not None
    zygote.stdout.readline()
    try:
        with served() as (inbox, port):
            yield World(folder=folder, inbox=inbox, port=port, zygote=zygote)
    finally:
        assert zygote.stdin is not None
        zygote.stdin.close()
        zygote.wait(timeout=120)
        zygote.stdout.close()


def git_host(folder: Path) -> dict[str, str]:
    """Variables with which git reaches a host that survives a run that is killed while it pushes.

    A process of its own session at the other end of a pipe: a socket would make each request wait for a
    delayed acknowledgement.
    """
    host = folder / "host"
    host.write_text('#!/bin/sh\nexec setsid sh -c "$2"\n', encoding="utf-8")
    host.chmod(0o755)
    return {"GIT_SSH": str(host), "GIT_SSH_VARIANT": "simple"}


def randomly(seed: int) -> random.Random:
    """Chances that come out the same for the same seed."""
    return random.Random(seed)
