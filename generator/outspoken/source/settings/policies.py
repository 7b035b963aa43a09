"""Makes the small records in the settings: uptime, cadence, post-mortems, approvals."""

from __future__ import annotations

from datetime import timedelta

from outspoken import rules
from outspoken.model.settings import ApprovalPolicy, PostmortemPolicy, Uptime
from outspoken.model.update_rhythm import Cadence, UpdateRhythm
from outspoken.model.vocabulary import Impact, State, Status
from outspoken.source.format.read_context import ReadContext
from outspoken.source.format.values import Lines, Values


def uptime(inner: Values) -> Uptime:
    """Return how uptime is counted; what is not written keeps its default."""
    default = Uptime()
    weights = dict(default.weights)
    weights.update({State(name): share for name, share in inner.items() if name != "days"})
    return Uptime(weights=weights, days=int(inner.get("days", default.days)))


def postmortem_policy(inner: Values) -> PostmortemPolicy:
    """Return which incidents need a post-mortem."""
    return PostmortemPolicy(
        required_for=tuple(Impact(word) for word in inner.get("required_for", ())),
        within=inner.get("within"),
        sections=inner.get("sections", ()),
        actions_within={Impact(word): span for word, span in inner.get("actions_within", ())},
    )


def cadence(inner: Values, reading: ReadContext) -> Cadence:
    """Return how often readers get an update; report `after` without `then`, or the reverse."""
    given = {name: value for name, value in inner.items() if name != "executives"}
    impacts = {Impact(name): _rhythm(name, value[0], value[1], reading) for name, value in given.items()}
    return Cadence(impacts=impacts, executives=inner.get("executives"))


def _rhythm(impact: str, inner: Values, lines: Lines, reading: ReadContext) -> UpdateRhythm:
    statuses = {status: inner[status] for status in Status if status in inner}
    after, then = inner.get("after"), inner.get("then")
    if (after is None) is not (then is None):
        lacking, given = ("after", "then") if after is None else ("then", "after")
        hint = f"write both, as in {impact}: {{every: 15m, after: 2h, then: 45m}}"
        reading.report(rules.MISSING_KEY, lines[given], f"{given} is written without {lacking}", hint)
    shorter = [span for span in (inner.get("every"), *statuses.values()) if span]
    if then is not None and shorter and then < min(shorter):
        message = "then is shorter than the times before it, so it changes nothing"
        reading.report(rules.BAD_DURATION, lines["then"], message, "write a longer time, or leave it out")
    return UpdateRhythm(every=inner.get("every"), statuses=statuses, after=after, then=then)


def claim_within(values: Values, lines: Lines, reading: ReadContext) -> timedelta | None:
    """Return how long after its month a credit can be claimed, in whole days; report a part of a day."""
    span: timedelta | None = values.get("claim_within")
    if span and span % timedelta(days=1):
        message = "claim_within is not in whole days, but pages name the last day to claim a credit"
        reading.report(rules.BAD_DURATION, lines["claim_within"], message, "write it as 30d")
    return span


def approval_policy(inner: Values) -> ApprovalPolicy:
    """Return which updates wait for an approval."""
    return ApprovalPolicy(
        required_for=tuple(Impact(word) for word in inner.get("required_for", ())),
        within=inner.get("within"),
        # Git hosts show logins with an @, so people write them like that.
        by=tuple(login.removeprefix("@") for login in inner.get("by", ())),
    )
