"""Finds which roles have signed the plan, until when, and whether the text has changed since."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

from outspoken.model.plan.outage_plan import Plan
from outspoken.model.plan.plan_duties import SignOff


class SignOffState(Struct, frozen=True, kw_only=True):
    """The newest signature of one role.

    `expires` is when it stops being valid (UTC). `newer_text` is the file that was changed after it, empty
    if there is none or without git, and `changed` is the time of that change (UTC).
    """

    role: str
    sign_off: SignOff | None
    expires: datetime | None = None
    newer_text: str = ""
    changed: datetime | None = None


def sign_off_states(plan: Plan, zone: ZoneInfo) -> tuple[SignOffState, ...]:
    """Return the state of each role's signature; days are those of `zone`."""
    return tuple(_state(plan, role.role, zone) for role in plan.roles.roles)


def day_after(start: datetime, length: timedelta) -> datetime:
    """Return the start (UTC) of the day on which a span of whole days after `start` has passed."""
    end = start + length
    return datetime.combine(end.date(), time(), end.tzinfo).astimezone(ZoneInfo("UTC"))


def _state(plan: Plan, role: str, zone: ZoneInfo) -> SignOffState:
    signed = [sign_off for sign_off in plan.sign_offs.sign_offs if sign_off.role == role]
    if not signed:
        return SignOffState(role=role, sign_off=None)
    newest = max(signed, key=lambda sign_off: sign_off.day)
    expires = day_after(datetime.combine(newest.day, time(), zone), plan.rhythm.review)
    later = [(at, file) for file, at in plan.written.items() if at.astimezone(zone).date() > newest.day]
    # A signature in the same commit as the text covers it, whatever the date of the merge.
    if not later or newest in plan.covered:
        return SignOffState(role=role, sign_off=newest, expires=expires)
    changed, file = max(later)
    return SignOffState(role=role, sign_off=newest, expires=expires, newer_text=file, changed=changed)
