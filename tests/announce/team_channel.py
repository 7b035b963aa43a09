"""What the channel `team` of the site in a test is sent, and where its ledger is."""

from __future__ import annotations

from typing import Any

import pytest

ON_BRANCH = pytest.mark.parametrize("has_branch", [True], ids=["branch"])
"""For a test whose ledger must be on a branch of the remote: it looks at that, or uses commands that do."""


def announced(site: Any, *minutes: float) -> list[list[str]]:
    """The ids that each run sends, by minutes after 15:00."""
    found = []
    for moment in minutes:
        before = len(site.channels["team"].updates)
        site.run(moment)
        found.append(site.channels["team"].updates[before:])
    return found
