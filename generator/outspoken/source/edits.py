"""Published words that were changed later, with the words as they were before."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise
from pathlib import Path

from outspoken.model.incident import Edit
from outspoken.source.git import Changed, GitHistory
from outspoken.source.gitrun import read_blobs


def earlier_words(root: Path, history: GitHistory) -> dict[str, bytes]:
    """The files' bytes before each change that `history` knows, by blob id, from one run of git."""
    return read_blobs(root, history.blobs)


def edits(
    changes: tuple[Changed, ...],
    blobs: Mapping[str, bytes],
    body: str,
    body_of: Callable[[bytes], str | None],
) -> tuple[Edit, ...]:
    """The changes of a file's body, oldest first, from the commits that changed the file at all.

    `changes` comes from `GitHistory.changes`, `blobs` from `earlier_words`; `body` is what the file says
    now, `body_of` reads a body out of a file's bytes (None where it had none that could be read,
    which then doesn't count). A commit that touched the front matter alone is no edit.
    """
    if not changes:
        return ()
    earlier = [(change.at, _body(change.blob, blobs, body_of)) for change in changes]
    known = [(at, before) for at, before in earlier if before is not None]
    bodies = [before for _, before in known] + [body]
    return tuple(
        Edit(at=at, before=before)
        for (at, _), (before, after) in zip(known, pairwise(bodies), strict=True)
        if before.strip() != after.strip()
    )


def _body(blob: str, blobs: Mapping[str, bytes], body_of: Callable[[bytes], str | None]) -> str | None:
    return body_of(blobs[blob]) if blob in blobs else None
