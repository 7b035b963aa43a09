"""Recent incidents join the prose in the search index that the engine wrote."""

from __future__ import annotations

import json
from pathlib import Path

from outspoken.render.search import search_entries
from outspoken.render.shared import Shared

INDEX = "search/search_index.json"


def merge_search_index(folder: Path, shared: Shared) -> None:
    """Add our entries behind the prose's; a site without search stays without."""
    path = folder / INDEX
    if not path.is_file():
        return
    path.write_bytes(with_incidents(path.read_bytes(), shared))


def with_incidents(index: bytes, shared: Shared) -> bytes:
    """The index with our entries behind the prose's."""
    found = json.loads(index)
    found["docs"] += search_entries(shared)
    return json.dumps(found, separators=(",", ":")).encode()
