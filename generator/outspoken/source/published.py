"""Publication and edit instants from git, put onto the records."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from itertools import pairwise

from outspoken.frozen import replace
from outspoken.model.incident import Edit, Incident, Postmortem, Update
from outspoken.source.files import INCIDENT_FILE, POSTMORTEM_FILE, UPDATES
from outspoken.source.frontmatter import decode, split
from outspoken.source.git import Changed, GitHistory
from outspoken.source.reading import Refusal


def publish(incident: Incident, git: GitHistory, words: Mapping[str, bytes], now: datetime) -> Incident:
    """The incident with every file's publication and edits; `words` are earlier blobs, `now` is in UTC."""
    head = f"{incident.folder}/{INCIDENT_FILE}"
    return replace(
        incident,
        publication=git.publication(head, incident=head, at=incident.started, now=now),
        edits=_edits(git.changes(head), words, incident.body),
        updates=tuple(_update(update, head, incident.folder, git, words, now) for update in incident.updates),
        postmortem=_postmortem(incident, head, git, now),
    )


def _update(
    update: Update, head: str, folder: str, git: GitHistory, words: Mapping[str, bytes], now: datetime
) -> Update:
    path = f"{folder}/{UPDATES}/{update.id}.md"
    changes = git.changes(path)
    publication = git.publication(path, incident=head, at=update.at, now=now)
    return replace(
        update, publication=publication, edits=_edits(changes, words, update.body) if changes else ()
    )


def _postmortem(incident: Incident, head: str, git: GitHistory, now: datetime) -> Postmortem | None:
    postmortem = incident.postmortem
    if postmortem is None:
        return None
    path = f"{incident.folder}/{POSTMORTEM_FILE}"
    at = postmortem.published or incident.started
    return replace(postmortem, publication=git.publication(path, incident=head, at=at, now=now))


def _edits(changes: tuple[Changed, ...], words: Mapping[str, bytes], body: str) -> tuple[Edit, ...]:
    """The changes that readers could see: those of the words, not of the front matter alone."""
    befores = [(change.at, _body(words[change.blob])) for change in changes if change.blob in words]
    known = [(at, before) for at, before in befores if before is not None]
    bodies = [before for _, before in known] + [body]
    return tuple(
        Edit(at=at, before=before)
        for (at, _), (before, after) in zip(known, pairwise(bodies), strict=True)
        if before.strip() != after.strip()
    )


def _body(data: bytes) -> str | None:
    """The words of an earlier version; None where it was never readable and so never published."""
    try:
        return split(decode(data))[1].strip("\n")
    except Refusal:
        return None
