"""Checks that the remote can be reached and the ledger of announcements exists."""

from __future__ import annotations

import subprocess
from pathlib import Path

from outspoken.announce.ledger.branch_store import HEAD_REF, TAG_REF
from outspoken.checkup.finding import Finding, good, to_do, unknown
from outspoken.source.git.run_git import run
from outspoken.source.git.tool_output import failure_reason

_SECONDS = 10.0


def ledger_finding(root: Path) -> Finding:
    """Return the finding about the ledger on the remote of the clone in `root`: reachable, not deleted."""
    try:
        answer = run(root, "ls-remote", "origin", HEAD_REF, TAG_REF, timeout=_SECONDS)
    except (OSError, subprocess.TimeoutExpired):
        return unknown("ledger", f"the remote did not answer within {_SECONDS:.0f} seconds")
    if answer.returncode:
        return unknown("ledger", f"the remote was not reached: {failure_reason(answer.stderr)}")
    listed = answer.stdout.decode("utf-8", "replace")
    # The tag is pushed together with the first record: it proves that there was a ledger.
    if TAG_REF in listed and HEAD_REF not in listed:
        message = "the ledger was deleted: nothing is announced until it is restored"
        return to_do("ledger", message, "outspoken announce status")
    return good("ledger", "reached" if HEAD_REF in listed else "reached; the first announcement creates it")
