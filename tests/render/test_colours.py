"""A brand's colour can be read on every paper."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outspoken.render.theme.colours import DARK, LIGHT, contrast, readable
from outspoken.source.settings.mkdocs_yml import _COLOURS

FRAME = (Path(__file__).parent.parent.parent / "templates" / "theme" / "frame.css").read_text(
    encoding="utf-8"
)


def test_black_on_white_has_the_greatest_contrast() -> None:
    assert contrast("#000", "#fff") == 21
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("name", _COLOURS)
def test_every_colour_of_the_palette_is_readable_on_light_and_on_dark(name: str) -> None:
    light, dark = readable(_COLOURS[name])
    assert min(contrast(light, paper) for paper in LIGHT) >= 4.5
    assert min(contrast(dark, paper) for paper in DARK) >= 4.5


@given(st.from_regex(r"#([0-9a-f]{3}|[0-9A-F]{6})", fullmatch=True))
def test_any_colour_is_made_readable(colour: str) -> None:
    light, dark = readable(colour)
    assert min(contrast(light, paper) for paper in LIGHT) >= 4.5
    assert min(contrast(dark, paper) for paper in DARK) >= 4.5


def test_a_colour_that_is_readable_stays_as_it_is() -> None:
    assert readable("#00695c")[0] == "#00695c"
    assert readable("#ffec3d")[1] == "#ffec3d"


def test_paper_and_cards_are_those_of_the_frame() -> None:
    papers, cards = (re.findall(rf"--{name}:(#[0-9a-f]+)", FRAME) for name in ("paper", "card"))
    assert [
        contrast(found, known)
        for found, known in zip([*papers, *cards], (LIGHT[0], DARK[0], LIGHT[1], DARK[1]), strict=True)
    ] == [1, 1, 1, 1]
