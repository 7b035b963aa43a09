"""`outspoken preview`: what merging a change would publish and say."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click

from outspoken.cli import options


@click.command()
@options.root
@options.now
@options.base
@click.option(
    "--format",
    "style",
    type=click.Choice(("text", "markdown")),
    default="text",
    show_default=True,
    help="How to print; markdown is for a job's summary or a comment.",
)
@click.option(
    "--site-dir",
    type=click.Path(path_type=Path),
    help="Also build the site here, to open from disk, with drafts of post-mortems.",
)
@click.option("--no-prose", is_flag=True, help="Build that site without the pages of site_src.")
def command(
    *, root: Path, now: datetime | None, base: str, style: str, site_dir: Path | None, no_prose: bool
) -> None:
    """Say what merging this would change, and what each channel would be told.

    Nothing is sent, and no ledger is asked: a channel counts as told of everything before. Exits with 1
    where errors stand against the change.
    """
    from outspoken.publish.preview import preview
    from outspoken.publish.previewtext import as_markdown, as_text

    at = options.instant_or_clock(now)
    present = options.is_present(now)
    found = preview(root.resolve(), base, at, present=present)
    click.echo(as_markdown(found) if style == "markdown" else as_text(found), nl=False)
    if site_dir is not None:
        from outspoken.publish.build import Order, build

        order = Order(
            root=root.resolve(),
            site_dir=site_dir,
            now=found.at,
            prose=not no_prose,
            preview=True,
            present=present,
        )
        build(order)
        click.echo(f"Open {site_dir / 'index.html'}", err=True)
    sys.exit(0 if found.is_good else 1)
