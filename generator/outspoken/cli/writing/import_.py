"""`outspoken import`: imports the history of another status page."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from outspoken.cli import shared_options

if TYPE_CHECKING:
    from outspoken.importers.import_report import Import, Remark

# What a person must decide comes last, next to the result.
HEADINGS = {
    "read": "Unusual, but imported:",
    "without": "Has no equivalent here:",
    "chosen": "Guessed; please check:",
    "left": "Not imported; please decide:",
}
# Remarks of one kind on more files than this are one line with a count, unless --verbose asks for each.
MANY = 4


@click.command("import")
@click.argument("kind", metavar="FORMAT", type=click.Choice(["cstate"]))
@click.argument("source", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option(
    "--root",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    help="Where to write: an empty folder or a site; default: the current folder.",
)
@click.option("--site-url", help="The new site's address; default: the address in the old settings.")
@shared_options.now
@click.option("--verbose", is_flag=True, help="List every file of every remark.")
def command(
    *, kind: str, source: Path, root: Path, site_url: str | None, now: datetime | None, verbose: bool
) -> None:
    """Import the history of another status page.

    FORMAT is cstate: SOURCE is the folder of a cState (Hugo) site, with its settings and content/issues
    or issues. Files are only added, never overwritten. Exits with 1 if something was not imported, or if
    the new site has errors.
    """
    from outspoken.importers.cstate.cstate_import import import_cstate
    from outspoken.importers.cstate.cstate_pages import SourceError

    readers = {"cstate": import_cstate}
    instant = shared_options.instant_or_clock(now)
    try:
        with _progress() as step:
            made = readers[kind](source, root, now=instant, site_url=site_url, step=step)
    except SourceError as fault:
        raise click.UsageError(str(fault)) from fault
    _print_remarks(made.remarks, verbose=verbose)
    # Before writing: updates name components, so the site would be full of errors.
    if made.entries:
        _refuse(made)
    if made.is_empty:
        hint = "name the folder of the whole site, with its settings and Markdown files"
        raise click.ClickException(f"{source} has no incident that can be read: {hint}. Nothing was written.")
    _write(made, root)
    click.echo(_summary(made, root))
    _check(root, instant)
    sys.exit(made.needs_a_person)


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None]]:
    """Report the progress, if the output is a terminal."""
    if not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    with click.progressbar(length=1, label="Reading", file=sys.stderr) as bar:

        def show(done: int, total: int) -> None:
            bar.length = max(total, 1)
            bar.update(done - bar.pos)

        yield show


def _print_remarks(remarks: Iterable[Remark], *, verbose: bool) -> None:
    listed = tuple(remarks)
    for grade, heading in HEADINGS.items():
        of_grade = [remark for remark in listed if remark.grade == grade]
        if of_grade:
            click.echo(heading)
            for line in _lines(of_grade, verbose=verbose):
                click.echo(f"  {line}")
    if not verbose and any(_files(alike) > MANY for alike in _by_kind(listed).values()):
        click.echo("List every file with --verbose.")


def _lines(remarks: Iterable[Remark], *, verbose: bool) -> Iterator[str]:
    """Yield one line per remark; the same remark about many files becomes one line with a count."""
    for about, alike in _by_kind(remarks).items():
        # In hundreds of files a few remarks are repeated, and a rare one would be overlooked.
        if _files(alike) > MANY and not verbose:
            yield f"{_files(alike)} files: {about}; the first: {alike[0].path}{_detail(alike[0])}"
        else:
            yield from (f"{remark.path}: {about}{_detail(remark)}" for remark in alike)


def _by_kind(remarks: Iterable[Remark]) -> dict[str, list[Remark]]:
    kinds: dict[str, list[Remark]] = {}
    for remark in remarks:
        kinds.setdefault(remark.about, []).append(remark)
    return kinds


def _files(alike: Iterable[Remark]) -> int:
    return len({remark.path for remark in alike})


def _detail(remark: Remark) -> str:
    return f" ({remark.detail})" if remark.detail else ""


def _refuse(made: Import) -> None:
    click.echo("The history has components that the site lacks. Add them to mkdocs.yml, then import again:\n")
    click.echo(made.entries)
    click.echo("\nNothing was written.")
    sys.exit(1)


def _write(made: Import, root: Path) -> None:
    from outspoken.importers.import_writer import OccupiedError, write_new

    try:
        write_new(root, made.files)
    except OccupiedError as fault:
        raise click.ClickException(f"{fault}. Nothing was written.") from fault


def _check(root: Path, now: datetime) -> None:
    """Raise ProblemsError if the imported site has errors."""
    from outspoken.cli.reading.check import of_site
    from outspoken.errors import ProblemsError

    # The same rules as `check`: an import that ends well can be committed.
    errors = [problem for problem in of_site(root, now)[0] if problem.is_error]
    if errors:
        raise ProblemsError(errors)


def _summary(made: Import, root: Path) -> str:
    imported = (
        f"{_count(made.incidents, 'incident')} with {_count(made.updates, 'update')} and"
        f" {_count(made.postmortems, 'post-mortem')} imported into {root}"
    )
    verb = "was" if len(made.present) == 1 else "were"
    already = f", {len(made.present)} {verb} imported before" if made.present else ""
    components = f"; {_count(made.components, 'component')}" if made.components else ""
    advice = "\nNext: outspoken check, git add, git commit, outspoken build" if made.files else ""
    return f"{imported}{already}{components}.{advice}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
