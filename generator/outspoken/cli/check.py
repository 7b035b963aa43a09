"""`outspoken check`: every problem of the site at once."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import click

from outspoken.cli import options, problems
from outspoken.errors import Severity


@click.command()
@options.root
@options.now
@click.option("--strict", is_flag=True, help="Count warnings as errors.")
@click.option(
    "--format",
    "style",
    type=click.Choice(problems.FORMATS),
    default="auto",
    show_default=True,
    help="How to print: auto is github under GitHub Actions, else text.",
)
def command(root: Path, now: datetime | None, strict: bool, style: str) -> None:
    """Check everything and print all problems at once.

    Exits with 1 where a person is needed: on errors, with --strict on warnings too.
    """
    from outspoken.publish.messagecheck import message_problems
    from outspoken.source.load import load

    loaded = load(root, now=options.instant_or_clock(now))
    every = loaded.problems + (message_problems(root, loaded.history.settings) if loaded.history else ())
    found = tuple(replace(problem, severity=Severity.ERROR) if strict else problem for problem in every)
    printer = problems.resolve_format(style)
    problems.print_problems(found, style=printer, root=root)
    if printer != "json":
        incidents = loaded.history.incidents if loaded.history else ()
        updates = sum(len(incident.updates) for incident in incidents)
        read = f"{problems.counted(len(incidents), 'incident')}, {problems.counted(updates, 'update')}"
        click.echo(f"{read}: {problems.summary(found)}.")
    sys.exit(1 if any(problem.is_error for problem in found) else 0)
