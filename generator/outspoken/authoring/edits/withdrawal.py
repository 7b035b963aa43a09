"""Withdraws an incident, or one of its updates."""

from __future__ import annotations

from outspoken.authoring.drafted_change import DraftedChange
from outspoken.authoring.edits.edited_file import edited
from outspoken.authoring.incident_store import IncidentStore
from outspoken.authoring.lookup import read_incident
from outspoken.authoring.refusal import AmbiguousError, MissingError, RefusedError
from outspoken.model.file_names import INCIDENT_FILE, update_name
from outspoken.model.incident import Incident
from outspoken.source.incidents.folder_context import Context


def expect_withdrawable(incident: Incident, update: str = "") -> None:
    """Raise RefusedError if it, or its update, is withdrawn already."""
    if incident.withdrawn is not None:
        raise RefusedError(f"{incident.id} is withdrawn already: {incident.withdrawn}")
    for each in incident.updates:
        if each.id == update and each.withdrawn is not None:
            raise RefusedError(f"{update} is withdrawn already: {each.withdrawn}")


def find_update(incident: Incident, text: str) -> str:
    """Return the one update whose id equals, begins with or contains this text. Raises RefusedError."""
    wanted = text.rpartition("/")[2].removesuffix(".md").casefold()
    ids = [each.id for each in incident.updates]
    folded = {each: each.casefold() for each in ids}
    for matches in (wanted.__eq__, lambda one: one.startswith(wanted), lambda one: wanted in one):
        found = tuple(each for each in ids if matches(folded[each]))
        if len(found) == 1:
            return found[0]
        if found:
            raise AmbiguousError(f"several updates match {text}: {', '.join(found)}", found)
    raise MissingError(f"{incident.id} has no update {text}; its updates are {', '.join(ids)}", "--update")


def withdraw(
    store: IncidentStore, context: Context, incident: str, update: str, reason: str
) -> DraftedChange:
    """Withdraw an incident, or its `update` (empty: all of it), with the reason that readers see.

    Raises RefusedError if it is withdrawn already, ProblemsError if the rules of `check` find an error.
    """
    expect_withdrawable(read_incident(store, context, incident), update)
    name = update_name(update) if update else INCIDENT_FILE
    what = f"{incident}/{update}" if update else incident
    return edited(
        store, context, incident, name, {"withdrawn": reason}, update=update, subject=f"Withdraw {what}"
    )
