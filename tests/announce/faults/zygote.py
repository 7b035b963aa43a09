"""Forks one announcing process for each line it is given: all is imported once, every run can be killed."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from announcing import announced
from fakechannel import FakeSender
from world import NOW, make_site

from outspoken.announce.claim_hold import Hold
from outspoken.announce.ledger.checkpoints import Checkpoint
from outspoken.announce.request import AnnounceDependencies, AnnounceRequest
from outspoken.announce.words.compose import compose
from outspoken.errors import ProblemsError
from outspoken.model.channel import Channel

# Seconds for a run: more than any needs, so that a busy machine changes no outcome.
PATIENCE = 600.0


def hook(kill_at: int, stop_at: int) -> Callable[[Checkpoint], None]:
    """Dies, or is stopped, at the first time that a step is reached."""
    waiting = {stop_at}

    def step(reached: Checkpoint) -> None:
        if reached == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)
        if reached in waiting:
            waiting.clear()
            # To this thread: of a whole process another thread may take it, while this one sends on.
            signal.pthread_kill(threading.get_ident(), signal.SIGSTOP)

    return step


def waker(given: dict[str, Any]) -> None:
    """A process that waits until this one is stopped, runs what happens meanwhile, and wakes it."""
    stopped = os.getpid()
    if os.fork():
        return
    note = Path(given["root"]).parent / "stopped"
    while os.getppid() == stopped and _state(stopped) != "T":
        time.sleep(0.005)
    if os.getppid() == stopped:
        for order in given["meanwhile"]:
            os.waitpid(fork(order), 0)
        note.touch()
        os.kill(stopped, signal.SIGCONT)
    os._exit(0)


def _state(process: int) -> str:
    """T where a process is stopped."""
    try:
        text = Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
    except OSError:
        return ""
    return text.rpartition(")")[2].split()[0]


class Stopwatch:
    """Seconds since the start; a clock that notices has gone on while this process was stopped."""

    def __init__(self, given: dict[str, Any]) -> None:
        self._begun, self._slept = time.monotonic(), given.get("slept", 0)
        self._note = Path(given["root"]).parent / "stopped"

    def __call__(self) -> float:
        jumped = self._slept if self._slept and self._note.exists() else 0
        return time.monotonic() - self._begun + jumped


def run(given: dict[str, Any]) -> int:
    """One announcement; 0 good, 1 a person is needed, 3 a Problem."""
    elapsed, now = Stopwatch(given), datetime.fromisoformat(given["now"])
    skew = timedelta(minutes=given.get("skew", 0))
    if "meanwhile" in given:
        waker(given)
    if given.get("careless"):
        # As if nothing could happen between a claim and its message.
        Hold.confirm = lambda _hold, _words: None  # type: ignore[method-assign]

    def clock() -> datetime:
        return now + timedelta(seconds=elapsed())

    def sender(channel: Channel) -> FakeSender:
        refusals = [True] * given.get("refusals", 0)
        return FakeSender(kind=channel.id, port=given["port"], clock=clock, refusals=refusals, skew=skew)

    order = AnnounceRequest(
        root=Path(given["root"]),
        now=now,
        run=given["run"],
        remind=given.get("remind", ""),
        seconds=PATIENCE + given.get("slept", 0),
    )
    dependencies = AnnounceDependencies(
        senders=sender,
        compose=lambda piece, channel, shared, thread: compose(piece, channel, shared, thread=thread),
        clock=clock,
        sleep=lambda seconds: time.sleep(min(seconds, 0.2) * given.get("haste", 0.2)),
        step=hook(given.get("kill", 0), given.get("stop", 0)),
        elapsed=elapsed,
    )
    try:
        report = announced(order, dependencies)
    except ProblemsError as fault:
        sys.stderr.write(f"{[problem.message for problem in fault.problems]}\n")
        return 3
    for problem in report.channel_problems:
        sys.stderr.write(f"{problem}\n")
    return 1 if report.needs_a_person else 0


def fork(given: dict[str, Any]) -> int:
    """The id of a process that runs this."""
    child = os.fork()
    if child == 0:
        os.setpgid(0, 0)
        code = 70
        try:
            code = run(given)
        finally:
            sys.stderr.flush()
            os._exit(code)
    return child


def say(what: object) -> None:
    """One line for the process that sends the commands."""
    sys.stdout.write(f"{json.dumps(what)}\n")
    sys.stdout.flush()


def warm_up() -> None:
    """A dry run: what a run imports late, it would import again in every fork."""
    with TemporaryDirectory() as folder:
        make_site(Path(folder), ("repeatable",))
        root = Path(folder) / "site"
        dependencies = AnnounceDependencies(
            senders=lambda channel: FakeSender(kind=channel.id, port=0, clock=lambda: NOW),
            compose=lambda piece, channel, shared, thread: compose(piece, channel, shared, thread=thread),
            clock=lambda: NOW,
        )
        announced(AnnounceRequest(root=root, now=NOW, run="warm", dry_run=True), dependencies)


def main() -> None:
    """For each line, a list of runs to start at once: answer their ids, then how they ended."""
    warm_up()
    say("ready")
    for line in sys.stdin:
        children = [fork(given) for given in json.loads(line)]
        say(children)
        ended = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
        say(ended)


if __name__ == "__main__":
    main()
