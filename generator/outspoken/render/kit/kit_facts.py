"""The facts of an incident at a time, as the kit's templates use them."""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec.structs import replace

from outspoken.derive.current import incident_state
from outspoken.derive.facts import IncidentFacts
from outspoken.derive.timeline import Entry, EntryKind
from outspoken.model.followup_dates import closed_at
from outspoken.model.incident import Incident
from outspoken.model.key_values import is_absent
from outspoken.model.nested_keys import Aftermath
from outspoken.model.settings import Settings
from outspoken.model.vocabulary import Status
from outspoken.render.kit.kit_text import KitStage
from outspoken.render.language.language import Language
from outspoken.render.messages.message_facts import MessageFacts, news_of
from outspoken.render.messages.news_case import Case

_BEGINNING = "beginning"
_FRESH = timedelta(hours=1)
_SHOWN_KINDS = (EntryKind.UPDATE, EntryKind.AUTO, EntryKind.WITHDRAWAL)


def kit_news(facts: IncidentFacts, settings: Settings, language: Language, now: datetime) -> MessageFacts:
    """The incident as it is at `now` (UTC), with the newest update's text as `words`.

    A next update that is overdue is left out: the text must name a new time.
    """
    entry = newest_entry(facts, now)
    news = news_of(facts.incident, entry, now, settings, language)
    promise = incident_state(facts, now).promise
    return replace(
        news,
        # Without git there is no time of the withdrawal, and so no entry for it.
        case=Case.WITHDRAWN if facts.incident.withdrawn else news.case,
        words=news.words if entry.id != _BEGINNING else "",
        promise=promise if promise and promise > now else None,
        keys={**news.keys, "aftermath": _aftermath(facts.incident, now)},
    )


def stage_of(facts: IncidentFacts, now: datetime) -> KitStage:
    """The stage at `now` (UTC): from the status, and from whether it is known who is affected."""
    then = incident_state(facts, now)
    if is_over(facts, now):
        ended = closed_at(facts.incident) or newest_entry(facts, now).at
        return KitStage.RESOLVED if now - ended < _FRESH else KitStage.AFTER
    if facts.incident.is_maintenance:
        return KitStage.ACKNOWLEDGE if then.status is Status.SCHEDULED else KitStage.SCOPE
    is_known = bool(facts.incident.affected) or then.status in (Status.IDENTIFIED, Status.MONITORING)
    return KitStage.SCOPE if is_known else KitStage.ACKNOWLEDGE


def is_over(facts: IncidentFacts, now: datetime) -> bool:
    """Whether the incident has a final status at `now` (UTC), or is withdrawn."""
    return incident_state(facts, now).status.is_final or bool(facts.incident.withdrawn)


def newest_entry(facts: IncidentFacts, now: datetime) -> Entry:
    """The newest update, phase or withdrawal of the incident by `now` (UTC); else an entry for its start."""
    for entry in reversed(facts.timeline(now)):
        is_valid = not (entry.withdrawn or entry.superseded or entry.withdraws)
        if entry.kind in _SHOWN_KINDS and is_valid:
            return entry
    incident, then = facts.incident, incident_state(facts, now)
    return Entry(
        id=_BEGINNING,
        at=incident.started,
        kind=EntryKind.AUTO,
        status=then.status,
        impact=incident.impact,
        impact_before=incident.impact,
    )


def _aftermath(incident: Incident, now: datetime) -> Aftermath:
    """The newest aftermath by `now` (UTC); a later update without one does not remove it."""
    found = [
        update.aftermath
        for update in incident.updates
        if not update.withdrawn and update.at <= now and not is_absent(update.aftermath)
    ]
    return found[-1] if found else Aftermath()
