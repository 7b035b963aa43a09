"""`outspoken drill`: rehearses an outage."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import sleep
from typing import TYPE_CHECKING

import click

from outspoken import clock
from outspoken.cli import shared_options
from outspoken.cli.stop import INTERRUPTED, Stop
from outspoken.drill.drill_commands import CommandError
from outspoken.drill.drill_report import drill_report
from outspoken.drill.drill_request import DrillRequest, beginning
from outspoken.drill.kept_reports import keep_report
from outspoken.drill.scenario_placeholders import fill_placeholders
from outspoken.drill.table_cards import cards, minutes
from outspoken.drill.throwaway_copy import CopyError
from outspoken.errors import Problem, ProblemsError
from outspoken.source.format.read_context import did_you_mean
from outspoken.source.plan.scenario_files import read_scenario, scenario_files
from outspoken.source.settings.read_settings import read_settings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from outspoken.drill.drill_report import DrillResult
    from outspoken.model.drills.scenario import Scenario
    from outspoken.model.settings import Settings
    from outspoken.source.plan.scenario_files import ScenarioFile

_FIRST = "database"


@click.command()
@click.argument("scenario", required=False)
@click.option("--list", "listing", is_flag=True, help="List the scenarios, the plan's own and those shipped.")
@click.option("--talk", is_flag=True, help="Print the events as cards, for a drill at a table.")
@click.option("--auto", is_flag=True, help="Play the scripted answers without a team, and print the report.")
@click.option(
    "--speed",
    type=click.IntRange(1, 60),
    default=1,
    show_default=True,
    help="How many times as fast as a real clock the drill runs.",
)
@click.option("--save", is_flag=True, help="Keep the report in the folder drills of the plan.")
@click.option(
    "--seed",
    type=click.IntRange(0),
    metavar="N",
    help="Vary scenario, component and order; the same N gives the same drill.",
)
@shared_options.root
@shared_options.now
def command(
    *,
    scenario: str | None,
    listing: bool,
    talk: bool,
    auto: bool,
    speed: int,
    save: bool,
    seed: int | None,
    root: Path,
    now: datetime | None,
) -> None:
    """Rehearse an outage in a copy of the repository.

    SCENARIO is a file of the plan's folder `scenarios`, or a shipped one; --list shows them. Without it, the
    one for a first drill is played, or one that --seed picks. Events appear here at their time; you publish
    in another terminal, with the real commands. Ctrl-C ends the drill; at its end the report is printed.
    Nothing leaves this computer: the copy's remote is a folder, and its channels send to this command.
    """
    if sum((listing, talk, auto)) > 1:
        raise click.UsageError("write one of --list, --talk and --auto")
    if save and (listing or talk):
        raise click.UsageError(
            "--save keeps the report of a drill that is played: leave out --list and --talk"
        )
    if auto and speed > 1:
        raise click.UsageError("--auto waits for nothing: leave out --speed")

    # Scenarios can be listed and read as cards even if the settings have errors: reported only before a run.
    problems: list[Problem] = []
    settings = read_settings(root, problems)
    files = scenario_files(root, settings)
    if listing:
        click.echo(_listed(files), nl=False)
        return
    chosen = _filled(_chosen(scenario, files, seed), settings, shared_options.instant_or_clock(now), seed)
    if talk:
        click.echo(cards(chosen), nl=False)
        return
    if settings is None:
        raise ProblemsError(problems)
    if auto and not chosen.answers:
        raise click.UsageError(f"{chosen.id} has no answers to play: write them, or leave --auto out")
    text, result = _run(chosen, root, settings, now, seed=seed, speed=None if auto else speed)
    click.echo(text, nl=False)
    if save:
        click.echo(f"Report: {keep_report(text, result, root, settings)}", err=True)
    if auto and (result.flaws or not all(one.is_met for one in result.results)):
        # For CI: a rehearsal that failed must fail the job, although its report was printed.
        sys.exit(1)


def _run(
    scenario: Scenario,
    root: Path,
    settings: Settings,
    now: datetime | None,
    *,
    seed: int | None,
    speed: int | None,
) -> tuple[str, DrillResult]:
    """Run a drill; return the text of its report and its result. `speed` None plays the scripted answers."""
    start = beginning(scenario, root, shared_options.instant_or_clock(now))
    with TemporaryDirectory(prefix="outspoken-drill-") as folder, _stopped():
        request = DrillRequest(
            scenario=scenario,
            root=root,
            folder=Path(folder),
            settings=settings,
            environ=os.environ,
            start=start,
            seed=seed,
        )
        if speed is None:
            from outspoken.drill.scripted_drill import play

            result, site = play(request, _progress)
        else:
            from outspoken.drill.attended_drill import run_attended

            result, site = run_attended(request, clock.now, lambda: sleep(1), _progress, speed)
        return drill_report(result, site), result


def _progress(text: str) -> None:
    click.echo(text, err=True)


@contextmanager
def _stopped() -> Iterator[None]:
    """Turn the errors of a drill into a message of one line, or into the output of a failed command."""
    try:
        yield
    except KeyboardInterrupt:
        raise Stop("the drill was stopped, nothing was kept", INTERRUPTED) from None
    except CopyError as fault:
        raise Stop(str(fault)) from None
    except CommandError as fault:
        raise click.ClickException(f"a command of the drill failed:\n{fault}") from None


def _listed(files: Mapping[str, ScenarioFile]) -> str:
    lines = []
    for name, file in files.items():
        read = read_scenario(name, file).scenario
        what = (
            f"{read.title} ({minutes(read.length)}, difficulty {read.difficulty:g})"
            if read
            else "cannot be read"
        )
        lines.append(f"{name:<18}{what}{', ' + file.shown if file.is_own else ''}\n")
    return "".join(lines)


def _chosen(name: str | None, files: Mapping[str, ScenarioFile], seed: int | None) -> Scenario:
    """The scenario that was named; without a name the seed picks one, or it is the first drill."""
    # Only the seed decides, never chance: the same seed must repeat a drill.
    if name is None:
        name = _FIRST if seed is None else list(files)[seed % len(files)]
    if name not in files:
        guess = did_you_mean(name, files)
        known = f"known scenarios: {', '.join(files)}"
        raise click.UsageError(f"there is no scenario {name}; {guess + ' ' if guess else ''}{known}")
    reading = read_scenario(name, files[name])
    if reading.problems or reading.scenario is None:
        raise ProblemsError(reading.problems)
    return reading.scenario


def _filled(scenario: Scenario, settings: Settings | None, now: datetime, seed: int | None) -> Scenario:
    # A retired component, or one that is not public yet, cannot fail in a drill that begins now.
    listed = [one for one in settings.components if one.is_listed(settings.day(now))] if settings else []
    return fill_placeholders(scenario, listed, seed)
