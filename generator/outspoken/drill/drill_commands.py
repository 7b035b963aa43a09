"""Runs the real commands in the copy, each in a process of its own, at a time of the drill."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from datetime import datetime

from outspoken.drill.throwaway_copy import ThrowawayCopy
from outspoken.model.drills.scenario import ScriptedAnswer, ScriptedCommand


class CommandError(Exception):
    """Raised if a command of a drill fails; the text is what it printed."""


class DrillCommands:
    """The commands of one drill; `url` is the sink's, `sees` is called with each time before it is used."""

    def __init__(
        self,
        copy: ThrowawayCopy,
        environ: Mapping[str, str],
        url: str,
        sees: Callable[[datetime], None] | None = None,
    ) -> None:
        self.copy, self._environ, self._url, self._sees = copy, environ, url, sees
        self._incident = ""

    def run(self, now: datetime, *words: str, may_fail: bool = False) -> str:
        """Run a command at `now` (UTC) and return what it printed. Raises CommandError."""
        if self._sees:
            self._sees(now)
        done = subprocess.run(
            # -P: a folder of the site that is named like a library is not imported.
            [sys.executable, "-P", "-m", "outspoken", *words, "--now", _stamp(now)],
            cwd=self.copy.site,
            env=self.copy.environment(self._environ, self._url, now),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        if done.returncode and not may_fail:
            raise CommandError(f"outspoken {' '.join(words)}\n{done.stdout}{done.stderr}".strip())
        return done.stdout

    def answer(self, answer: ScriptedAnswer, start: datetime) -> None:
        """Publish a scripted answer of the drill that began at `start` (UTC), and announce it."""
        now = start + answer.at
        opens = answer.run in (ScriptedCommand.NEW, ScriptedCommand.SCHEDULE)
        options = dict(answer.options)
        subject = options.pop("title") if opens else self._incident
        words = [answer.run.value, subject, *_options(options, start)]
        printed = self.run(now, *words, "--message", answer.message, "--push", "--json")
        self._incident = json.loads(printed)["incident"]
        self.announce(now)

    def kit(self, now: datetime, audience: str) -> str:
        """Return the ready texts for an audience about the incident of the last answer."""
        return self.run(now, "kit", self._incident, "--audience", audience)

    def announce(self, now: datetime, *words: str, may_fail: bool = False) -> str:
        """Send what was published to the sink."""
        return self.run(now, "announce", *words, may_fail=may_fail)


def _options(options: Mapping[str, str], start: datetime) -> list[str]:
    from outspoken.source.format.instants import read_offset

    words = []
    for name, value in options.items():
        # A time of the drill, such as +5m, is a time of the day for the command.
        text = _stamp(start + read_offset(value)) if value[:1] == "+" else value
        words += [f"--{name.replace('_', '-')}", text]
    return words


def _stamp(now: datetime) -> str:
    return now.strftime("%Y-%m-%dT%H:%M:%SZ")
