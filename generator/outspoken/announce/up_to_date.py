"""Decides without reading incidents whether anything can have changed since the last complete run."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path

from outspoken.announce.ledger.ledger_contents import LedgerContents, Settled
from outspoken.model.file_names import INCIDENTS, SETTINGS_FILE
from outspoken.source.git.run_git import ask


def settled_until(root: Path, until: datetime | None) -> Settled | None:
    """Return what identifies the committed incidents and the settings; None if they are not in git."""
    asked = ask(root, "rev-parse", "--verify", "--quiet", f"HEAD:./{INCIDENTS}") or b""
    tree = asked.decode("ascii").strip()
    settings = root / SETTINGS_FILE
    if not tree or not settings.is_file():
        return None
    return Settled(tree=tree, settings=hashlib.sha256(settings.read_bytes()).hexdigest(), until=until)


def is_settled(root: Path, book: LedgerContents, now: datetime) -> bool:
    """Whether nothing was committed, and no instant was reached, since a run that left nothing to send.

    False as well if the ledger has a claim or a retry.
    """
    left = book.settled
    if left is None or (left.until is not None and left.until <= now):
        return False
    if any(record.state.is_pending for record in book.loose.values()):
        return False
    # Tree id and digest, not commits: a commit elsewhere in the repository changes nothing that is sent.
    return settled_until(root, left.until) == left
