"""`outspoken preview`: what merging a change would publish and send."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click

from outspoken.cli import prose_option, shared_options
from outspoken.review.preview_change import preview
from outspoken.review.preview_text import as_markdown, as_text
from outspoken.source.site_on_disk import SiteOnDisk


@click.command()
@shared_options.root
@shared_options.now
@shared_options.base
@click.option(
    "--format",
    "style",
    type=click.Choice(("text", "markdown")),
    default="text",
    show_default=True,
    help="The output format; markdown is for a job's summary or a comment.",
)
@click.option(
    "--site-dir",
    type=click.Path(path_type=Path),
    help="Also build the site here, to open from disk, with drafts of post-mortems.",
)
@prose_option.option
@click.option("--no-prose", is_flag=True, help="Build that site without the pages of site_src.")
def command(
    *,
    root: Path,
    now: datetime | None,
    base: str,
    style: str,
    site_dir: Path | None,
    engine: str,
    no_prose: bool,
) -> None:
    """Show what merging a change would publish, and what would be sent on each channel.

    Nothing is sent, and the ledger is not read: all earlier updates count as sent. Exits with 1
    if the change has errors.
    """
    at = shared_options.instant_or_clock(now)
    present = shared_options.is_present(now)
    site = SiteOnDisk(root.resolve(), at)
    found = preview(site, base, present=present)
    click.echo(as_markdown(found) if style == "markdown" else as_text(found), nl=False)
    if site_dir is not None:
        from outspoken.site.build_site import BuildRequest, build
        from outspoken.source.repository_reader import RepositoryReader

        # With the same instant as the report, and the files that were parsed for it.
        reader = RepositoryReader(site.root, now=found.at, present=present, site=site)
        request = BuildRequest(
            site_dir=site_dir,
            prose=not no_prose,
            engine=prose_option.chosen(engine, prose=not no_prose).engine,
            preview=True,
        )
        build(request, reader)
        click.echo(f"Open {site_dir / 'index.html'}", err=True)
    sys.exit(0 if found.is_good else 1)
