"""Predicts the git history after a change is merged."""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import replace

from outspoken.model.file_names import INCIDENTS
from outspoken.source.git.change import Change
from outspoken.source.git.git_history import AddedFile, Changed, GitHistory


def merged(history: GitHistory, change: Change, at: datetime) -> GitHistory:
    """Return the base's history with the change as one more commit of its chain, at `at` (UTC)."""
    added, changed = dict(history.added), dict(history.changed)
    before = {history.key(path): blob for path, blob in change.before.items()}
    for path in change.after:
        name = history.key(path)
        if name in before:
            # Also a file that the change moves, to another month or under another id.
            changed[name] = (*changed.get(name, ()), Changed(at, before[name], history.length))
        elif path.startswith(f"{INCIDENTS}/"):
            # What existed before and was deleted keeps its date.
            added.setdefault(name, AddedFile(at, history.length))
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
