"""Offers the answers of a failed run, and starts to store those of this run."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from outspoken.authoring.given_keys import as_time
from outspoken.cli.writing_parts.editor import cleaned
from outspoken.cli.writing_parts.questions import meant

if TYPE_CHECKING:
    from outspoken.cli.writing_parts.writing_run import WritingRun
    from outspoken.model.command_keys import CommandKey


def resume(
    run: WritingRun,
    keys: Iterable[CommandKey],
    answers: dict[str, str],
    text: str | None,
    incident: str = "",
    other: str = "",
) -> str | None:
    """On a terminal, offer the answers of a failed run, and store those of this run.

    Adds to `answers`, and returns the message if it is complete. They are offered again for the same
    incident and, if the command is about two things, for the same `other` one.
    """
    if not run.is_terminal:
        return text
    named = {key.name: key for key in keys}

    keeper = run.keep_answers(incident, other)
    found = keeper.offer(run.moment.hinting().zone) if text is None else None
    if found:
        answers |= {name: value for name, value in found.answers.items() if name not in answers}
        text = cleaned(found.message) if found.is_finished else None
    for name, value in answers.items():
        key = named.get(name)
        # As a time: "20 minutes ago" would be another time when the answers are used again.
        answers[name] = as_time(key, meant(run, key, value), run.now) if key and value else value
        keeper.answer(name, answers[name])
    if text is not None:
        keeper.message(text, is_finished=True)
    return text
