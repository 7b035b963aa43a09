"""Follow-up actions that were done on a day which has not come yet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

from outspoken import rules
from outspoken.errors import Problem
from outspoken.source.format.values import Values

_FIRST_ZONE = timedelta(hours=14)
"""How far ahead of UTC the time zone is in which a day begins first."""


def done_in_the_future(values: Values, path: str, latest: datetime) -> Iterator[tuple[Problem, datetime]]:
    """Yield a Problem for each such action of a post-mortem, and when (UTC) it stops being one.

    A time (UTC) after `latest` is in the future. A day counts as begun as soon as it is that day anywhere.
    """
    for action, lines in values.get("actions", ()):
        day = action.get("done")
        begins = day and datetime.combine(day, time(), UTC) - _FIRST_ZONE
        if begins and begins > latest:
            message = f"done is {day}, which is in the future"
            hint = f"write the day on which it was done; if it is only planned, write due: {day}"
            yield rules.FUTURE_TIME.problem(path, lines["done"], message, hint), begins
