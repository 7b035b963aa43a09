"""The history as readers had it at an instant: what came later is taken away again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from outspoken.model.history import History
from outspoken.model.incident import Edit, Incident, Postmortem, Publication, Update


def as_of(history: History, now: datetime) -> History:
    """What readers had at `now` (UTC): later incidents, updates and post-mortems dropped, later edits undone.

    A post-mortem whose file was there with a later `published` stays, as the draft it was.
    """
    incidents = tuple(
        _incident_as_of(incident, now)
        for incident in history.incidents
        if _was_known(incident, now, has_git=history.commit is not None)
    )
    return replace(history, incidents=incidents)


def _was_known(incident: Incident, now: datetime, *, has_git: bool) -> bool:
    if incident.publication.at <= now or not incident.publication.bulk:
        return incident.publication.at <= now
    if any(update.at <= now for update in incident.updates):
        return True
    # Without git nothing says since when planned work is known of: better early than hidden until it starts.
    return incident.started <= now or (incident.is_maintenance and not has_git)


def _incident_as_of(incident: Incident, now: datetime) -> Incident:
    updates = tuple(
        _update_as_of(update, now) for update in incident.updates if _had(update.publication, update.at, now)
    )
    body, edits = _words_as_of(incident.body, incident.edits, now)
    postmortem = _postmortem_as_of(incident.postmortem, now)
    if updates == incident.updates and edits == incident.edits and postmortem is incident.postmortem:
        return incident
    return replace(incident, updates=updates, body=body, edits=edits, postmortem=postmortem)


def _update_as_of(update: Update, now: datetime) -> Update:
    if not update.edits:
        return update
    body, edits = _words_as_of(update.body, update.edits, now)
    return update if edits == update.edits else replace(update, body=body, edits=edits)


def _had(publication: Publication, at: datetime, now: datetime) -> bool:
    return (at if publication.bulk else publication.at) <= now


def _postmortem_as_of(postmortem: Postmortem | None, now: datetime) -> Postmortem | None:
    if postmortem is None or postmortem.publication.bulk or postmortem.publication.at <= now:
        return postmortem
    return None


def _words_as_of(body: str, edits: Sequence[Edit], now: datetime) -> tuple[str, tuple[Edit, ...]]:
    later = [edit for edit in edits if edit.at > now]
    if not later:
        return body, tuple(edits)
    first = min(later, key=lambda edit: edit.at)
    return first.before, tuple(edit for edit in edits if edit.at <= now)
