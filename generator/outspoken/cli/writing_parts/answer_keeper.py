"""Stores the answers of a command that asks on a terminal, and offers those of a failed run again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from outspoken.authoring.answers.kept_answers import KeptAnswers
from outspoken.cli.writing_parts.change_result import note
from outspoken.cli.writing_parts.editor import cleaned
from outspoken.source.format.instants import read_zone

if TYPE_CHECKING:
    from outspoken.authoring.answers.kept_answers import AnswerFolder

_USE, _AGAIN, _NEW = "use", "again", "new"
# Older answers are probably about another incident: then "start again" is the default.
_LATE = timedelta(hours=12)


class AnswerKeeper:
    """The answers of this run on a terminal; `earlier` are those of a failed run, offered as defaults."""

    def __init__(self, folder: AnswerFolder, now: datetime, newest: str = "") -> None:
        self._folder, self._failure = folder, ""
        self._kept = KeptAnswers(at=now, newest=newest)
        self.earlier: Mapping[str, str] = {}
        self.text = ""
        """The unfinished message of a failed run."""

    def offer(self, zone: str) -> KeptAnswers | None:
        """Offer the answers of a failed run; return them if the user wants them without further questions."""
        from outspoken.cli.writing_parts.prompts import choose

        found = self._folder.earlier()
        if found is None or not (found.answers or found.message):
            return None
        wanted = choose(
            f"Your answers from {_when(found.at, self._kept.at, zone)} were kept. Use them?",
            (
                (_USE, "Yes, use them"),
                (_AGAIN, "Show me each answer again"),
                (_NEW, "No, start again"),
            ),
            why=_first_words(found),
            default=_USE if self._is_recent(found) else _NEW,
        )
        if wanted == _NEW:
            return None

        self.text = cleaned(found.message)
        if wanted == _AGAIN:
            self.earlier = found.answers
            return None
        return found

    def _is_recent(self, found: KeptAnswers) -> bool:
        """Whether no update was published since then, and it is less than 12 hours ago."""
        return found.newest == self._kept.newest and self._kept.at - found.at < _LATE

    @property
    def message_file(self) -> Path:
        """The file for the message, which an editor may write to."""
        return self._folder.message

    def answer(self, name: str, text: str) -> None:
        """Store one answer, by the name of its option."""
        self._write(answers={**self._kept.answers, name: text})

    def message(self, text: str, *, is_finished: bool) -> None:
        """Store the message as written so far."""
        self._write(message=text, is_finished=is_finished)

    def _write(self, **changed: object) -> None:
        self._kept = msgspec.structs.replace(self._kept, **changed)
        try:
            # After each answer, not at the end: an editor or a terminal may be killed at any time.
            self._folder.write(self._kept)
            self._failure = ""
        except OSError as fault:
            # A full or read-only disk must not stop a person who reports an outage.
            self._failure = fault.strerror or str(fault)

    @property
    def is_kept(self) -> bool:
        """Whether this run has anything to keep, and it is on disk."""
        return self._has_any and not self._failure

    @property
    def _has_any(self) -> bool:
        return bool(self._kept.answers or self._kept.message)

    def report(self) -> None:
        """Print after a failure that the answers are stored; print all of them if they could not be."""
        kept = self._kept
        if not self._has_any:
            return
        if not self._failure:
            note("your answers are kept: run the same command again to use them")
            return
        note(f"your answers could not be kept ({self._failure}):")
        for name, text in kept.answers.items():
            note(f"{name}: {text}")
        # Complete and not wrapped, so that a person can copy it: it was not saved.
        click.echo(kept.message, err=True)

    def discard(self) -> None:
        """Delete the answers, since the files have been written."""
        self._folder.discard()


def _first_words(found: KeptAnswers) -> str:
    """Return a summary of the answers in one line: the title or the message, and their number."""
    lines = (line for line in found.message.splitlines() if line.strip() and not line.startswith("#"))
    first = found.answers.get("title") or next(lines, "") or next(iter(found.answers.values()), "")
    count = len(found.answers)
    others = "" if not count else ", 1 answer" if count == 1 else f", {count} answers"
    return f"“{first.splitlines()[0][:50] if first else ''}”{others}"


def _when(at: datetime, now: datetime, zone: str) -> str:
    local, today = (moment.astimezone(read_zone(zone)) for moment in (at, now))
    return f"{local:%H:%M}" if local.date() == today.date() else f"{local:%Y-%m-%d %H:%M}"
