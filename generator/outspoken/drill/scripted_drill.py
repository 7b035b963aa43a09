"""Runs a drill without people: the scripted answers are published with the real commands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from outspoken.drill.drill_commands import DrillCommands
from outspoken.drill.drill_report import DrillResult
from outspoken.drill.drill_request import DrillRequest
from outspoken.drill.expectation_results import KitUse
from outspoken.drill.message_sink import MessageSink, open_sink
from outspoken.drill.reading_back import published_history, read_back
from outspoken.drill.site_check import site_flaws
from outspoken.drill.table_cards import clock
from outspoken.drill.throwaway_copy import ThrowawayCopy, copy_repository
from outspoken.model.drills.scenario import ExpectedAction


class CommandClock:
    """The time (UTC) of the command that runs now."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def set(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


def set_up(
    request: DrillRequest, copy: ThrowawayCopy, commands: DrillCommands, sink: MessageSink
) -> frozenset[str]:
    """Publish the updates that a scenario starts with; return the ids of incidents that are not part of it.

    What the real site has not announced yet is sent to the sink first, and not counted.
    """
    before = frozenset(one.id for one in published_history(copy, request.start).incidents)
    # --force: otherwise updates that are old, or more than five, would be withheld.
    commands.announce(request.first, "--force", may_fail=True)
    for answer in request.scenario.given:
        commands.answer(answer, request.start)
    sink.messages.clear()
    return before


def play(request: DrillRequest, progress: Callable[[str], None]) -> tuple[DrillResult, Path]:
    """Run a scenario; return the result, and the root of the copy.

    `progress` is called with one line for each step. Raises CopyError, CommandError and ProblemsError.
    """
    scenario, start = request.scenario, request.start
    progress("copying the repository")
    copy = copy_repository(request.root, request.folder, request.settings, request.environ, request.first)
    time = CommandClock(request.first)
    with open_sink(time) as sink:
        commands = DrillCommands(copy, request.environ, sink.url, time.set)
        before = set_up(request, copy, commands, sink)
        kits = tuple(_answers(request, commands, progress))
        end = start + scenario.length
        progress("building the site")
        built = request.folder / "built"
        commands.run(end, "build", "--no-prose", "--site-dir", str(built))
        reading = read_back(copy, before, start, end, sink.messages, kits)
    flaws = site_flaws(built, reading.course)
    result = DrillResult(scenario=scenario, reading=reading, player="script", seed=request.seed, flaws=flaws)
    return result, copy.site


def _answers(request: DrillRequest, commands: DrillCommands, progress: Callable[[str], None]) -> list[KitUse]:
    """Run the script's commands and the expected kit commands, in the order of time."""
    scenario = request.scenario
    kits = [one for one in scenario.expects if one.what is ExpectedAction.KIT and one.after is not None]
    used: list[KitUse] = []
    for answer in scenario.answers:
        progress(f"{clock(answer.at)} outspoken {answer.run.value}, outspoken announce")
        commands.answer(answer, request.start)
        # `kit` needs an open incident, so it runs after the answer.
        for kit in [one for one in kits if one.after is not None and one.after <= answer.at]:
            kits.remove(kit)
            progress(f"{clock(answer.at)} outspoken kit --audience {kit.audience}")
            commands.kit(request.start + answer.at, kit.audience)
            used.append(KitUse(at=request.start + answer.at, audience=kit.audience))
    return used
