"""Runs a drill with people: prints each event at its time, and publishes what they push."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from threading import Thread

from outspoken.drill.drill_clock import DrillClock
from outspoken.drill.drill_commands import CommandError, DrillCommands
from outspoken.drill.drill_report import DrillResult
from outspoken.drill.drill_request import DrillRequest
from outspoken.drill.drill_shell import kit_uses, write_shell
from outspoken.drill.message_sink import MessageSink, open_sink
from outspoken.drill.reading_back import read_back
from outspoken.drill.scripted_drill import set_up
from outspoken.drill.table_cards import clock as since_start
from outspoken.drill.table_cards import heading, minutes
from outspoken.drill.throwaway_copy import ThrowawayCopy, copy_repository
from outspoken.model.drills.scenario import Inject, Scenario
from outspoken.serve.live_server import listen
from outspoken.serve.live_site import LiveSite
from outspoken.serve.reread import KeptRepository

_BANNER = "DRILL: none of this is real."


class AttendedDrill:
    """One drill in `copy`; `show` prints a text for the participants."""

    def __init__(
        self,
        scenario: Scenario,
        copy: ThrowawayCopy,
        commands: DrillCommands,
        clock: DrillClock,
        sink: MessageSink,
        show: Callable[[str], None],
    ) -> None:
        self.scenario, self.copy, self.commands = scenario, copy, commands
        self.clock, self.sink, self.show = clock, sink, show
        self._left = list(scenario.injects)
        self._published = copy.published()

    def run(self, wait: Callable[[], None]) -> None:
        """Print events and publish what is pushed, until the time is over or a person presses Ctrl-C."""
        end = self.clock.start + self.scenario.length
        try:
            while self.clock() < end:
                self.look()
                wait()
        except KeyboardInterrupt:
            self.show("The drill ends here.")
        # Once more, for updates that were pushed during the last wait.
        self.look()

    def look(self) -> None:
        """Print the events that are due, and announce what was pushed since the last call."""
        now = self.clock()
        while self._left and self.clock.start + self._left[0].at <= now:
            self.show(_card(self._left.pop(0)))
        if self.copy.published() != self._published:
            # Before the announcement: updates that are pushed during it are announced by the next call.
            commit = self.copy.published()
            self._announce()
            self._published = commit

    def _announce(self) -> None:
        now, before = self.clock(), len(self.sink.messages)
        try:
            self.commands.announce(now)
        # As in an outage: the team sees what went wrong, and continues.
        except CommandError as fault:
            self.show(f"outspoken announce waits for you:\n{fault}")
        sent = self.sink.messages[before:]
        channels = ", ".join(sorted({one.channel for one in sent})) or "no channel"
        self.show(f"{since_start(now - self.clock.start)} published, and sent to {channels}")


def _card(inject: Inject) -> str:
    text = f"\n    {inject.text}" if inject.text else ""
    return f"{heading(inject)}{text}"


def run_attended(
    request: DrillRequest,
    real: Callable[[], datetime],
    wait: Callable[[], None],
    show: Callable[[str], None],
    speed: int = 1,
) -> tuple[DrillResult, Path]:
    """Run a drill with people; return the result, and the root of the copy.

    `real` returns the real time (UTC), and `wait` pauses between two checks; the drill's clock runs `speed`
    times as fast. Raises CopyError, CommandError and ProblemsError.
    """
    show("copying the repository")
    scenario = request.scenario
    copy = copy_repository(request.root, request.folder, request.settings, request.environ, request.first)
    with open_sink(real) as sink:
        commands = DrillCommands(copy, request.environ, sink.url)
        before = set_up(request, copy, commands, sink)
        # The clock starts only now, so that the time for the preparation is not part of the drill.
        clock = DrillClock(request.start, real, speed)
        sink.clock = clock
        enter = write_shell(copy, request.environ, sink.url, clock)
        with _preview(copy, clock) as url:
            show(_opening(scenario, enter, url, clock))
            AttendedDrill(scenario, copy, commands, clock, sink, show).run(wait)
        end = clock()
        reading = read_back(copy, before, clock.start, end, sink.messages, kit_uses(copy))
    return DrillResult(scenario=scenario, reading=reading, player="team", seed=request.seed), copy.site


def _opening(scenario: Scenario, enter: Path, url: str, clock: DrillClock) -> str:
    faster = f", {clock.speed} times as fast as real time" if clock.speed > 1 else ""
    return (
        f"DRILL: {scenario.title}. It takes {minutes(scenario.length)}{faster}.\n"
        f"In another terminal:   . {enter}\n"
        "Then publish as in an outage, for example with outspoken new --push.\n"
        f"What customers see:    {url}\n"
        f"What your team needs:  {url}desk/\n"
        "Ctrl-C ends the drill and prints the report so far."
    )


@contextmanager
def _preview(copy: ThrowawayCopy, clock: DrillClock) -> Iterator[str]:
    """Serve the pages of the copy on the loopback address; yield the URL."""
    live = LiveSite(
        repository=KeptRepository(copy.site), clock=clock, scratch=None, present=True, banner=_BANNER
    )
    with listen(live, "127.0.0.1", 0) as server:
        live.refresh(prose=True)
        watcher = live.watcher(lambda prose: live.refresh(prose=prose))
        for run in (watcher.run, server.serve_forever):
            Thread(target=run, daemon=True).start()
        try:
            yield live.url
        finally:
            watcher.stop()
            server.shutdown()
