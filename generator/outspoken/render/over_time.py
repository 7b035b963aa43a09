"""What the clock alone changes, as a step function of time that a page carries as data."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Generic, TypeVar

from markupsafe import Markup
from msgspec import Struct

Value = TypeVar("Value")


class TimeStep(Struct, Generic[Value], frozen=True, kw_only=True):
    """A value in force from `start` (the build's `now` for the first) until `end` (None: for good), UTC."""

    value: Value
    start: datetime
    end: datetime | None
    is_first: bool

    @property
    def attributes(self) -> Markup:
        """HTML attributes by which the script picks the step; only the first shows without it."""
        # What never changes needs no script.
        if self.is_first and self.end is None:
            return Markup("")
        return self._during if self.is_first else self._during + Markup(" hidden")

    def wordings(self, needs_check: bool) -> tuple[tuple[Markup, bool], ...]:
        """The attributes of each wording, and whether it is the one of a page that has just looked for news.

        A value that follows from a clock alone (`needs_check`) needs a second wording, which does not accuse.
        Without a script, the first is shown: it was true at the build.
        """
        if not needs_check:
            return ((self.attributes, True),)
        checked = self._during + Markup(" data-checked")
        return (
            (checked if self.is_first else checked + Markup(" hidden"), True),
            (self._during + Markup(" data-unchecked hidden"), False),
        )

    @property
    def _during(self) -> Markup:
        # Zero: a reader's clock may be behind the one of the build.
        start = 0 if self.is_first else int(self.start.timestamp())
        end = "" if self.end is None else int(self.end.timestamp())
        return Markup(' data-during="{} {}"').format(start, end)


def steps(
    now: datetime, boundaries: Collection[datetime], view: Callable[[datetime], Value]
) -> tuple[TimeStep[Value], ...]:
    """The values of `view` from `now` on, one step per change; equal neighbours are one step."""
    if not boundaries:
        return (TimeStep(value=view(now), start=now, end=None, is_first=True),)
    starts: list[tuple[datetime, Value]] = []
    for instant in (now, *sorted(boundary for boundary in boundaries if boundary > now)):
        value = view(instant)
        # Equal neighbours would only make the page heavier.
        if not starts or starts[-1][1] != value:
            starts.append((instant, value))
    ends = [start for start, _ in starts[1:]]
    return tuple(
        TimeStep(value=value, start=start, end=end, is_first=place == 0)
        for place, ((start, value), end) in enumerate(zip(starts, [*ends, None], strict=True))
    )
