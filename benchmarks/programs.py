"""Measures what the files for programs (feeds, calendars, JSON, Markdown and so on) take beside the pages.

`python benchmarks/programs.py ROOT GROUPS` prints processor seconds as JSON: of pages, of files for programs,
and of each ending. All is made in one process and nothing is written: an output takes the time since the one
before.
"""

from __future__ import annotations

import json
import sys
import time
from collections import defaultdict
from datetime import datetime
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from outspoken.model.history import History
from outspoken.render.all_outputs import incident_outputs, site_parts
from outspoken.render.output import Output
from outspoken.render.shared import shared_for
from outspoken.source.load import load

NOW = datetime.fromisoformat("2026-11-21T12:00:00Z")
# What browsers load. All other kinds are for programs.
OF_PAGES = {".html", ".css", ".js", ".png"}


def main() -> None:
    """Make a site from the folder and print the seconds of each kind of file."""
    root, groups = Path(sys.argv[1]), int(sys.argv[2])
    history = load(root, now=NOW).history
    if history is None:
        raise SystemExit(f"{root} has no history that can be read")
    found = seconds(root, in_groups(history, groups))
    pages = sum(spent for ending, spent in found.items() if ending in OF_PAGES)
    print(json.dumps({"pages": pages, "programs": sum(found.values()) - pages, **found}))


def in_groups(history: History, groups: int) -> History:
    """Put the components into as many groups of nearly the same size."""
    components = history.settings.components
    size = -(-len(components) // groups)
    grouped = tuple(
        replace(one, group=f"Group {number // size + 1}") for number, one in enumerate(components)
    )
    return replace(history, settings=replace(history.settings, components=grouped))


def seconds(root: Path, history: History) -> dict[str, float]:
    """Return processor seconds by the ending of the files' names."""
    shared = shared_for(root, history, NOW)
    shared.theme.compile()
    clock = _Clock()
    # Pages first: what follows from an incident is computed for them too, and then kept.
    for incident in shared.history.incidents:
        incident_outputs(shared, incident)
    for part in site_parts(shared):
        for _ in part():
            pass
    return dict(clock.found)


class _Clock:
    """Notes how long each output took, from now on: every module that makes some asks here."""

    def __init__(self) -> None:
        self.found: defaultdict[str, float] = defaultdict(float)
        for name, module in list(sys.modules.items()):
            if name.startswith("outspoken.") and getattr(module, "Output", None) is Output:
                module.Output = self.made  # type: ignore[attr-defined]
        self._last = time.process_time()

    def made(self, path: str, *data: Any, **maker: Any) -> Output:
        output = Output(path, *data, **maker)
        now = time.process_time()
        self.found[Path(path).suffix] += now - self._last
        self._last = now
        return output


if __name__ == "__main__":
    main()
