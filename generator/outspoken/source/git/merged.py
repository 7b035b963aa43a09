"""Predicts the git history after a change is merged."""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import replace

from outspoken.source.git.change import Change
from outspoken.source.git.git_history import INCIDENTS, AddedFile, Changed, GitHistory, identity


def merged(history: GitHistory, change: Change, at: datetime) -> GitHistory:
    """Return the base's history with the change as one more commit of its chain, at `at` (UTC)."""
    added, changed = dict(history.added), dict(history.changed)
    for path in change.added:
        if path.startswith(f"{INCIDENTS}/"):
            # What existed before under another month, or was deleted, keeps its date.
            added.setdefault(identity(path), AddedFile(at, history.length))
    for path in change.after.intersection(change.before):
        name = identity(path)
        changed[name] = (*changed.get(name, ()), Changed(at, change.before[path], history.length))
    newest = max(at, history.newest) if history.newest else at
    return replace(
        history,
        length=history.length + 1,
        newest=newest,
        added=added,
        changed=changed,
        hashes=(*history.hashes, ""),
        dates=(*history.dates, at),
    )
