"""Settings that are small records of their own: uptime, post-mortems, approvals."""

from __future__ import annotations

from outspoken.model.settings import ApprovalPolicy, PostmortemPolicy, Uptime
from outspoken.model.vocabulary import Impact, State
from outspoken.source.format.values import Values


def uptime(inner: Values) -> Uptime:
    """How uptime is counted; what is not written keeps its default."""
    default = Uptime()
    weights = dict(default.weights)
    weights.update({State(name): share for name, share in inner.items() if name != "days"})
    return Uptime(weights=weights, days=int(inner.get("days", default.days)))


def postmortem_policy(inner: Values) -> PostmortemPolicy:
    """Which incidents need a post-mortem."""
    return PostmortemPolicy(
        required_for=tuple(Impact(word) for word in inner.get("required_for", ())),
        within=inner.get("within"),
        sections=inner.get("sections", ()),
    )


def approval_policy(inner: Values) -> ApprovalPolicy:
    """Which updates wait for an approval."""
    return ApprovalPolicy(
        required_for=tuple(Impact(word) for word in inner.get("required_for", ())),
        within=inner.get("within"),
        # Git hosts show logins with an @, so people write them like that.
        by=tuple(login.removeprefix("@") for login in inner.get("by", ())),
    )
