"""A distribution as a picture: inside its frame, described in words, without style or script."""

from __future__ import annotations

import re
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from outspoken.derive.measures.distribution import Sample, distribution
from outspoken.render.language.language import Language
from outspoken.render.report.histogram import WIDTH, histogram

SHORT = Language("en").short_duration


@given(st.lists(st.integers(0, 5_000_000), min_size=1, max_size=200))
def test_every_mark_is_within_the_frame(seconds: list[int]) -> None:
    found = distribution(Sample(length=timedelta(seconds=one), incident_id="a") for one in seconds)
    assert found is not None
    picture = etree.fromstring(histogram(found, 'Silence "quoted" <b>', SHORT))
    assert picture.get("role") == "img"
    assert picture.get("aria-label") == 'Silence "quoted" <b>'
    places = [int(text.get("x")) for text in picture.iterfind("text")]
    for path in picture.iterfind("path"):
        places += [int(x) for x in re.findall(r"M(\d+)", path.get("d"))]
        assert path.get("style") is None
    assert all(0 <= place <= WIDTH for place in places)


def test_the_axis_has_lengths_that_people_think_in() -> None:
    found = distribution(Sample(length=timedelta(minutes=one), incident_id="a") for one in (1, 10, 100, 1000))
    assert found is not None
    assert re.findall(r">([^<]+)</text>", histogram(found, "", SHORT)) == ["1m", "5m", "15m", "1h", "4h"]
