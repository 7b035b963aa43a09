"""All files for programs but those of single incidents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from outspoken.derive.current import Situation
from outspoken.derive.uptime.intervals import Interval
from outspoken.render.api.status_indicator import LEVELS
from outspoken.render.output import Output
from outspoken.render.shared import Shared
from outspoken.render.standards.api_catalog import api_catalog
from outspoken.render.standards.llms_text import llms_text
from outspoken.render.standards.open_metrics import open_metrics
from outspoken.render.standards.operational_state import operational_state
from outspoken.render.standards.problem_body import problem_body
from outspoken.render.standards.standard_paths import WORD


def standard_files(
    shared: Shared, intervals: Mapping[str, tuple[Interval, ...]], current: Situation
) -> Iterator[Output]:
    """Yield the files for the situation at the build's `now`; `intervals` are affected times by component."""
    yield Output(WORD, f"{LEVELS[current.level].value}\n".encode(), maker=WORD)
    yield from api_catalog(shared.settings)
    yield from operational_state(shared, current)
    yield problem_body(shared, current)
    yield open_metrics(shared, intervals, current)
    yield llms_text(shared, current)
