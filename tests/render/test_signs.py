"""Levels and states of components differ by shape, not by their colour alone."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from outspoken.derive.uptime.uptime import DayReport
from outspoken.model.component import Component
from outspoken.model.vocabulary import Level, State
from outspoken.render.theme.bars import bar
from outspoken.render.theme.signs import SIGNS, icon, tab_icon
from outspoken.shipped import templates_dir

THEME = templates_dir() / "theme"
FIRST = date(2026, 11, 1)


@pytest.mark.parametrize("vocabulary", [Level, State])
def test_every_word_of_a_scale_has_a_shape_a_mark_and_a_colour_of_its_own(
    vocabulary: type[Level] | type[State],
) -> None:
    signs = [SIGNS[word] for word in vocabulary]
    for part in ("icon", "mark", "colour"):
        assert len({getattr(sign, part) for sign in signs}) == len(signs)


def test_every_icon_is_drawn_and_no_two_are_alike() -> None:
    drawn = dict(re.findall(r'<symbol id="(\w+)".*?(<path.*?/>)', read(THEME / "icons.svg")))
    assert {sign.icon for sign in SIGNS.values()} == set(drawn)
    assert len(set(drawn.values())) == len(drawn)
    assert '#slow"' in icon("degraded_performance")
    assert tab_icon(State.DEGRADED_PERFORMANCE) != tab_icon(State.PARTIAL_OUTAGE)


def test_the_style_sheet_has_a_colour_for_each_sign_and_the_same_for_equal_ones() -> None:
    colours = {
        name: colour
        for names, colour in re.findall(r"([.\w,]+)\{--c:var\(--(\w+)\)\}", read(THEME / "frame.css"))
        for name in re.findall(r"\.(\w+)", names)
    }
    assert set(SIGNS) <= set(colours)
    by_icon = {SIGNS[name].icon: colours[name] for name in SIGNS}
    assert all(by_icon[SIGNS[name].icon] == colours[name] for name in SIGNS)
    assert len(set(by_icon.values())) == len(by_icon)


def test_days_of_different_states_are_filled_differently() -> None:
    bad = [state for state in State if state is not State.OPERATIONAL]
    heights = {re.sub(r"^M\d+|h-?\d+", "", drawn(state)) for state in bad}
    assert len(heights) == len(bad)


def test_the_worse_an_unplanned_state_is_the_fuller_is_its_day() -> None:
    bad = (State.DEGRADED_PERFORMANCE, State.PARTIAL_OUTAGE, State.MAJOR_OUTAGE)
    filled = [int(re.findall(r"v(\d+)", drawn(state))[0]) for state in bad]
    assert filled == sorted(set(filled))


def test_neighbouring_days_of_one_state_are_one_rectangle() -> None:
    reports = [report(day, State.MAJOR_OUTAGE) for day in (2, 3, 5)]
    found = bar(reports, FIRST, 10, Component(id="api", name="API"))
    assert found == (("major_outage", "M1 0h2v10h-2zM4 0h1v10h-1z"),)


def drawn(state: State) -> str:
    return bar([report(1, state)], FIRST, 10, Component(id="api", name="API"))[0][1]


def report(day: int, state: State) -> DayReport:
    return DayReport(day=FIRST.replace(day=day), state=state, counted=86400.0)


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")
