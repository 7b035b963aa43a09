"""Creates the files of an incident from its line: with their exact text, or from the values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from outspoken.model.file_names import INCIDENT_FILE, POSTMORTEM_FILE, update_name
from outspoken.source.format.export_lines import ExportedIncident
from outspoken.source.format.typed_values import JsonValues, written
from outspoken.source.format.writing import document


def restored_files(incident: ExportedIncident, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the incident's files by their path in its folder.

    If the line has the text of incident.md, it has that of all files; else they are written from values, as
    for an export with --public, or from another program.
    """
    return dict(files) if INCIDENT_FILE in files else {**files, **dict(_from_values(incident))}


def _from_values(incident: ExportedIncident) -> Iterator[tuple[str, bytes]]:
    yield INCIDENT_FILE, _document(incident.front_matter, incident.body)
    for update in incident.updates:
        yield update_name(update.id), _document(update.front_matter, update.body)
    if incident.postmortem:
        yield POSTMORTEM_FILE, _document(incident.postmortem.front_matter, incident.postmortem.body)


def _document(values: JsonValues, body: str) -> bytes:
    return document(written(values), body).encode("utf-8", "replace")


def differences(line: ExportedIncident, text: ExportedIncident) -> Iterator[str]:
    """Yield what differs between the values of a line and those in the text of its files."""
    yield from _value_differences(INCIDENT_FILE, line.front_matter, text.front_matter)
    if line.body != text.body:
        yield f"the body of {INCIDENT_FILE}"
    before = {update.id: update for update in line.updates}
    after = {update.id: update for update in text.updates}
    for name in dict.fromkeys((*before, *after)):
        if before.get(name) != after.get(name):
            yield f"update {name}"
    if line.postmortem != text.postmortem:
        yield POSTMORTEM_FILE


def _value_differences(file: str, line: JsonValues, text: JsonValues) -> Iterator[str]:
    for name in dict.fromkeys((*line, *text)):
        if line.get(name) != text.get(name):
            yield f"{name} of {file}"
