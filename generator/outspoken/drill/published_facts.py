"""When each fact of a drill's incidents was published, and all published texts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from outspoken.model.drills.scenario import CAUSE
from outspoken.model.incident import Incident, Symptoms, Update
from outspoken.model.vocabulary import Status

_KEPT = ("affected", "workaround", "worst_case", "numbers", "noticed")
LASTING = frozenset((*_KEPT, "symptoms", CAUSE))
"""Facts that stay true once they are published; an estimate or a next update is valid for a time."""


def fact_times(incidents: Iterable[Incident]) -> Mapping[str, tuple[datetime, ...]]:
    """Return the times (UTC) at which each published fact was published, in order."""
    found: dict[str, list[datetime]] = defaultdict(list)
    for incident in incidents:
        for fact, at in _incident_facts(incident):
            found[fact].append(at)
        for update in incident.updates:
            for fact in _update_facts(update):
                found[fact].append(update.reached_readers)
    return {fact: tuple(sorted(times)) for fact, times in found.items()}


def _incident_facts(incident: Incident) -> Iterator[tuple[str, datetime]]:
    is_set = {fact: bool(getattr(incident, fact)) for fact in _KEPT}
    is_set["symptoms"] = incident.symptoms != Symptoms()
    for fact, is_there in is_set.items():
        if is_there:
            added = (edit.at for edit in incident.edits if any(_adds(one, fact) for one in edit.facts))
            # A fact that no edit has added was published with the incident.
            yield fact, max(added, default=incident.publication.at)


def _adds(difference: object, fact: str) -> bool:
    return getattr(difference, "name", "") == fact and not getattr(difference, "before", None)


def _update_facts(update: Update) -> Iterator[str]:
    # This status claims that the cause is known, whatever the text says.
    if update.status is Status.IDENTIFIED:
        yield CAUSE
    if update.eta is not None:
        yield "eta"
    if update.next_update is not None:
        yield "next_update"
    yield from (name for name in ("data", "todo") if getattr(update.aftermath, name))


def all_words(incidents: Iterable[Incident]) -> str:
    """Return all published texts of the incidents of a drill."""
    return "\n".join(text for incident in incidents for text in _texts(incident))


def _texts(incident: Incident) -> Iterator[str]:
    yield from (incident.title, incident.body, incident.affected or "", incident.workaround or "")
    yield from (incident.symptoms.signing_in or "", incident.symptoms.signed_in or "")
    yield from (f"{one.what} {one.value}" for one in incident.numbers)
    for update in incident.updates:
        yield from (update.body, update.aftermath.data, update.aftermath.todo)
