"""`outspoken build`: the site, whole or not at all."""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from outspoken.cli import shared_options

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
@click.option("--site-url", help="Where the site will be served, instead of site_url in mkdocs.yml.")
@click.option("--strict", is_flag=True, help="Take warnings for errors.")
@click.option("--last-good", is_flag=True, help="Read what has errors as it was when it was last good.")
@click.option("--no-prose", is_flag=True, help="Build the status pages alone, without the pages of site_src.")
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
    no_prose: bool,
    jobs: int | None,
) -> None:
    """Build the site.

    With errors in the data nothing is written and the earlier site stays. With --last-good everything
    that is good is published; the exit code still says that a person is needed.
    """
    from outspoken.site.build_site import BuildRequest, build

    begun = time.monotonic()
    order = BuildRequest(
        root=root.resolve(),
        site_dir=root / "site" if site_dir is None else site_dir,
        now=shared_options.instant_or_clock(now),
        site_url=site_url,
        strict=strict,
        last_good=last_good,
        prose=not no_prose,
        jobs=jobs,
        present=shared_options.is_present(now),
    )
    with _progress() as progress:
        report = build(order, progress)
    gc.freeze()  # we are at the end: nothing of a whole history is garbage worth looking for
    _tell(report)
    made = f"{_count(report.incidents, 'incident')}, {_count(report.files, 'file')}"
    click.echo(f"{made} in {time.monotonic() - begun:.1f} s: {order.site_dir}", err=True)
    if any(problem.is_error for problem in report.problems):
        sys.exit(1)


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None]]:
    """Tell how far it is, where somebody looks at a terminal."""
    if not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    with click.progressbar(length=1, label="Incidents", file=sys.stderr) as bar:

        def show(done: int, total: int) -> None:
            bar.length = max(total, 1)
            bar.update(done - bar.pos)

        yield show


def _tell(report: BuildResult) -> None:
    from outspoken.cli.print_problems import PRINTERS, resolve_format

    click.echo(PRINTERS[resolve_format("auto")](report.problems), err=True, nl=False)
    for rollback in report.rollbacks:
        click.echo(_sentence(rollback), err=True)
    if report.rollbacks:
        _summarise(report)


def _sentence(rollback: Rollback) -> str:
    if rollback.commit is None:
        return f"{rollback.path} was left out: it was good in no commit"
    return f"{rollback.path} was published as it was in {rollback.commit[:12]}, when it was last good"


def _summarise(report: BuildResult) -> None:
    """Say the same on the page of the job, where a workflow gives one."""
    import os

    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if not summary or os.environ.get("GITHUB_ACTIONS") != "true":
        return
    lines = ["### Published with what was last good", ""]
    for rollback in report.rollbacks:
        lines.append(f"- {_sentence(rollback)}")
        lines += [
            f"  - `{problem.path}:{problem.line or 1}` {problem.message}" for problem in rollback.problems
        ]
    with Path(summary).open("a", encoding="utf-8", newline="\n") as file:
        file.write("\n".join([*lines, "", ""]))


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
