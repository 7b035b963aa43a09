"""Follow-up actions that were done on a day which has not come yet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

from outspoken import rules
from outspoken.errors import Problem
from outspoken.source.format.values import Values

_FIRST_ZONE = timedelta(hours=14)
"""So far ahead of UTC is the first place on earth where a day begins."""


def done_in_the_future(values: Values, path: str, latest: datetime) -> Iterator[tuple[Problem, datetime]]:
    """Yield a Problem for each such action of a post-mortem, with the instant (UTC) from which it is none.

    A time (UTC) after `latest` is in the future. A day counts as begun as soon as it is that day anywhere.
    """
    for action, lines in values.get("actions", ()):
        day = action.get("done")
        begins = day and datetime.combine(day, time(), UTC) - _FIRST_ZONE
        if begins and begins > latest:
            message = f"done is {day}, which is in the future"
            hint = "write the day on which it was done, or due for the day by which it will be"
            yield rules.FUTURE_TIME.problem(path, lines["done"], message, hint), begins
