"""`outspoken build`: builds the whole site, or leaves the old one unchanged."""

from __future__ import annotations

import gc
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from outspoken.cli import prose_option, shared_options
from outspoken.cli.github_actions import write_summary
from outspoken.cli.print_problems import counted, print_problems
from outspoken.cli.progress_bar import progress_bar
from outspoken.render.sharing.share_picture import can_draw
from outspoken.site.build_site import BuildRequest, build
from outspoken.source.repository_reader import RepositoryReader

if TYPE_CHECKING:
    from outspoken.site.build_site import BuildResult
    from outspoken.source.last_good import Rollback


@click.command("build")
@shared_options.root
@shared_options.now
@click.option(
    "--site-dir",
    type=click.Path(path_type=Path),
    help="Where to build, instead of site in the repository; an earlier site there is replaced.",
)
@click.option(
    "--site-url",
    callback=shared_options.web_address,
    help="Where the site will be served, instead of site_url in mkdocs.yml.",
)
@click.option("--strict", is_flag=True, help="Count warnings as errors.")
@click.option("--last-good", is_flag=True, help="Use the last good version of files that have errors.")
@prose_option.option
@click.option("--no-prose", is_flag=True, help="Build only the status pages, without the pages of site_src.")
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    help="How many processes work at once; one per processor by default.",
)
def command(
    *,
    root: Path,
    site_dir: Path | None,
    site_url: str | None,
    now: datetime | None,
    strict: bool,
    last_good: bool,
    engine: str,
    no_prose: bool,
    jobs: int | None,
) -> None:
    """Build the site.

    If there are errors, nothing is written and the earlier site stays. With --last-good, everything
    without errors is published, and if the engine fails, this build is made without it; the exit code is
    still 1, because a person is needed.
    """
    begun = time.monotonic()
    choice = prose_option.chosen(engine, prose=not no_prose, last_good=last_good)
    request = BuildRequest(
        site_dir=root / "site" if site_dir is None else site_dir,
        strict=strict,
        prose=not no_prose,
        engine=choice.engine,
        lacking=choice.lacking,
    )
    reader = RepositoryReader(
        root.resolve(),
        now=shared_options.instant_or_clock(now),
        site_url=site_url,
        last_good=last_good,
        jobs=jobs,
        present=shared_options.is_present(now),
    )
    with progress_bar("Incidents") as progress:
        result = build(request, reader, progress)
    gc.freeze()  # the process ends soon, and collecting garbage in a whole history takes long
    _print(result, _worse_prose(request, result))
    _note_missing_pictures()
    made = f"{counted(result.incidents, 'incident')}, {counted(result.files, 'file')}"
    click.echo(f"{made} in {time.monotonic() - begun:.1f} s: {request.site_dir}", err=True)
    # Exit code 1 although it is published, so that the workflow notifies a person.
    if any(problem.is_error for problem in result.problems):
        sys.exit(1)


def _note_missing_pictures() -> None:
    # A note and not a Problem: a site without pictures is complete.
    if not can_draw():
        hint = 'to draw them: pip install "outspoken[images]"'
        click.echo(f"links shared in chats show no picture; {hint}", err=True)


def _print(result: BuildResult, prose: str) -> None:
    print_problems(result.problems, err=True)
    for line in (*map(_sentence, result.rollbacks), prose):
        if line:
            click.echo(line, err=True)
    if result.rollbacks or prose:
        _summarise(result, prose)


def _worse_prose(request: BuildRequest, result: BuildResult) -> str:
    """Return how the pages were built if their engine failed; empty if it did not."""
    if not request.prose or (result.engine is request.engine and not request.lacking):
        return ""
    if result.engine is None:
        return "the pages of site_src were left out, all but the text of the home page"
    return f"the pages of site_src were built by the engine {result.engine}, for this build"


def _sentence(rollback: Rollback) -> str:
    if rollback.commit is None:
        return f"{rollback.path} was left out: no commit has it without errors"
    return (
        f"{rollback.path} was published as in commit {rollback.commit[:12]}, its last version without errors"
    )


def _summarise(result: BuildResult, prose: str) -> None:
    lines = [f"- {prose}"] if prose else []
    for rollback in result.rollbacks:
        lines.append(f"- {_sentence(rollback)}")
        lines += [
            f"  - `{problem.path}:{problem.line or 1}` {problem.message}" for problem in rollback.problems
        ]
    write_summary("Published with earlier versions", lines)
