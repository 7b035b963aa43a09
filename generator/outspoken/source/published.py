"""Publication and edit instants from git, put onto the records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from outspoken.model.incident import Incident, Postmortem, Update
from outspoken.source.edits import edits
from outspoken.source.files import INCIDENT_FILE, POSTMORTEM_FILE, UPDATES
from outspoken.source.frontmatter import decode, split
from outspoken.source.git import GitHistory
from outspoken.source.reading import Refusal


def publish(incident: Incident, git: GitHistory, words: Mapping[str, bytes], now: datetime) -> Incident:
    """The incident with every file's publication and edits; `words` are earlier blobs by id, `now` aware in UTC."""
    head = f"{incident.folder}/{INCIDENT_FILE}"
    return replace(
        incident,
        publication=git.publication(head, incident=head, at=incident.started, now=now),
        edits=edits(git.changes(head), words, incident.body, _body),
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
        update, publication=publication, edits=edits(changes, words, update.body, _body) if changes else ()
    )


def _postmortem(incident: Incident, head: str, git: GitHistory, now: datetime) -> Postmortem | None:
    postmortem = incident.postmortem
    if postmortem is None:
        return None
    path = f"{incident.folder}/{POSTMORTEM_FILE}"
    at = postmortem.published or incident.started
    return replace(postmortem, publication=git.publication(path, incident=head, at=at, now=now))


def _body(data: bytes) -> str | None:
    """The words of an earlier version; None where it was never readable and so never published."""
    try:
        return split(decode(data))[1].strip("\n")
    except Refusal:
        return None
