"""`outspoken import`: brings a history along that another status page kept."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from outspoken.cli import options

if TYPE_CHECKING:
    from outspoken.importers.report import Import, Remark

HEADINGS = {
    "read": "Understood, though unusual:",
    "chosen": "Chosen for want of better; have a look:",
    "left": "Left behind; a person is needed:",
}
# Remarks of one kind on more files than this are counted, unless --verbose asks for each.
MANY = 4


@click.command("import")
@click.argument("kind", metavar="FORMAT", type=click.Choice(["cstate"]))
@click.argument("source", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option(
    "--root",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    help="Where to write: an empty folder, which becomes a site, or a site; the current folder by default.",
)
@click.option(
    "--site-url", help="Where the new site will be served, instead of the address in the old settings."
)
@options.now
@click.option("--verbose", is_flag=True, help="Name every file for every remark.")
def command(
    *, kind: str, source: Path, root: Path, site_url: str | None, now: datetime | None, verbose: bool
) -> None:
    """Bring the history of another status page along.

    FORMAT is cstate: SOURCE is the folder of a cState (Hugo) site, with config.yml and content/issues
    or issues. Files are only added, never written over. Exits with 1 where something stayed behind.
    """
    from outspoken.importers.cstate import SourceError, import_cstate

    readers = {"cstate": import_cstate}

    try:
        with _progress() as step:
            made = readers[kind](
                source, root, now=options.instant_or_clock(now), site_url=site_url, step=step
            )
    except SourceError as fault:
        raise click.UsageError(str(fault)) from fault
    _tell(made.remarks, verbose=verbose)
    if made.entries:
        _refuse(made)
    _write(made, root)
    click.echo(_summary(made, root))
    sys.exit(made.needs_a_person)


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None]]:
    """Tell how far it is, where somebody looks at a terminal."""
    if not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    with click.progressbar(length=1, label="Reading", file=sys.stderr) as bar:

        def show(done: int, total: int) -> None:
            bar.length = max(total, 1)
            bar.update(done - bar.pos)

        yield show


def _tell(remarks: Iterable[Remark], *, verbose: bool) -> None:
    listed = tuple(remarks)
    for grade, heading in HEADINGS.items():
        of_grade = [remark for remark in listed if remark.grade == grade]
        if of_grade:
            click.echo(heading)
            for line in _lines(of_grade, verbose=verbose or grade != "read"):
                click.echo(f"  {line}")


def _lines(remarks: Iterable[Remark], *, verbose: bool) -> Iterator[str]:
    """One line a remark; what is said of many files is counted instead."""
    abouts: dict[str, list[Remark]] = {}
    for remark in remarks:
        abouts.setdefault(remark.about, []).append(remark)
    for about, alike in abouts.items():
        files = len({remark.path for remark in alike})
        if files > MANY and not verbose:
            yield f"{files} files: {about}"
            continue
        for remark in alike:
            detail = f" ({remark.detail})" if remark.detail else ""
            yield f"{remark.path}: {about}{detail}"


def _refuse(made: Import) -> None:
    click.echo(
        "The site lacks components that the history names. Add them to mkdocs.yml, then import again:\n"
    )
    click.echo(made.entries)
    click.echo("\nNothing was written.")
    sys.exit(1)


def _write(made: Import, root: Path) -> None:
    from outspoken.importers.writing import OccupiedError, write_new

    try:
        write_new(root, made.files)
    except OccupiedError as fault:
        raise click.ClickException(f"{fault}. Nothing was written.") from fault


def _summary(made: Import, root: Path) -> str:
    came = (
        f"{_count(made.incidents, 'incident')} with {_count(made.updates, 'update')} and"
        f" {_count(made.postmortems, 'post-mortem')} came along into {root}"
    )
    verb = "was" if len(made.present) == 1 else "were"
    already = f", {len(made.present)} {verb} there already" if made.present else ""
    components = f"; {_count(made.components, 'component')}" if made.components else ""
    advice = "\nNext: outspoken check, git add, git commit, outspoken build" if made.files else ""
    return f"{came}{already}{components}.{advice}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
