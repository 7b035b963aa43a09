"""Questions on a terminal: each shows why it is asked, and Enter takes its default."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from prompt_toolkit import PromptSession
from prompt_toolkit.application import create_app_session
from prompt_toolkit.completion import FuzzyWordCompleter
from prompt_toolkit.document import Document
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.output import create_output
from prompt_toolkit.shortcuts import choice
from prompt_toolkit.validation import ValidationError, Validator

Check = Callable[[str], str]
"""Returns what is wrong with an answer, in one line; empty if nothing is."""


@contextmanager
def on_terminal() -> Iterator[None]:
    """Ask on standard error, so that standard output has only the result."""
    with create_app_session(output=create_output(stdout=sys.stderr)):
        yield


def ask(question: str, *, why: str, default: str = "", check: Check | None = None) -> str:
    """Ask for a line of text; Enter alone takes the default. Raises KeyboardInterrupt on Ctrl-C."""
    shown = f" [{default}]" if default else " [leave out]"
    with on_terminal():
        session: PromptSession[str] = PromptSession()
        answer = session.prompt(
            _message(question + shown, why),
            validator=_Checked(check) if check else None,
            validate_while_typing=False,
        )
    return answer.strip() or default


def choose(question: str, options: Sequence[tuple[str, str]], *, why: str, default: str) -> str:
    """Let the user choose one of `options` (value, label); Enter takes the default. Raises as `ask`."""
    with on_terminal():
        return choice(_message(question, why, end="\n"), options=list(options), default=default)


def search(question: str, words: Mapping[str, str], *, why: str) -> str:
    """Return the value of one of `words`, completed while typing; Enter alone returns "". Raises as `ask`."""

    def check(text: str) -> str:
        return "" if _meant(text, words) else "type a part of its name, then choose with the arrow keys"

    with on_terminal():
        session: PromptSession[str] = PromptSession()
        answer = session.prompt(
            _message(f"{question} [no more]", why),
            completer=FuzzyWordCompleter(list(words)),
            complete_while_typing=True,
            validator=_Checked(check),
            validate_while_typing=False,
        )
    return _meant(answer.strip(), words) if answer.strip() else ""


def _meant(text: str, words: Mapping[str, str]) -> str:
    """Return the value for a text: equal to it or to its word, or the only one that contains the text."""
    wanted = text.casefold()
    exact = [value for word, value in words.items() if wanted in (word.casefold(), value.casefold())]
    found = exact or [value for word, value in words.items() if wanted in word.casefold()]
    return found[0] if len(found) == 1 else ""


def confirm(question: str, *, why: str) -> bool:
    """Ask yes or no, yes by default. Raises as `ask`."""
    return choose(question, (("yes", "Yes"), ("no", "No")), why=why, default="yes") == "yes"


def _message(question: str, why: str, end: str = "\n> ") -> StyleAndTextTuples:
    return [("bold", question), ("", "\n"), ("italic", f"  {why}"), ("", end)]


class _Checked(Validator):
    """Shows below the answer why it is refused; an empty answer takes the default."""

    def __init__(self, check: Check) -> None:
        self._check = check

    def validate(self, document: Document) -> None:
        """Raises ValidationError with what is wrong."""
        text = document.text.strip()
        if text and (fault := self._check(text)):
            raise ValidationError(message=fault, cursor_position=len(document.text))
