"""Makes the change that sets keys of one file of an incident, checked before it is written."""

from __future__ import annotations

from collections.abc import Mapping

from outspoken.authoring.drafted_change import DraftedChange, checked_files
from outspoken.authoring.edits.front_matter_edit import with_key
from outspoken.authoring.incident_store import IncidentStore
from outspoken.model.file_names import folder_of
from outspoken.source.format.writing import scalar
from outspoken.source.incidents.folder_context import Context


def edited(
    store: IncidentStore,
    context: Context,
    incident: str,
    name: str,
    values: Mapping[str, str],
    *,
    subject: str,
    update: str = "",
    added: Mapping[str, str] | None = None,
    message: str = "",
) -> DraftedChange:
    """Set keys (by name, with texts as people write them) in an incident's file, and add other files.

    `name`, and the names of `added`, are paths in the incident's folder. Raises RefusedError and
    ProblemsError.
    """
    folder = folder_of(incident)
    before = store.files(folder)
    text = before[name]
    for key, value in values.items():
        text = with_key(text, key, scalar(value), f"{folder}/{name}").encode("utf-8")
    files = {name: text.decode("utf-8"), **(added or {})}
    verdict = checked_files(folder, before, files, context, None)
    return DraftedChange(
        incident=incident,
        update=update,
        files={f"{folder}/{each}": content for each, content in files.items()},
        # So that a change of another person since the file was read is not overwritten.
        replaced={f"{folder}/{name}": before[name]},
        subject=subject,
        message=message or next(iter(values.values())),
        caused=verdict.caused,
        existing=verdict.existing,
    )
