"""`outspoken export`: the whole history as JSON Lines."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click

from outspoken.cli import shared_options
from outspoken.cli.progress_bar import progress_bar
from outspoken.cli.stop import one_line
from outspoken.errors import ProblemsError
from outspoken.exporting.site_lines import SiteLines
from outspoken.exporting.write_lines import write_file, write_stream
from outspoken.source.load import load


@click.command()
@shared_options.root
@shared_options.now
@click.option(
    "--output", "-o", type=click.Path(path_type=Path, dir_okay=False), help="Write to this file, in one step."
)
@click.option("--overwrite", is_flag=True, help="Replace the file of --output if it exists.")
@click.option("--public", is_flag=True, help="Leave out what pages never show.")
def command(*, root: Path, now: datetime | None, output: Path | None, overwrite: bool, public: bool) -> None:
    """Write the whole history as JSON Lines: the site in the first line, then one incident a line.

    Each line has the values and the exact text of every file, so `outspoken import outspoken FILE`
    recreates the folder byte for byte. PRIVATE: the file has what no page shows: the settings with contacts
    and channels, roles, priorities, tickets, checklists, comments in texts, and post-mortems that are not
    published. --public leaves these out, and the files' own text as well.
    """
    if output is None and overwrite:
        raise click.UsageError("--overwrite is only for --output")
    # Before the history is read, which takes time.
    if output is not None and output.exists() and not overwrite:
        raise click.UsageError(f"{output} exists and is not overwritten; choose another name, or --overwrite")
    if output is not None and not output.parent.is_dir():
        raise click.UsageError(f"{output.parent} is not a folder")

    at, root = shared_options.instant_or_clock(now), root.resolve()
    # Without git, so that the same files always give the same bytes.
    loaded = load(root, now=at, use_git=False)
    # Incidents with errors are not skipped: the export would be incomplete, and no reader would notice.
    errors = tuple(problem for problem in loaded.problems if problem.is_error)
    if loaded.history is None or errors:
        raise ProblemsError(errors)
    lines = SiteLines(root, loaded.history, public_at=at if public else None)
    with one_line(), progress_bar("Exporting") as step:
        if output is None:
            write_stream(lines, sys.stdout.buffer, step)
        else:
            write_file(lines, output, step)
    if output is not None:
        count = len(loaded.history.incidents)
        click.echo(f"Exported {count} incident{'' if count == 1 else 's'}: {output}", err=True)
