"""`outspoken verify-served`: waits until readers get one certain build."""

from __future__ import annotations

import sys
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import click

from outspoken.cli.shared_options import DURATION, INSTANT


def _web_address(_context: click.Context, _parameter: click.Parameter, url: str) -> str:
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).netloc:
        from outspoken.source.git.tool_output import without_secrets

        shown = without_secrets(url)
        raise click.BadParameter(f"{shown} is not a web address; write https://status.example.com/")
    return url


@click.command("verify-served")
@click.argument("url", callback=_web_address)
@click.option("--commit", required=True, help="The full hash of the commit that was built.")
@click.option(
    "--now", required=True, type=INSTANT, help="The instant it was built for, as in its build.json."
)
@click.option("--within", type=DURATION, default="5m", show_default=True, help="How long to wait at most.")
def command(url: str, commit: str, now: datetime, within: timedelta) -> None:
    """Wait until readers of the site at URL get this build.

    A successful deployment is not enough: a host may still serve the old site. Fetches the site's
    build.json repeatedly, without caches, until it has this commit and this time.
    """
    from outspoken.pipeline.served_build import ServedBuild, until_served
    from outspoken.source.git.tool_output import without_secrets

    shown = without_secrets(url)
    wanted = ServedBuild(commit=commit, now=now)
    last = None
    for answer in until_served(url, wanted, within=within):
        if wanted.is_same_as(answer):
            click.echo(f"{shown} serves {wanted}")
            return
        # Once per change: a wait of five minutes has sixty equal answers.
        if answer != last:
            click.echo(f"{shown} still serves {answer}", err=True)
        last = answer
    click.echo(f"{shown} does not serve {wanted}; it serves {last}", err=True)
    sys.exit(1)
