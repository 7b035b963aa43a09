"""Recent incidents join the prose in the search index that the engine wrote."""

from __future__ import annotations

import json
from collections.abc import Iterator

from outspoken.render.output import Output
from outspoken.render.pages.search_entries import search_entries
from outspoken.render.shared import Shared

INDEX = "search/search_index.json"


def search_index(prose: bytes, shared: Shared) -> Iterator[Output]:
    """The index of the whole site, from that of the prose."""
    yield Output(INDEX, with_incidents(prose, shared), "the search index")


def with_incidents(index: bytes, shared: Shared) -> bytes:
    """The index with our entries behind the prose's."""
    found = json.loads(index)
    found["docs"] += search_entries(shared)
    # Compact as MkDocs writes it: every visitor who searches loads all of it.
    return json.dumps(found, separators=(",", ":")).encode()
