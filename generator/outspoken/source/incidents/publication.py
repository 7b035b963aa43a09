"""Adds publication and edit times from git to the records."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from msgspec.structs import replace

from outspoken.model.file_names import INCIDENT_FILE, POSTMORTEM_FILE, UPDATES
from outspoken.model.incident import Incident, Postmortem, Update
from outspoken.source.git.git_history import GitHistory
from outspoken.source.incidents.before_publication import before_publication
from outspoken.source.incidents.completions import completions
from outspoken.source.incidents.earlier_versions import edits, incident_version, update_version
from outspoken.source.incidents.folder_context import Context


def publisher(
    git: GitHistory, blobs: Mapping[str, bytes], context: Context, now: datetime, present: Mapping[str, str]
) -> Callable[[Incident], Incident]:
    """Make a function that sets the publication and edits of an incident's files.

    `blobs` maps blob ids to earlier content, `present` former ids of incidents to present ones; `now` is in
    UTC.
    """
    return _Publisher(git, blobs, context, now, present).publish


class _Publisher:
    """Sets publications and edits of every incident from one history."""

    def __init__(
        self,
        git: GitHistory,
        blobs: Mapping[str, bytes],
        context: Context,
        now: datetime,
        present: Mapping[str, str],
    ) -> None:
        self.git, self.blobs, self.context, self.now, self.present = git, blobs, context, now, present

    def publish(self, incident: Incident) -> Incident:
        head = f"{incident.folder}/{INCIDENT_FILE}"
        changes = self.git.changes(head)
        read = incident_version(incident.folder, self.context, self.present)
        published = replace(
            incident,
            publication=self.git.publication(head, incident=head, at=incident.started, now=self.now),
            # Few files change after publication: only their earlier versions are read (docs/decisions/0010).
            edits=edits(changes, self.blobs, incident, read) if changes else (),
            updates=tuple(self._update(update, head, incident.folder) for update in incident.updates),
            postmortem=self._postmortem(incident, head),
        )
        # Last, since it looks at all publications and edits.
        return before_publication(published)

    def _update(self, update: Update, head: str, folder: str) -> Update:
        name = f"{UPDATES}/{update.id}.md"
        path = f"{folder}/{name}"
        changes = self.git.changes(path)
        publication = self.git.publication(path, incident=head, at=update.at, now=self.now)
        if not changes:
            return replace(update, publication=publication)
        read = update_version(folder, name, self.context)
        return replace(update, publication=publication, edits=edits(changes, self.blobs, update, read))

    def _postmortem(self, incident: Incident, head: str) -> Postmortem | None:
        postmortem = incident.postmortem
        if postmortem is None:
            return None
        path = f"{incident.folder}/{POSTMORTEM_FILE}"
        # A draft has no time of its own.
        at = postmortem.published or incident.started
        publication = self.git.publication(path, incident=head, at=at, now=self.now)
        changes = self.git.changes(path)
        done = completions(incident.folder, changes, self.blobs, postmortem, self.context) if changes else ()
        return replace(postmortem, publication=publication, completions=done)
