"""The names of a site's files and folders; paths are relative to its root."""

from __future__ import annotations

SETTINGS_FILE = "mkdocs.yml"
DOCS_DIR = "site_src"
"""The folder of prose pages, unless the settings name another."""
TEMPLATES = "templates"
INCIDENTS = "incidents"
INCIDENT_FILE, POSTMORTEM_FILE, UPDATES = "incident.md", "postmortem.md", "updates"
CHECKLIST_FILE = "checklist.md"
"""The team's own tasks: it belongs to the incident, and is never published."""


def folder_of(incident: str) -> str:
    """Return the path of an incident's folder."""
    return f"{INCIDENTS}/{incident[:7]}/{incident}"


def update_name(update: str) -> str:
    """Return an update's path in its incident's folder."""
    return f"{UPDATES}/{update}.md"


def folder_around(path: str) -> str:
    """Return the incident's folder that contains a file; empty for files of no incident."""
    parts = path.split("/")
    return "/".join(parts[:3]) if len(parts) > 3 and parts[0] == INCIDENTS else ""
