"""Plays a drill by itself: the scripted answers are published with the real commands, at the drill's time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from outspoken.drill.drill_commands import DrillCommands
from outspoken.drill.drill_report import DrillResult
from outspoken.drill.message_sink import MessageSink, open_sink
from outspoken.drill.reading_back import published_history, read_back
from outspoken.drill.site_check import site_flaws
from outspoken.drill.table_cards import clock
from outspoken.drill.throwaway_copy import LEAD, ThrowawayCopy, copy_repository, last_commit
from outspoken.model.drills.scenario import Scenario
from outspoken.model.settings import Settings

_NONE = timedelta()


def beginning(scenario: Scenario, root: Path, now: datetime) -> datetime:
    """Return when a drill begins (UTC): now, or later if what is given needs time after the last commit."""
    last = last_commit(root)
    first = min((each.at for each in scenario.given), default=_NONE)
    return max(now, last + LEAD - first) if last else now


class SinkClock:
    """The time (UTC) of the command that runs now."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def set(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


def set_up(
    scenario: Scenario, copy: ThrowawayCopy, commands: DrillCommands, sink: MessageSink, start: datetime
) -> frozenset[str]:
    """Publish what is given before a drill begins at `start` (UTC); return the ids that are not part of it.

    What the real site has not announced yet is not part of the drill either.
    """
    first = min((each.at for each in scenario.given), default=_NONE)
    before = frozenset(one.id for one in published_history(copy, start).incidents)
    commands.announce(start + first - LEAD, "--force", may_fail=True)
    for answer in scenario.given:
        commands.answer(answer, start)
    sink.messages.clear()
    return before


def play(
    scenario: Scenario,
    root: Path,
    folder: Path,
    settings: Settings,
    environ: Mapping[str, str],
    start: datetime,
    progress: Callable[[str], None],
    seed: int | None = None,
) -> tuple[DrillResult, Path]:
    """Play a scenario from `start` (UTC) in the empty `folder`; return the result and the copy's root.

    `progress` is called with one line for each step. Raises CopyError, CommandError and ProblemsError.
    """
    first = start + min((each.at for each in scenario.given), default=_NONE) - LEAD
    progress("copying the repository")
    copy = copy_repository(root, folder, settings, environ, first)
    time = SinkClock(first)
    with open_sink(time) as sink:
        commands = DrillCommands(copy, environ, sink.url, time.set)
        before = set_up(scenario, copy, commands, sink, start)
        for answer in scenario.answers:
            progress(f"{clock(answer.at)} outspoken {answer.run.value}, outspoken announce")
            commands.answer(answer, start)
        end = start + scenario.length
        progress("building the site")
        built = folder / "built"
        commands.run(end, "build", "--no-prose", "--site-dir", str(built))
        reading = read_back(copy, before, start, end, sink.messages)
    flaws = site_flaws(built, reading.course)
    return (
        DrillResult(scenario=scenario, reading=reading, player="script", seed=seed, flaws=flaws),
        copy.site,
    )
