"""What git will say once a change is merged, worked out before it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from outspoken.source.git import INCIDENTS, Added, Changed, GitHistory, identity
from outspoken.source.revision import Change


def merged(history: GitHistory, change: Change, at: datetime) -> GitHistory:
    """The history of the base with the change as one more commit of its chain, at `at` (UTC)."""
    added, changed = dict(history.added), dict(history.changed)
    for path in change.added:
        if path.startswith(f"{INCIDENTS}/"):
            added.setdefault(identity(path), Added(at, history.length))
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
