"""`outspoken import`: imports the history of another status page."""

from __future__ import annotations

import sys
from datetime import datetime
from functools import partial
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click
from msgspec.structs import replace

from outspoken.cli import shared_options
from outspoken.cli.progress_bar import progress_bar
from outspoken.cli.writing.import_print import print_plan, print_remarks, summary
from outspoken.errors import ProblemsError
from outspoken.importers.csv_rows.csv_mapping import PRESETS
from outspoken.importers.formats import FORMATS
from outspoken.importers.import_history import import_history
from outspoken.importers.import_request import ImportRequest, SourceError
from outspoken.importers.import_writer import OccupiedError, imported_copy, write_new

if TYPE_CHECKING:
    from outspoken.errors import Problem
    from outspoken.importers.import_report import Import

_FORMATS = "\n".join(
    # Click indents by two, and does not wrap the lines of a list.
    fill(f"* {each.name}: {each.source}", 78, subsequent_indent="  ", break_on_hyphens=False)
    for each in FORMATS.values()
)
_HELP = f"""Import the history of another status page.

FORMAT and SOURCE are one of:

\b
{_FORMATS}

Files are only added, never overwritten; importing again adds only what is new at the source. Exits with 1
if something was not imported, or if the new site has errors.
"""


def _example(context: click.Context, _parameter: click.Parameter, is_asked: bool) -> None:
    """Print the mapping for a plain spreadsheet, to copy and change."""
    if not is_asked:
        return

    click.echo((PRESETS / "spreadsheet.yml").read_text(encoding="utf-8"), nl=False)
    context.exit()


@click.command("import", help=_HELP)
@click.argument("kind", metavar="FORMAT", type=click.Choice(list(FORMATS)))
@click.argument("source")
@click.option(
    "--root",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    help="Where to write: an empty folder or a site; default: the current folder.",
)
@click.option(
    "--plan", is_flag=True, help="Print what would be written and how words are mapped; write nothing."
)
@click.option(
    "--report",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Also write the report to this new file: JSON if it ends with .json, otherwise Markdown.",
)
@click.option(
    "--map",
    "mapping",
    type=click.Path(path_type=Path, dir_okay=False),
    help="For csv: a file that says what the columns mean, or jira, better-stack or instatus.",
)
@click.option(
    "--example",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_example,
    help="Print a mapping for csv.",
)
@click.option(
    "--site-url",
    default="",
    callback=shared_options.web_address,
    help="The new site's address; default: the address in the source.",
)
@click.option("--zone", metavar="NAME", help="The time zone of times without one, such as Europe/Berlin.")
@shared_options.now
@click.option("--verbose", is_flag=True, help="List every file that a remark is about.")
def command(
    *,
    kind: str,
    source: str,
    root: Path,
    plan: bool,
    report: Path | None,
    mapping: Path | None,
    site_url: str,
    zone: str | None,
    now: datetime | None,
    verbose: bool,
) -> None:
    """Import the history of another status page."""
    instant = shared_options.instant_or_clock(now)
    if report and report.exists():
        raise click.UsageError(f"{report} exists already: name a new file for --report")
    asked = ImportRequest(now=instant, url=site_url, zone=_zone(zone) if zone else None, map=mapping)
    made = _read(kind, source, root, asked)
    print_remarks(made.remarks, verbose=verbose)
    if report:
        _write_report(made, report)
    if made.is_empty:
        hint = f"for {kind}, SOURCE is {FORMATS[kind].source}"
        raise click.ClickException(f"{source} has no incident that can be read; {hint}. Nothing was written.")
    if plan:
        print_plan(made, root)
        _try(made, root, instant)
        sys.exit(made.needs_a_person)
    # Nothing is written without these components: every update that names one would be an error.
    if made.entries:
        _refuse(made)
    _write(made, root)
    click.echo(summary(made, root))
    _check(root, instant)
    sys.exit(made.needs_a_person)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError) as fault:
        message = f"{name} is not a time zone; write one such as Europe/Berlin or UTC"
        raise click.BadParameter(message, param_hint="--zone") from fault


def _read(kind: str, source: str, root: Path, asked: ImportRequest) -> Import:
    try:
        with progress_bar("Reading") as step:
            found, asked = FORMATS[kind], replace(asked, step=step)
            if found.make:
                return found.make(source, root, asked)
            assert found.read  # noqa: S101 - a format has one of the two
            return import_history(partial(found.read, source), root, asked)
    except SourceError as fault:
        raise click.UsageError(str(fault)) from fault


def _write_report(made: Import, path: Path) -> None:
    from outspoken.importers.import_document import report_json, report_markdown

    text = report_json(made) if path.suffix.lower() == ".json" else report_markdown(made)
    path.parent.mkdir(parents=True, exist_ok=True)
    # Mode "x" fails if another process created the file in the meantime.
    with path.open("x", encoding="utf-8", newline="\n") as file:
        file.write(text)


def _refuse(made: Import) -> None:
    click.echo(
        "The history has components that the site lacks. Add them to mkdocs.yml, or add the name to the\n"
        "aliases of a component that you have; then import again:\n"
    )
    click.echo(made.entries)
    click.echo("\nNothing was written.")
    sys.exit(1)


def _write(made: Import, root: Path) -> None:
    try:
        with progress_bar("Writing") as step:
            write_new(root, made.files, step)
    except OccupiedError as fault:
        raise click.ClickException(f"{fault}. Nothing was written.") from fault


def _check(root: Path, now: datetime) -> None:
    """Raise ProblemsError if the imported site has errors."""
    # The same rules as `check`, so that a successful import can be committed.
    if errors := _errors(root, now):
        raise ProblemsError(errors)


def _try(made: Import, root: Path, now: datetime) -> None:
    """Raise ProblemsError if what would be written has errors: the same ones that the import would report."""
    if not made.files:
        return
    try:
        with imported_copy(root, made.files) as copy:
            errors = _errors(copy, now)
    except OccupiedError as fault:
        raise click.ClickException(f"{fault}.") from fault
    # A plan outside of the site is not in the copy: only what is about imported files counts.
    written = {file.path for file in made.files}
    folders = tuple({path.rpartition("/")[0] for path in written if path.startswith("incidents/")})
    if found := [one for one in errors if one.path in written or (folders and one.path.startswith(folders))]:
        click.echo("With these files, outspoken check would find this:", err=True)
        raise ProblemsError(found)


def _errors(root: Path, now: datetime) -> list[Problem]:
    from outspoken.cli.reading.check import site_problems

    return [problem for problem in site_problems(root, now)[0] if problem.is_error]
