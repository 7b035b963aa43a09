"""Runs the real commands in the copy, each in its own process, with `--now` at a time of the drill."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from datetime import datetime

from outspoken.drill.throwaway_copy import ThrowawayCopy
from outspoken.model.drills.scenario import ScriptedAnswer, ScriptedCommand
from outspoken.model.iso_time import iso


class CommandError(Exception):
    """Raised if a command of a drill fails; the text is what it printed."""


class DrillCommands:
    """The commands of one drill; `url` is the sink's, `set_time` is called with the time of each command."""

    def __init__(
        self,
        copy: ThrowawayCopy,
        environ: Mapping[str, str],
        url: str,
        set_time: Callable[[datetime], None] | None = None,
    ) -> None:
        self.copy, self._environ, self._url, self._set_time = copy, environ, url, set_time
        self._incident = ""

    def run(self, now: datetime, *arguments: str, may_fail: bool = False) -> str:
        """Run a command at `now` (UTC) and return what it printed. Raises CommandError."""
        if self._set_time:
            self._set_time(now)
        done = subprocess.run(
            # -P: otherwise a folder of the site with the name of a library would be imported instead.
            [sys.executable, "-P", "-m", "outspoken", *arguments, "--now", iso(now)],
            cwd=self.copy.site,
            env=self.copy.environment(self._environ, self._url, now),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        if done.returncode and not may_fail:
            raise CommandError(f"outspoken {' '.join(arguments)}\n{done.stdout}{done.stderr}".strip())
        return done.stdout

    def answer(self, answer: ScriptedAnswer, start: datetime) -> None:
        """Publish a scripted answer of the drill that began at `start` (UTC), and announce it."""
        now = start + answer.at
        opens = answer.run in (ScriptedCommand.NEW, ScriptedCommand.SCHEDULE)
        options = dict(answer.options)
        subject = options.pop("title") if opens else self._incident
        arguments = [answer.run.value, subject, *_options(options, start)]
        # The id is read from its answer, since the command may add a number to it.
        printed = self.run(now, *arguments, "--message", answer.message, "--push", "--json")
        self._incident = json.loads(printed)["incident"]
        self.announce(now)

    def kit(self, now: datetime, audience: str) -> str:
        """Return the kit's texts for an audience about the incident of the last answer."""
        return self.run(now, "kit", self._incident, "--audience", audience)

    def announce(self, now: datetime, *arguments: str, may_fail: bool = False) -> str:
        """Send what was published to the sink."""
        return self.run(now, "announce", *arguments, may_fail=may_fail)


def _options(options: Mapping[str, str], start: datetime) -> list[str]:
    from outspoken.source.format.instants import read_offset

    arguments = []
    for name, value in options.items():
        # An offset from the start of the drill, such as +5m: the command needs an absolute time.
        text = iso(start + read_offset(value)) if value[:1] == "+" else value
        arguments += [f"--{name.replace('_', '-')}", text]
    return arguments
