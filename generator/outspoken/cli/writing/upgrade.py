"""`outspoken upgrade`: updates the files that `init` wrote to this version."""

from __future__ import annotations

from pathlib import Path

import click

from outspoken.authoring.new_site import EXECUTABLE, machinery
from outspoken.authoring.scaffold.installation import this_installation
from outspoken.authoring.scaffold.pins import PinKind, default_kind, make_pin
from outspoken.authoring.scaffold.upgrade_plan import apply_upgrade, plan_upgrade
from outspoken.cli import shared_options
from outspoken.cli.stop import Stop, one_line
from outspoken.model.file_names import SETTINGS_FILE


@click.command()
@click.argument("folder", metavar="[DIR]", type=click.Path(path_type=Path, file_okay=False), default=Path())
@shared_options.pin
@click.option(
    "--replace", metavar="PATH", multiple=True,
    help="Replace this file even if it was changed; git has the old one. May be given several times.",
)  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Print what would be written, and write nothing.")
def command(*, folder: Path, pin: str | None, replace: tuple[str, ...], dry_run: bool) -> None:
    """Bring workflows, locks and schemas in DIR up to date with the version of Outspoken that runs now.

    Files that were changed or deleted since they were written are left as they are, and listed. Pages,
    incidents and mkdocs.yml are never touched. Prints the paths that were written: look at the
    changes with git diff.
    """
    with one_line():
        if not (folder / SETTINGS_FILE).is_file():
            raise Stop(f"{folder / SETTINGS_FILE} does not exist: outspoken init starts a status page", 2)
        runs = this_installation()
        files = machinery(make_pin(runs, PinKind(pin) if pin else default_kind(runs, folder)))
        if unknown := sorted(set(replace) - files.keys()):
            raise Stop(f"--replace {unknown[0]}: upgrade replaces no file of this name", 2)
        planned = plan_upgrade(folder, files, replace, EXECUTABLE)
        if not dry_run:
            apply_upgrade(folder, planned, EXECUTABLE)
    for place in planned.write:
        click.echo(place)
    for place in planned.remove:
        click.echo(f"{'would be removed' if dry_run else 'removed'}: {place}", err=True)
    for line in planned.left:
        click.echo(f"left as it is: {line}", err=True)
    state = f"would change {len(planned.write)} files" if dry_run else "is up to date"
    if planned.left:
        state += ", except for the files that were left as they are"
    click.echo(f"outspoken {runs}: {folder} {state}", err=True)
