"""`outspoken verify-served`: waits until readers get a given build."""

from __future__ import annotations

import sys
from datetime import datetime, timedelta

import click

from outspoken import clock
from outspoken.cli.shared_options import CLOCK_HELPS, DURATION, PAST_INSTANT, web_address
from outspoken.pipeline.served_build import NoBuild, ServedBuild, until_served
from outspoken.source.git.tool_output import without_secrets


@click.command("verify-served")
@click.argument("url", callback=web_address)
@click.option("--commit", required=True, help="The full hash of the commit that was built.")
@click.option(
    "--now",
    type=PAST_INSTANT,
    help="The time it was built for, as in its build.json; default: any that is still up to date. "
    + CLOCK_HELPS["PAST"],
)
@click.option("--within", type=DURATION, default="5m", show_default=True, help="How long to wait at most.")
def command(url: str, commit: str, now: datetime | None, within: timedelta) -> None:
    """Wait until readers of the site at URL get this build.

    A successful deployment is not enough: a host may still serve the old site. Fetches the site's
    build.json repeatedly, without caches, until it has this commit and this time. Without --now, every
    build of the commit is accepted unless the page should have changed since, for example because
    maintenance has begun.
    """

    def is_wanted(build: ServedBuild) -> bool:
        return build.is_current(commit, clock.now()) if exact is None else build.is_same_as(exact)

    shown = without_secrets(url)
    exact = ServedBuild(commit=commit, now=now) if now else None
    last: ServedBuild | NoBuild | None = None
    for answer in until_served(url, is_wanted, within=within):
        if isinstance(answer, ServedBuild) and is_wanted(answer):
            click.echo(f"{shown} serves {answer}")
            return
        # Only changed answers are printed: in five minutes there may be sixty equal ones.
        if answer != last:
            click.echo(f"{shown} still serves {answer}", err=True)
        last = answer
    wanted = exact or f"an up-to-date build of commit {commit[:12]}"
    click.echo(f"{shown} does not serve {wanted}; it serves {last}", err=True)
    sys.exit(1)
