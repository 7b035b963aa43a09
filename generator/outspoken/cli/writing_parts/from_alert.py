"""`outspoken new --from-alert -`: turns a monitor's alert into a draft that a person completes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outspoken.authoring.alert import read_alert
from outspoken.authoring.alert_draft import map_components, notes_for_author
from outspoken.cli.stop import Stop
from outspoken.cli.writing_parts.change_result import note, print_nothing_written
from outspoken.cli.writing_parts.message_source import given, read_input
from outspoken.source.format.writing import stamp

if TYPE_CHECKING:
    from outspoken.cli.writing_parts.opening import Opening


def open_from_alert(opening: Opening, source: str, message: str | None) -> None:
    """Draft an incident from the alert on standard input; options override its values."""
    run = opening.run
    if source != "-":
        raise Stop("--from-alert reads standard input: write --from-alert -", 2)
    if message == "-":
        raise Stop("--from-alert and -m - cannot both read standard input", 2)
    # Not published without a person: an alert does not describe what customers experience.
    if run.delivery.push:
        raise Stop(
            "--from-alert cannot be combined with --push: use --pr, so that a person reads the draft", 2
        )
    run.expect_able()
    data = read_input()
    if not data.strip():
        raise Stop("the alert is empty, nothing was written", 2)
    alert = read_alert(data)
    if alert.is_over:
        note("the alert is resolved already: no incident was opened")
        print_nothing_written(run.delivery)
        return
    answers = opening.answers
    # Options come first: a person wrote them, and knows more than the monitor.
    answers.setdefault("title", alert.title)
    # Too high rather than too low: a person who reads the draft notices an impact that is too high.
    answers.setdefault("impact", alert.impact or "major")
    if alert.started:
        # The monitor's clock may be ahead, and a start in the future is an error.
        answers.setdefault("started", stamp(min(alert.started, run.now)))
    if alert.key:
        answers.setdefault("key", alert.key)
    mapped = map_components(alert, run.context, answers["impact"])
    given_states = opening.read_states(answers["impact"])
    opening.states = given_states or dict(mapped.known)
    body = notes_for_author(alert.notes, () if given_states else mapped.unknown)
    opening.write(given(message) or alert.text or _QUESTION, body=body, is_draft=True)


_QUESTION = "[[What is broken, as a customer would say it, and for whom?]]"
