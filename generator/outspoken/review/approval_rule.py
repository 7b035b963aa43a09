"""Decides which texts may be merged without an approval, and which wait, for whom and how long (pure)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from outspoken.model.settings import ApprovalPolicy
from outspoken.model.vocabulary import Impact


class ApprovalRoute(StrEnum):
    """How a change may go; all but `waits` may be merged on the check alone."""

    FREE = "free"
    FAST = "fast"
    APPROVED = "approved"
    WAITED = "waited"
    WAITS = "waits"


class ApprovalFacts(Struct, frozen=True, kw_only=True):
    """What the rule looks at.

    `impacts` are those of the incidents at every word that the change adds or alters; `only_adds` says that
    nothing but new files under `incidents/` is in it; `from_templates` that every update it adds comes from
    an approved template, and that there is one.
    """

    impacts: frozenset[Impact]
    only_adds: bool
    from_templates: bool


class Approval(Struct, frozen=True, kw_only=True):
    """The pull request around it: who wrote it, who approved its newest commit, since when it waits (UTC)."""

    author: str = ""
    approvals: tuple[str, ...] = ()
    opened: datetime | None = None


LONGEST = 140
"""How many characters GitHub takes as the description of a commit status."""


class ApprovalDecision(Struct, frozen=True, kw_only=True):
    """The route, why in one line, and until when it waits at most (UTC; None: no end, or not at all)."""

    route: ApprovalRoute
    why: str
    until: datetime | None = None

    @property
    def merges(self) -> bool:
        """Whether no approval is needed."""
        return self.route is not ApprovalRoute.WAITS

    @property
    def description(self) -> str:
        """Why, as long as the git host takes it as the description of a commit status."""
        return self.why if len(self.why) <= LONGEST else f"{self.why[: LONGEST - 1]}…"


def decide(facts: ApprovalFacts, policy: ApprovalPolicy, review: Approval, now: datetime) -> ApprovalDecision:
    """The verdict on a change at `now` (UTC)."""
    asked = facts.impacts.intersection(policy.required_for)
    if not asked:
        return ApprovalDecision(route=ApprovalRoute.FREE, why="no words in it need an approval")
    impact = max(asked, key=lambda one: one.rank)
    # Before the approvals: a first acknowledgement must not wait for a person.
    if facts.only_adds and facts.from_templates:
        return ApprovalDecision(route=ApprovalRoute.FAST, why="its words come from approved templates")
    approver = _approver(policy, review)
    if approver:
        return ApprovalDecision(route=ApprovalRoute.APPROVED, why=f"{approver} approved its words")
    until = review.opened + policy.within if review.opened and policy.within is not None else None
    if until is not None and until <= now:
        return ApprovalDecision(
            route=ApprovalRoute.WAITED,
            why=f"its texts were not approved by {_clock(until)}: the time to wait has passed",
        )
    whose = f" by {_listed(policy.by)}" if policy.by else ""
    end = f", until {_clock(until)} at most" if until else ""
    return ApprovalDecision(
        route=ApprovalRoute.WAITS,
        why=f"its words have {impact} impact and wait for an approval{whose}{end}",
        until=until,
    )


def _approver(policy: ApprovalPolicy, review: Approval) -> str:
    """The first whose approval counts: never the author's own."""
    counted = {_login(login) for login in policy.by}
    for login in review.approvals:
        # Without regard to case, as git hosts compare logins.
        if _login(login) != _login(review.author) and (not counted or _login(login) in counted):
            return login
    return ""


def _login(name: str) -> str:
    return name.removeprefix("@").casefold()


def _listed(logins: Iterable[str]) -> str:
    names = tuple(logins)
    return names[0] if len(names) == 1 else f"one of {', '.join(names[:3])}{', …' if len(names) > 3 else ''}"


def _clock(instant: datetime) -> str:
    return f"{instant:%H:%M} UTC"
