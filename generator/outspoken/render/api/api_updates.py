"""The updates of an incident as the API shows them: without withdrawn ones, whose withdrawal is listed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import get_args

from msgspec import Struct

from outspoken.derive.facts import IncidentFacts
from outspoken.derive.timeline import Entry, EntryKind, StateChange, changes_at_start, shown_changes
from outspoken.model.incident import Incident
from outspoken.model.vocabulary import Kind, Status
from outspoken.render.api.api_components import ApiComponents
from outspoken.render.api.api_ids import api_id, to_second
from outspoken.render.api.api_records import AffectedComponent, ApiUpdate, UpdateWord
from outspoken.render.feeds.feed_entries import entry_html
from outspoken.render.messages.plain_text import plain_words, text_of
from outspoken.render.shared import Shared

_WORDS: dict[str, UpdateWord] = {word: word for word in get_args(UpdateWord)}
_ENDS: dict[Kind, UpdateWord] = {Kind.INCIDENT: "resolved", Kind.MAINTENANCE: "completed"}
_EXPLAINING = {EntryKind.POSTMORTEM, EntryKind.ACTION}


class UpdateMaker(Struct, frozen=True, kw_only=True):
    """Makes the updates of incidents for one build."""

    shared: Shared
    components: ApiComponents

    def of(self, facts: IncidentFacts) -> tuple[ApiUpdate, ...]:
        """Return the published updates of an incident, newest first; at least one."""
        kept = [entry for entry in facts.timeline(self.shared.now) if not entry.withdrawn]
        made = [self._update(facts.incident, entry) for entry in kept]
        # Programs expect a first message; here it may be only in incident.md.
        if not kept or (kept[0].kind is not EntryKind.UPDATE and not facts.incident.withdrawn):
            made.insert(0, self._opening(facts, kept))
        return tuple(reversed(made))

    def id_of(self, incident: Incident) -> str:
        """Return the API's id of an incident."""
        return api_id(self.shared.settings.host, "incident", incident.first_id)

    def _update(self, incident: Incident, entry: Entry) -> ApiUpdate:
        settings, update = self.shared.settings, entry.update
        created = update.reached_readers if update else entry.at
        html = entry_html(incident, entry, settings, self.shared.language.gettext)
        return ApiUpdate(
            id=self._id(incident, entry.id),
            status=_word(incident, entry),
            body=text_of(html),
            incident_id=self.id_of(incident),
            created_at=to_second(created),
            updated_at=to_second(
                max((created, *(edit.at for edit in update.edits)) if update else (created,))
            ),
            display_at=to_second(entry.at),
            affected_components=tuple(self._affected(shown_changes(incident, entry))),
            deliver_notifications=update.announce if update else True,
        )

    def _opening(self, facts: IncidentFacts, kept: Sequence[Entry]) -> ApiUpdate:
        incident, settings = facts.incident, self.shared.settings
        at = to_second(min((created_at(incident), *(entry.at for entry in kept))))
        url = settings.incident_url(incident.id)
        return ApiUpdate(
            id=self._id(incident, "incident"),
            status=_WORDS[facts.moments[0].step.status],
            body=plain_words(incident.body, base=url, images=incident.images) or incident.title,
            incident_id=self.id_of(incident),
            created_at=at,
            updated_at=max((at, *(to_second(edit.at) for edit in incident.edits))),
            display_at=at,
            affected_components=tuple(self._affected(changes_at_start(incident))),
            deliver_notifications=True,
        )

    def _id(self, incident: Incident, entry: str) -> str:
        return api_id(self.shared.settings.host, "update", f"{incident.first_id}/{entry}")

    def _affected(self, changes: Sequence[StateChange]) -> Iterator[AffectedComponent]:
        for change in changes:
            yield AffectedComponent(
                code=self.components.by_id[change.component].id,
                name=self.shared.settings.public_names[change.component],
                old_status=change.before,
                new_status=change.after,
            )


def created_at(incident: Incident) -> datetime:
    """Return when an incident was published (UTC): the commit, or its own times if it was imported."""
    if not incident.publication.bulk:
        return incident.publication.at
    return min(incident.started, incident.publication.at, *(update.at for update in incident.updates[:1]))


def _word(incident: Incident, entry: Entry) -> UpdateWord:
    if entry.kind in _EXPLAINING and (entry.status.is_final or incident.is_maintenance):
        return "postmortem"
    # The API has no status for "withdrawn" and "cancelled", so these end the incident; the texts explain it.
    if incident.withdrawn or entry.status is Status.CANCELLED:
        return _ENDS[incident.kind]
    return _WORDS[entry.status]
