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
    index = json.loads(path.read_bytes())
    index["docs"] += search_entries(shared)
    path.write_text(json.dumps(index, separators=(",", ":")), encoding="utf-8", newline="\n")
