"""Asks the questions of `init` on a terminal, and prints a command with all answers if it is stopped."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import click

from outspoken.cli.streams import can_ask


class InitConversation:
    """The questions about one folder. `given` are values by option; `asked` are answers, in their order."""

    def __init__(self, folder: Path, given: Mapping[str, Iterable[str]]) -> None:
        self._folder, self._given = folder, given
        self.asked: list[tuple[str, str]] = []

    def ask(
        self,
        option: str,
        question: str,
        why: str,
        default: str,
        check: Callable[[str], str],
        *,
        is_needed: bool = False,
    ) -> str:
        """Return the answer for an option; without a terminal the default.

        On a terminal, an answer with `is_needed` and without a default cannot be left out.
        """
        if not can_ask():
            return default
        from outspoken.cli.writing_parts import prompts

        answer = prompts.ask(question, why=why, default=default, check=check, is_needed=is_needed)
        if answer:
            self.asked.append((option, answer))
        return answer

    def settle(self, option: str, values: Iterable[str]) -> None:
        """Replace the answer for an option by its parts; each becomes a separate option."""
        if any(name == option for name, _ in self.asked):
            others = [each for each in self.asked if each[0] != option]
            self.asked = [*others, *((option, value) for value in values)]

    @contextmanager
    def resumable(self) -> Iterator[None]:
        """If anything fails, Ctrl-C included, print the command that continues with all answers."""
        try:
            yield
        except BaseException:
            if self.asked:
                # Not wrapped, since a person pastes it into a shell.
                click.echo(f"To continue with your answers:\n  {self._command()}", err=True)
            raise

    def _command(self) -> str:
        given = [(option, value) for option, values in self._given.items() for value in values]
        # The default folder is left out.
        folder = [] if self._folder == Path() else [str(self._folder)]
        words = (word for option, value in (*given, *self.asked) for word in (option, value))
        return shlex.join(["outspoken", "init", *folder, *words])
