"""`outspoken approval`: whether a change may be merged without waiting for an approval."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from outspoken.cli import shared_options
from outspoken.errors import ProblemsError
from outspoken.model.iso_time import iso
from outspoken.review.approval.approval_facts import facts_of, policy_of
from outspoken.review.approval.approval_rule import Approval, decide
from outspoken.review.read_change import read_change
from outspoken.source.git.change import find_change
from outspoken.source.site_on_disk import SiteOnDisk

if TYPE_CHECKING:
    from outspoken.review.approval.approval_rule import ApprovalDecision


@click.command()
@shared_options.root
@shared_options.now
@shared_options.base
@click.option(
    "--author", metavar="LOGIN", default="", help="Who wrote it: their own approval does not count."
)
@click.option(
    "--approved-by",
    "approvals",
    metavar="LOGIN",
    multiple=True,
    help="Who approved its newest commit; may be given several times.",
)
@click.option(
    "--opened-at",
    type=shared_options.PAST_INSTANT,
    help=f"When its newest commit began to wait for an approval. {shared_options.CLOCK_HELPS['PAST']}",
)
@click.option("--json", "as_json", is_flag=True, help="Print the decision as JSON, for a commit status.")
def command(
    *,
    root: Path,
    now: datetime | None,
    base: str,
    author: str,
    approvals: tuple[str, ...],
    opened_at: datetime | None,
    as_json: bool,
) -> None:
    """Decide whether a change may be merged after its check, or waits for an approval.

    The settings under approval decide, as they were before the change. Exits with 1 if the change waits.
    """
    at = shared_options.instant_or_clock(now)
    change = find_change(root, base)
    touched = read_change(SiteOnDisk(root, at), change)
    # Without settings there is no rule: printing a decision would look like an approval.
    if touched.settings is None:
        raise ProblemsError(touched.problems)
    review = Approval(author=author, approvals=approvals, opened=opened_at)
    policy = policy_of(root, change, touched.settings)
    decision = decide(facts_of(root, change, touched, at), policy, review, at)
    click.echo(_json(decision) if as_json else f"{decision.route}: {decision.why}")
    # An exit code as well, so that a workflow can use the decision without parsing JSON.
    sys.exit(0 if decision.merges else 1)


def _json(decision: ApprovalDecision) -> str:
    result = {
        "route": decision.route,
        "merges": decision.merges,
        "until": iso(decision.until) if decision.until else None,
        "state": "success" if decision.merges else "pending",
        "description": decision.description,
    }
    return json.dumps(result, ensure_ascii=False)
