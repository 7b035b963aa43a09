"""Converts a hosted status page's history, one JSON object a line, to a corpus with real texts and times."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from entries import Corpus, Entry, Note, new_id, slug, stamp, stem

STATUSES = {
    "Investigating": "investigating",
    "Identified": "identified",
    "Monitoring": "monitoring",
    "Resolved": "resolved",
    "Scheduled": "scheduled",
    "In progress": "in_progress",
    "Verifying": "verifying",
    "Completed": "completed",
}
STATES = {
    "none": "operational",
    "minor": "degraded_performance",
    "major": "partial_outage",
    "critical": "major_outage",
    "maintenance": "under_maintenance",
}
TITLE_LIMIT = 120


def read_corpus(path: Path, *, limit: int | None = None) -> Corpus:
    """Convert a file of incidents, oldest first. Raises ValueError for any other line."""
    with path.open(encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines if line.strip()]
    records = sorted(records, key=lambda record: (record["updates"][0]["at"], record["id"]))[:limit]
    names = dict.fromkeys(name for record in records for name in record.get("components") or ())
    taken = set[str]()
    entries = [_entry(record, taken) for record in records]
    components = tuple((slug(name), name, "Services") for name in names) or (
        ("service", "Service", "Services"),
    )
    return Corpus(name="Hosted history", components=components, entries=entries)


def _entry(record: dict[str, Any], taken: set[str]) -> Entry:
    maintenance = record["impact"] == "maintenance"
    notes = _notes(record["updates"])
    started = notes[0].at
    title, rest = _title(record["title"])
    state = STATES[record["impact"]]
    components = [f"  {slug(name)}: {state}" for name in record.get("components") or ()]
    fields = [f"title: {json.dumps(title, ensure_ascii=False)}"]
    fields += ["kind: maintenance"] if maintenance else [f"impact: {record['impact']}"]
    fields += ["components:", *components] if components else ["components: {}"]
    fields.append(_window(record) if maintenance else f"started: {stamp(started)}")
    return Entry(
        id=new_id(_begun(record) if maintenance else started, record["title"], taken, longest=76),
        title=title,
        started=started,
        fields=tuple(fields),
        body=rest,
        notes=tuple(notes),
    )


def _window(record: dict[str, Any]) -> str:
    """Return the window of the actual work: a hosted history has no planned one."""
    return f"scheduled: {{from: {stamp(_begun(record))}, until: {record['resolved_at']}}}"


def _begun(record: dict[str, Any]) -> datetime:
    at = next(update["at"] for update in record["updates"] if update["status"] == "In progress")
    return datetime.fromisoformat(at).astimezone(UTC)


def _title(words: str) -> tuple[str, str]:
    """Return a short title, and the whole one for the body if it had to be cut."""
    if len(words) <= TITLE_LIMIT:
        return words, ""
    return words[: TITLE_LIMIT - 1].rsplit(" ", 1)[0] + "…", words


def _notes(updates: list[dict[str, str]]) -> list[Note]:
    notes, stems, before, standing = [], set[str](), "", ""
    for update in updates:
        at = datetime.fromisoformat(update["at"]).astimezone(UTC)
        status = STATUSES.get(update["status"], "")
        # Within one second an update without a status would be sorted before the one it followed.
        if not status and update["at"] == before:
            status = standing
        standing, before = status, update["at"]
        fields = [*([f"status: {status}"] if status else []), f"at: {stamp(at)}"]
        name = f"updates/{stem(at, status or 'update', stems)}.md"
        said = Note(
            name=name, at=at, heading=update["status"].lower(), fields=tuple(fields), body=update["message"]
        )
        notes.append(said)
    return notes
