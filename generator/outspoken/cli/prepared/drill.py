"""`outspoken drill`: rehearses an outage."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from outspoken.cli import shared_options

if TYPE_CHECKING:
    from collections.abc import Mapping

    from outspoken.model.drills.scenario import Scenario
    from outspoken.model.settings import Settings
    from outspoken.source.plan.scenario_files import ScenarioFile

_FIRST = "database"


@click.command()
@click.argument("scenario", required=False)
@click.option("--list", "listing", is_flag=True, help="List the scenarios, the plan's own and those shipped.")
@click.option("--talk", is_flag=True, help="Print the events as cards, for a drill at a table.")
@click.option(
    "--seed",
    type=click.IntRange(0),
    metavar="N",
    help="Vary scenario, component and order; the same N, the same drill.",
)
@shared_options.root
def command(*, scenario: str | None, listing: bool, talk: bool, seed: int | None, root: Path) -> None:
    """Rehearse an outage.

    SCENARIO is a file of the plan's folder `scenarios`, or a shipped one; --list shows them. Without it, the
    one for a first drill is played, or one that --seed picks.
    """
    from outspoken.source.plan.scenario_files import scenario_files
    from outspoken.source.settings.read_settings import read_settings

    settings = read_settings(root, [])
    files = scenario_files(root, settings)
    if listing:
        click.echo(_listed(files), nl=False)
        return
    if not talk:
        raise click.UsageError("write --talk for cards, or --list for the scenarios")
    chosen = _cast(_chosen(scenario, files, seed), settings, seed)
    from outspoken.drill.table_cards import cards

    click.echo(cards(chosen), nl=False)


def _listed(files: Mapping[str, ScenarioFile]) -> str:
    from outspoken.drill.table_cards import minutes
    from outspoken.source.plan.scenario_files import read_scenario

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
    from outspoken.errors import ProblemsError
    from outspoken.source.format.read_context import did_you_mean
    from outspoken.source.plan.scenario_files import read_scenario

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


def _cast(scenario: Scenario, settings: Settings | None, seed: int | None) -> Scenario:
    from outspoken.drill.casting import cast

    components = settings.components if settings else ()
    return cast(scenario, [one for one in components if one.retired is None], seed)
