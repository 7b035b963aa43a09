"""Finds out from git when the follow-up actions of a published post-mortem were done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import NamedTuple

from outspoken.model.incident import Action, Completion, Postmortem
from outspoken.source.git.git_history import Changed
from outspoken.source.incidents.folder import parse_postmortem
from outspoken.source.incidents.folder_context import Context


class _Tracked(NamedTuple):
    """An action of one version of the file, with the key that it keeps through all versions."""

    key: str
    action: Action


def completions(
    folder: str, changes: Iterable[Changed], blobs: Mapping[str, bytes], current: Postmortem, context: Context
) -> tuple[Completion, ...]:
    """Return the actions that were done after the publication, and still are, oldest first.

    `blobs` maps blob ids to earlier content. An action that was done before the publication is not news; one
    that is added later, and is done already, is news.
    """
    versions = [
        (change, version)
        for change in changes
        if (version := parse_postmortem(folder, blobs.get(change.blob, b""), context)[0])
    ]
    if not versions:
        return ()
    later = [*(version for _, version in versions[1:]), current]
    tracked = _followed((), versions[0][1].actions)
    done: dict[str, Changed] = {}
    for (change, before), after in zip(versions, later, strict=True):
        was, tracked = {one.key: one.action.done for one in tracked}, _followed(tracked, after.actions)
        if before.is_visible(change.at):
            fresh = (one.key for one in tracked if one.action.done and not was.get(one.key))
            done.update((key, change) for key in fresh if key not in done)
    # An action that was reopened or removed since is not news.
    found = [(done[one.key], one) for one in tracked if one.key in done and one.action.done]
    found.sort(key=lambda pair: pair[0].order)
    return tuple(
        Completion(action=one.action, key=one.key, at=change.at, order=change.order, stamp=change.stamp)
        for change, one in found
    )


def _followed(before: Sequence[_Tracked], actions: Sequence[Action]) -> list[_Tracked]:
    """Give each action its former key: by its text, otherwise by its place among the changed ones."""
    # Two actions may have one text: each keeps its key, in their order.
    known: dict[str, list[str]] = {}
    for one in before:
        known.setdefault(one.action.what, []).append(one.key)
    texts = {action.what for action in actions}
    changed = iter([one.key for one in before if one.action.what not in texts])
    taken = {one.key for one in before}
    found: list[_Tracked] = []
    for action in actions:
        same = known.get(action.what)
        key = same.pop(0) if same else next(changed, "") or _new_key(action.what, taken)
        taken.add(key)
        found.append(_Tracked(key, action))
    return found


def _new_key(text: str, taken: set[str]) -> str:
    key = sha256(text.encode()).hexdigest()[:8]
    count = sum(one.partition("-")[0] == key for one in taken)
    return f"{key}-{count + 1}" if count else key
