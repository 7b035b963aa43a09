"""Whatever was edited, and in whatever order: the page of the past has what was published then."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.derive.conftest import Make

from outspoken.derive.as_of import as_of
from outspoken.model.incident import Incident, Window
from outspoken.model.vocabulary import Impact, Kind, State
from outspoken.source.git.git_history import Changed
from outspoken.source.incidents.earlier_versions import edits

MAKE = Make()
START = datetime(2026, 3, 1, 14, tzinfo=UTC)
HOUR = timedelta(hours=1)
SHOWN = ("title", "kind", "impact", "components", "started", "window", "affected", "withdrawn", "body")

starts = st.integers(-3, 3).map(lambda hours: START + hours * HOUR)
windows = starts.map(lambda start: Window(start=start, end=start + HOUR))


@st.composite
def versions(draw: st.DrawFn) -> Incident:
    """One version of an incident's own file."""
    window = draw(st.none() | windows)
    return replace(
        MAKE.incident(live=START),
        title=draw(st.sampled_from(("Errors", "Slow"))),
        kind=Kind.INCIDENT if window is None else Kind.MAINTENANCE,
        window=window,
        started=draw(starts) if window is None else window.start,
        impact=draw(st.sampled_from(list(Impact))),
        components=draw(st.sampled_from(((), (("api", State.MAJOR_OUTAGE),)))),
        affected=draw(st.sampled_from(("", "EU"))),
        withdrawn=draw(st.sampled_from((None, "A test"))),
        body=draw(st.sampled_from(("One.", "Two."))),
    )


@given(st.lists(versions(), min_size=1, max_size=6))
def test_a_page_of_the_past_has_the_facts_of_then(history: list[Incident]) -> None:
    changes = [Changed(START + place * HOUR, str(place - 1), place) for place in range(1, len(history))]
    words = {str(place): str(place).encode() for place in range(len(history))}
    made = edits(changes, words, history[-1], lambda data: (history[int(data)], ()))
    whole = MAKE.history(replace(history[-1], edits=made))
    for place, version in enumerate(history):
        (then,) = as_of(whole, START + place * HOUR + HOUR / 2).incidents
        assert [getattr(then, name) for name in SHOWN] == [getattr(version, name) for name in SHOWN]
