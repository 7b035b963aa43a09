"""What the API of a hosted status page returns, in a folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

STAMP = "2025-03-0{}T{}:00:00.000Z"


def incident(
    code: str, day: int = 1, *, title: str = "Slow", words: tuple[str, ...] = (), **other: Any
) -> dict[str, Any]:
    """One incident of the hosted API with these texts, an hour apart, and other keys."""
    said = words or ("We look.", "It is over.")
    updates = [
        {
            "id": f"{code}-{hour}",
            "status": "investigating" if hour < len(said) - 1 else "resolved",
            "body": body,
            "display_at": STAMP.format(day, 10 + hour),
        }
        for hour, body in enumerate(said)
    ]
    return {
        "id": code, "name": title, "status": updates[-1]["status"], "impact": "minor",
        "created_at": STAMP.format(day, 10), "started_at": STAMP.format(day, 10), "components": [],
        "incident_updates": updates[::-1], **other,
    }  # fmt: skip


def source(folder: Path, *incidents: dict[str, Any]) -> Path:
    folder.mkdir(exist_ok=True)
    page = {"name": "Example", "url": "https://status.example.org", "time_zone": "Etc/UTC"}
    text = json.dumps({"page": page, "incidents": incidents})
    (folder / "incidents.json").write_text(text, encoding="utf-8")
    return folder
