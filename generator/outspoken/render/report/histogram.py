"""A histogram of durations as SVG, without script and style attributes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from math import log

from markupsafe import Markup

from outspoken.derive.measures.distribution import Distribution

WIDTH, HEIGHT = 600, 90
_BASE, _BINS = 66, 50
# Durations that people are used to. The axis is logarithmic, since a few values are very long.
_TICKS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 1440, 10080, 43200))


def histogram(found: Distribution, name: str, short: Callable[[timedelta], str]) -> Markup:
    """The picture, with the label `name` for screen readers; `short` formats a duration for the axis.

    The table beside it has the same figures as text.
    """
    # The logarithmic axis begins at one minute, so shorter durations are drawn there.
    lengths = [max(sample.length, _TICKS[0]) for sample in found.samples]
    axis = _Axis(lengths[-1])
    marks = Markup("").join(
        Markup('<path class="{}" d="M{} 6V{}"/>').format(kind, axis.place(length), _BASE)
        for kind, length in (("median", found.median), ("ninetieth", found.ninetieth))
    )
    return Markup(
        '<svg class="spread" viewBox="0 0 {} {}" role="img" aria-label="{}"><path class="bins" d="{}"/>'
        '<path class="axis" d="M0 {}H{}"/>{}{}</svg>'
    ).format(WIDTH, HEIGHT, name, _bars(lengths, axis), _BASE, WIDTH, marks, axis.ticks(short))


class _Axis:
    """A logarithmic axis for durations from one minute, in pixels of the width."""

    def __init__(self, longest: timedelta) -> None:
        # 15 % more, so that the label of the last tick is not cut off.
        self._end = max(longest, _TICKS[1]) * 1.15

    def place(self, length: timedelta) -> int:
        share = log(max(length, _TICKS[0]) / _TICKS[0]) / log(self._end / _TICKS[0])
        return round(share * WIDTH)

    def ticks(self, short: Callable[[timedelta], str]) -> Markup:
        shown = [tick for tick in _TICKS if tick <= self._end]
        return Markup("").join(
            Markup('<text x="{}" y="{}"{}>{}</text>').format(
                self.place(tick), HEIGHT - 6, "" if place else Markup(' class="first"'), short(tick)
            )
            for place, tick in enumerate(shown)
        )


def _bars(lengths: Sequence[timedelta], axis: _Axis) -> str:
    """One SVG path with all bars; the height is relative to the fullest bin."""
    counts = [0] * _BINS
    for length in lengths:
        counts[min(_BINS - 1, axis.place(length) * _BINS // WIDTH)] += 1
    step, most = WIDTH // _BINS, max(counts)
    # A bin with a single value stays visible beside one with hundreds.
    heights = [max(3, round(count * (_BASE - 12) / most)) if count else 0 for count in counts]
    return "".join(
        f"M{place * step + 1} {_BASE}v-{height}h{step - 2}v{height}z"
        for place, height in enumerate(heights)
        if height
    )
