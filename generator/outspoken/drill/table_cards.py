"""A scenario as Markdown: cards for a table-top drill, and the texts of events and expectations."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from outspoken.model.drills.scenario import Expectation, ExpectedAction, Inject, InjectKind, Scenario

_KINDS = {InjectKind.FALSE_LEAD: "fact", InjectKind.EXECUTIVE: "question"}


def cards(scenario: Scenario) -> str:
    """Return the cards of a scenario: a card for the leader, one for each event, the questions afterwards."""
    parts = (_opening(scenario), *map(_card, scenario.injects), *_closing(scenario))
    return "\n\n---\n\n".join(parts) + "\n"


def _opening(scenario: Scenario) -> str:
    lines = [f"# DRILL: {scenario.title}", "", "Only for the person who leads the drill:", ""]
    lines += [f"> {line}" for line in scenario.about.splitlines()]
    lines += ["", f"- Takes {minutes(scenario.length)}, difficulty {scenario.difficulty:g} of 5."]
    if scenario.audience:
        lines.append(f"- For {', '.join(scenario.audience)}.")
    lines.append("- Read each card aloud at its time. Say DRILL first in every call and message.")
    return "\n".join(lines)


def _card(inject: Inject) -> str:
    lines = [f"## {heading(inject)}"]
    if inject.text:
        lines += ["", *(f"> {line}" for line in inject.text.splitlines())]
    if inject.kind is InjectKind.FALSE_LEAD:
        lines += ["", "Only for the leader: this is not true. Say nothing, and see what is published."]
    if inject.reveals:
        lines += ["", f"Only for the leader: known from now on: {_listed(inject.reveals)}."]
    return "\n".join(lines)


def _closing(scenario: Scenario) -> Iterator[str]:
    if scenario.expects:
        expected = (f"- [ ] {expectation(each)}" for each in scenario.expects)
        yield "\n".join(("## Only for the leader: what is expected", "", *expected))
    if scenario.debrief:
        yield "\n".join(("## Afterwards", "", *(f"- {question}" for question in scenario.debrief)))


def heading(inject: Inject) -> str:
    """Return the time of an event, its kind and its sender; a false lead is shown as a fact."""
    sender = f" from {inject.sender}" if inject.sender else ""
    return f"{clock(inject.at)}, {_KINDS.get(inject.kind, inject.kind.value)}{sender}"


def expectation(expected: Expectation) -> str:
    """Return an expectation as one sentence."""
    within = minutes(expected.within) if expected.within else ""
    after = clock(expected.after) if expected.after is not None else ""
    whom = expected.audience.replace("-", " ").capitalize()
    return {
        ExpectedAction.FIRST_WORD: f"The first update is published within {within}",
        ExpectedAction.SCOPE: f"Within {within} readers know: {_listed(expected.says)}",
        ExpectedAction.FACTS: f"Within {within} after {after} readers know: {_listed(expected.says)}",
        ExpectedAction.NO_CAUSE_BEFORE: f"No cause is published before {clock(expected.at or timedelta())}",
        ExpectedAction.NEVER_SAYS: f"These words are not published: {', '.join(expected.words)}",
        ExpectedAction.RHYTHM: f"Readers never wait longer than {within} for an update",
        ExpectedAction.PROMISES_KEPT: "Each promise of a next update is kept",
        ExpectedAction.KIT: f"{whom} are informed within {within} after {after}",
        ExpectedAction.REOPENED: f"The incident is open again within {within} after {after}",
        ExpectedAction.RESOLVED: f"It is resolved after {after}, and within {within}",
        ExpectedAction.AFTERMATH_TOLD: "The last update says whether data was lost, or what is left to do",
    }[expected.what]


def _listed(facts: tuple[str, ...]) -> str:
    return ", ".join(fact.replace("_", " ") for fact in facts)


def clock(offset: timedelta) -> str:
    """Return a time since the start as hours and minutes: +0:04."""
    total = int(offset.total_seconds()) // 60
    return f"+{total // 60}:{total % 60:02}"


def minutes(length: timedelta) -> str:
    """Return a duration in whole minutes, rounded down: `4 minutes`."""
    total = int(length.total_seconds()) // 60
    return f"{total} minute{'' if total == 1 else 's'}"
