"""Marks an incident as a duplicate of another one, and closes it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from outspoken.authoring.drafted_change import DraftedChange
from outspoken.authoring.drafts import UpdateDraft
from outspoken.authoring.edits.edited_file import edited
from outspoken.authoring.incident_store import IncidentStore
from outspoken.authoring.lookup import is_closed, read_incident
from outspoken.authoring.refusal import MissingError, RefusedError
from outspoken.derive.current import IncidentState, incident_state
from outspoken.derive.facts import IncidentFacts
from outspoken.model.file_names import INCIDENT_FILE, update_name
from outspoken.model.incident import Incident
from outspoken.source.incidents import new_ids
from outspoken.source.incidents.folder_context import Context


def expect_mergeable(duplicate: Incident, original: Incident) -> None:
    """Raise RefusedError, with what to do instead, if the one cannot be a duplicate of the other."""
    if duplicate.id == original.id:
        raise MissingError("an incident cannot be a duplicate of itself", "INTO")
    for why in _reasons(duplicate, original):
        raise RefusedError(why)


def _reasons(duplicate: Incident, original: Incident) -> Iterator[str]:
    if original.duplicate_of == duplicate.id:
        yield f"{original.id} is marked as a duplicate of {duplicate.id}: one of the two has to stay"
    if original.duplicate_of:
        yield f"{original.id} is itself a duplicate: merge into {original.duplicate_of}"
    if duplicate.duplicate_of:
        yield f"{duplicate.id} is already a duplicate of {duplicate.duplicate_of}"
    for each in (duplicate, original):
        if each.withdrawn is not None:
            yield f"{each.id} is withdrawn: it has nothing to merge"
    if duplicate.is_maintenance:
        yield f"{duplicate.id} is maintenance: cancel it with outspoken update --status cancelled"
    if original.is_maintenance:
        place = f"{duplicate.folder}/{INCIDENT_FILE}"
        yield f"{original.id} is maintenance: write caused_by: {original.id} in {place}"
    # A merge would close the duplicate, and no open incident would be left for an ongoing outage.
    if is_closed(original) and not is_closed(duplicate):
        yield (
            f"{original.id} is over, but {duplicate.id} is not: reopen it with outspoken update "
            f"{original.id} --status investigating, or resolve {duplicate.id}"
        )


def lost_states(duplicate: Incident, original: Incident, now: datetime) -> tuple[str, ...]:
    """Return the options of `outspoken update` that the original needs first.

    Closing the duplicate ends its states and its impact: those that are worse than the original's at `now`
    (UTC) would then look better than they are.
    """
    if is_closed(duplicate):
        return ()
    ending, staying = (incident_state(IncidentFacts(each), now) for each in (duplicate, original))
    return tuple(_missing(ending, staying))


def _missing(ending: IncidentState, staying: IncidentState) -> Iterator[str]:
    kept = dict(staying.components)
    for component, state in ending.components:
        if component not in kept or kept[component].rank < state.rank:
            yield f"--component {component}={state}"
    if staying.impact.rank < ending.impact.rank:
        yield f"--impact {ending.impact}"


def merge(
    store: IncidentStore, context: Context, duplicate: str, original: str, message: str, now: datetime
) -> DraftedChange:
    """Mark an incident as a duplicate and, if it is open, close it with an update that has this message.

    Both are ids. Raises RefusedError, and ProblemsError if the rules of `check` find an error.
    """
    closing, staying = (read_incident(store, context, each) for each in (duplicate, original))
    expect_mergeable(closing, staying)
    added: dict[str, str] = {}
    update = ""
    if not is_closed(closing):
        # File systems of macOS and Windows do not distinguish upper and lower case.
        taken = {each.id.casefold() for each in closing.updates}
        update = new_ids.update_id(now, "resolved", taken)
        draft = UpdateDraft(at=now, message=message, given={"status": "resolved"})
        added[update_name(update)] = draft.text()
    return edited(
        store,
        context,
        duplicate,
        INCIDENT_FILE,
        {"duplicate_of": original},
        added=added,
        update=update,
        subject=f"Merge {duplicate} into {original}",
        message=message if added else f"Duplicate of {original}",
    )
