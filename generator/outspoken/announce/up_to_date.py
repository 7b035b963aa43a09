"""Detects that a repository has nothing new since the last run, so that it need not be read."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path

from outspoken.announce.ledger.ledger_contents import LedgerContents, Settled
from outspoken.source.git.run_git import ask
from outspoken.source.incidents.incident_files import INCIDENTS
from outspoken.source.settings.read_settings import SETTINGS_FILE


def standing_of(root: Path, until: datetime | None) -> Settled | None:
    """Return the committed incidents and settings of a repository; None if git does not know them."""
    asked = ask(root, "rev-parse", "--verify", "--quiet", f"HEAD:./{INCIDENTS}") or b""
    tree = asked.decode("ascii").strip()
    settings = root / SETTINGS_FILE
    if not tree or not settings.is_file():
        return None
    return Settled(tree=tree, settings=hashlib.sha256(settings.read_bytes()).hexdigest(), until=until)


def is_settled(root: Path, book: LedgerContents, now: datetime) -> bool:
    """Whether nothing was committed and no due time has passed since a run that left nothing to announce.

    The ledger must have no claims and no retries either.
    """
    left = book.settled
    if left is None or (left.until is not None and left.until <= now):
        return False
    if any(record.state.is_pending for record in book.loose.values()):
        return False
    return standing_of(root, left.until) == left
