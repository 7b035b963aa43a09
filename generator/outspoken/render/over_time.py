"""Values that change with time alone, as steps that a page contains and its script selects from."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Generic, TypeVar

from markupsafe import Markup
from msgspec import Struct

Value = TypeVar("Value")


class TimeStep(Struct, Generic[Value], frozen=True, kw_only=True):
    """A value valid from `start` (the build's `now` for the first) until `end` (None: no end), in UTC."""

    value: Value
    start: datetime
    end: datetime | None
    is_first: bool

    @property
    def attributes(self) -> Markup:
        """HTML attributes by which the script selects the step; without it, only the first is shown."""
        # A value that never changes needs no attributes for the script.
        if self.is_first and self.end is None:
            return Markup("")
        return self._during if self.is_first else self._during + Markup(" hidden")

    def wordings(self, needs_check: bool) -> tuple[tuple[Markup, bool], ...]:
        """The attributes of each wording, and whether it is for a page that was just refreshed.

        A value that changes with time alone (`needs_check`), such as "overdue", also has a cautious wording.
        Without a script, the first is shown: it was true when the page was built.
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
        # Zero: a reader's clock may be behind the build's, and the first step has to be shown then too.
        start = 0 if self.is_first else int(self.start.timestamp())
        end = "" if self.end is None else int(self.end.timestamp())
        return Markup(' data-during="{} {}"').format(start, end)


def steps(
    now: datetime, boundaries: Collection[datetime], view: Callable[[datetime], Value]
) -> tuple[TimeStep[Value], ...]:
    """The values of `view` from `now` on (UTC), one step per change; equal neighbours are one step."""
    if not boundaries:
        return (TimeStep(value=view(now), start=now, end=None, is_first=True),)
    starts: list[tuple[datetime, Value]] = []
    for instant in (now, *sorted(boundary for boundary in boundaries if boundary > now)):
        value = view(instant)
        # Merged, since each step adds to the size of the page.
        if not starts or starts[-1][1] != value:
            starts.append((instant, value))
    ends = [start for start, _ in starts[1:]]
    return tuple(
        TimeStep(value=value, start=start, end=end, is_first=place == 0)
        for place, ((start, value), end) in enumerate(zip(starts, [*ends, None], strict=True))
    )
