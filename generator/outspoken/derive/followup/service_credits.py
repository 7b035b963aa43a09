"""Service credits by the settings' table: which months of a component earn one, and when it is claimed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from msgspec import Struct

from outspoken.derive.periods import midnight, next_month
from outspoken.derive.uptime.intervals import Interval
from outspoken.derive.uptime.uptime import MonthReport
from outspoken.model.settings import Credit, Settings


class ServiceCredit(Struct, frozen=True, kw_only=True):
    """The service credit for a complete month of a component.

    `month` is its first day in the site's zone, `percent` its uptime as the page shows it, rounded down.
    `claim_by` is the last day to claim it, None if the settings name none. With `has_maintenance`, scheduled
    maintenance overlapped an incident that counts as downtime: it counts then too, as everywhere.
    """

    component: str
    month: date
    percent: Decimal
    credit: str
    claim_by: date | None = None
    has_maintenance: bool = False


def service_credits(
    component: str,
    months: Iterable[MonthReport],
    intervals: Sequence[Interval],
    settings: Settings,
    now: datetime,
) -> tuple[ServiceCredit, ...]:
    """The credits of a component's months that are over at `now` (UTC), in the order of `months`.

    The running month earns nothing yet: its uptime may still rise or fall.
    """
    return tuple(
        ServiceCredit(
            component=component,
            month=month.first_day,
            percent=month.uptime.percent,
            credit=rule.credit,
            claim_by=claim_by(month.first_day, settings),
            has_maintenance=_overlaps(month.first_day, intervals, settings),
        )
        for month in months
        if month.uptime.percent is not None and _end(month.first_day, settings) <= now
        for rule in _rule(month.uptime.percent, settings.credits)
    )


def claim_by(month: date, settings: Settings) -> date | None:
    """The last day on which a credit of a month can be claimed, counted from its last day."""
    if settings.claim_within is None:
        return None
    return next_month(month) - timedelta(days=1) + timedelta(days=settings.claim_within.days)


def _rule(percent: Decimal, table: Sequence[Credit]) -> tuple[Credit, ...]:
    """The rule with the lowest limit that the uptime is below, which has the largest credit; () if none."""
    below = [rule for rule in table if percent < Decimal(str(rule.monthly_uptime_below))]
    # Only one rule: the credits of a table are not added up.
    return (min(below, key=lambda rule: rule.monthly_uptime_below),) if below else ()


def _end(month: date, settings: Settings) -> datetime:
    return midnight(next_month(month), settings.zone)


def _overlaps(month: date, intervals: Sequence[Interval], settings: Settings) -> bool:
    """Whether downtime of an incident and scheduled maintenance overlapped in a month."""
    first, end = midnight(month, settings.zone), _end(month, settings)
    inside = [one for one in intervals if one.start < end and one.end > first]
    planned = [one for one in inside if one.planned]
    weights = settings.uptime.weights
    outages = [one for one in inside if not one.planned and weights.get(one.state)]
    return any(one.start < other.end and other.start < one.end for one in planned for other in outages)
