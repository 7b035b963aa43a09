"""`outspoken approvals`: sets the status `approval` on every open pull request."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from outspoken.authoring.drafted_change import open_settings
from outspoken.authoring.git.repository import Repository
from outspoken.authoring.incident_store import DiskIncidents
from outspoken.authoring.refusal import RefusedError
from outspoken.cli import shared_options
from outspoken.cli.stop import one_line
from outspoken.errors import ProblemsError
from outspoken.review.approval.approval_facts import facts_of, policy_of
from outspoken.review.approval.approval_rule import decide
from outspoken.review.approval.host_status import Host, checked_out
from outspoken.review.read_change import read_change
from outspoken.source.git.change import find_change
from outspoken.source.site_on_disk import SiteOnDisk

if TYPE_CHECKING:
    from outspoken.review.approval.approval_rule import ApprovalDecision
    from outspoken.review.approval.host_status import Pull


@click.command()
@shared_options.root
@shared_options.now
@click.option(
    # GitHub Actions sets the variable in every step.
    "--repo",
    metavar="OWNER/NAME",
    required=True,
    envvar="GITHUB_REPOSITORY",
    help="The repository at the git host.",
)
@click.option("--dry-run", is_flag=True, help="Print the decisions, and set nothing.")
def command(*, root: Path, now: datetime | None, repo: str, dry_run: bool) -> None:
    """Set the status `approval` of every open pull request: whether it may be merged.

    Uses gh; the settings under approval decide, as they were before each change. The wait for an approval
    begins with the first status of the newest commit. No code of a pull request runs.
    """
    with one_line():
        # One time for all pull requests, so that equal changes get equal decisions.
        at = shared_options.instant_or_clock(now)
        host, repository = Host(repo), Repository(root)
        # Only what is merged into the published branch reaches customers.
        main = open_settings(DiskIncidents(root)).branch
        # A list, since `all` over a generator would stop at the first failure.
        good = [
            _settle(host, repository, pull, at, dry_run=dry_run) for pull in host.pulls() if pull.base == main
        ]
    sys.exit(0 if all(good) else 1)


def _settle(host: Host, repository: Repository, pull: Pull, at: datetime, *, dry_run: bool) -> bool:
    """Decide about one pull request and set its status; if that fails, print the reason and return False."""
    try:
        decision = _decision(host, repository, pull, at)
        if not dry_run:
            host.set_status(pull, decision)
    except RefusedError as fault:
        click.echo(f"#{pull.number}: {fault}", err=True)
        return False
    except ProblemsError as fault:
        click.echo(f"#{pull.number}: {fault.problems[0].message}", err=True)
        return False
    click.echo(f"#{pull.number} {decision.route}: {decision.why}")
    return True


def _decision(host: Host, repository: Repository, pull: Pull, at: datetime) -> ApprovalDecision:
    review = host.review(pull, at)
    # In a separate folder: the work tree keeps the settings of the published branch.
    with checked_out(repository, pull) as root:
        change = find_change(root, f"{repository.remote}/{pull.base}")
        touched = read_change(SiteOnDisk(root, at), change)
        if touched.settings is None:
            raise ProblemsError(touched.problems)
        facts = facts_of(root, change, touched, at)
        return decide(facts, policy_of(root, change, touched.settings), review, at)
