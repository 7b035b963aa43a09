"""`outspoken timings`: how long each stage of a publish took, compared with its goal."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from outspoken.cli.github_actions import write_summary
from outspoken.cli.shared_options import CLOCK_HELPS, PAST_INSTANT
from outspoken.pipeline.stage_times import as_markdown, read_stages


@click.command("timings")
@click.argument("jobs", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--since",
    required=True,
    type=PAST_INSTANT,
    help=f"When the change was merged: seconds are counted from then. {CLOCK_HELPS['PAST']}",
)
def command(jobs: Path, since: datetime) -> None:
    """Print how long each stage of a publish took, and how long after the merge it ended.

    JOBS is a file with the git host's answer about the jobs of the run. Under a workflow the table is
    also shown on the page of the run.
    """
    try:
        table = as_markdown(read_stages(jobs.read_bytes(), since))
    except ValueError as fault:
        raise click.BadParameter(str(fault), param_hint="JOBS") from fault
    click.echo(table, nl=False)
    write_summary("Time since the merge", table.splitlines())
