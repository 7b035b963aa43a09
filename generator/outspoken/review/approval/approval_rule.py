"""Decides which texts may be merged without an approval, who may approve the others, and until when they
wait (pure function)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from outspoken.model.settings import ApprovalPolicy
from outspoken.model.vocabulary import Impact


class ApprovalRoute(StrEnum):
    """The decision about a change; with all but `waits` it may be merged once the check is green."""

    FREE = "free"
    FAST = "fast"
    APPROVED = "approved"
    WAITED = "waited"
    WAITS = "waits"


class ApprovalFacts(Struct, frozen=True, kw_only=True):
    """The facts that the rule needs.

    `impacts` are those of the incidents at each text that is added or changed; `only_adds` means that all
    changes are new files under `incidents/`; `from_templates` means that it adds at least one update, and
    that each comes from an approved template.
    """

    impacts: frozenset[Impact]
    only_adds: bool
    from_templates: bool


class Approval(Struct, frozen=True, kw_only=True):
    """The pull request: its author, who approved its newest commit, and when it was opened (UTC)."""

    author: str = ""
    approvals: tuple[str, ...] = ()
    opened: datetime | None = None


LONGEST = 140
"""The most characters that GitHub accepts as the description of a commit status."""


class ApprovalDecision(Struct, frozen=True, kw_only=True):
    """The route, the reason in one line, and until when it waits at most (UTC; None: no limit or no wait)."""

    route: ApprovalRoute
    why: str
    until: datetime | None = None

    @property
    def merges(self) -> bool:
        """Whether no approval is needed."""
        return self.route is not ApprovalRoute.WAITS

    @property
    def description(self) -> str:
        """The reason, cut to the length that the git host accepts for a commit status."""
        return self.why if len(self.why) <= LONGEST else f"{self.why[: LONGEST - 1]}…"


def decide(facts: ApprovalFacts, policy: ApprovalPolicy, review: Approval, now: datetime) -> ApprovalDecision:
    """Return the decision about a change at `now` (UTC)."""
    asked = facts.impacts.intersection(policy.required_for)
    if not asked:
        return ApprovalDecision(route=ApprovalRoute.FREE, why="none of its texts needs an approval")
    impact = max(asked, key=lambda one: one.rank)
    # Before the approvals: a first acknowledgement must not wait for a person.
    if facts.only_adds and facts.from_templates:
        return ApprovalDecision(route=ApprovalRoute.FAST, why="its texts come from approved templates")
    approver = _approver(policy, review)
    if approver:
        return ApprovalDecision(route=ApprovalRoute.APPROVED, why=f"{approver} approved its texts")
    # `opened` belongs to the newest commit, so that a text which was added later waits the full time.
    until = review.opened + policy.within if review.opened and policy.within is not None else None
    if until is not None and until <= now:
        return ApprovalDecision(
            route=ApprovalRoute.WAITED,
            why=f"its texts were not approved by {_clock(until)}: the time to wait has passed",
        )
    approvers = f" by {_listed(policy.by)}" if policy.by else ""
    end = f", until {_clock(until)} at most" if until else ""
    return ApprovalDecision(
        route=ApprovalRoute.WAITS,
        why=f"its texts have {impact} impact and wait for an approval{approvers}{end}",
        until=until,
    )


def _approver(policy: ApprovalPolicy, review: Approval) -> str:
    """Return the first person whose approval counts, never the author; empty if there is none."""
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
