"""Questions on a terminal: each shows why it is asked, and Enter accepts its default."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import click
from prompt_toolkit import PromptSession
from prompt_toolkit.application import create_app_session
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.completion import Completer, FuzzyWordCompleter
from prompt_toolkit.document import Document
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.keys import Keys
from prompt_toolkit.output import create_output
from prompt_toolkit.shortcuts import choice

from outspoken.cli.wrapping import width_of, wrapped

_QUESTION = re.compile(r"\[\[.*?\]\]", re.DOTALL)
Check = Callable[[str], str]
"""Returns the error in an answer, in one line; empty if it is valid."""


@contextmanager
def on_terminal() -> Iterator[None]:
    """Ask on standard error, so that standard output has only the result."""
    with create_app_session(output=create_output(stdout=sys.stderr)):
        yield


def ask(
    question: str,
    *,
    why: str,
    default: str = "",
    check: Check | None = None,
    before: str = "",
    is_needed: bool = False,
) -> str:
    """Ask for a line of text; Enter alone accepts the default. Raises KeyboardInterrupt on Ctrl-C.

    `before` is an earlier answer, which can be edited. With `is_needed` and without a default, Enter alone is
    refused.
    """
    is_open = is_needed and not default
    shown = f" [{default}]" if default else "" if is_open else " [leave out]"
    return _asked(_message(question + shown, why), check, before, is_needed=is_open) or default


def _asked(
    message: StyleAndTextTuples,
    check: Check | None,
    before: str,
    completer: Completer | None = None,
    *,
    is_needed: bool = False,
) -> str:
    """Return a valid answer; a refused one stays in the line to be corrected, with the error above it."""
    with on_terminal():
        session: PromptSession[str] = PromptSession(completer=completer, complete_while_typing=True)
        while True:
            answer = session.prompt(message, default=before).strip()
            fault = check(answer) if check and answer else ""
            if is_needed and not answer:
                fault = "an answer is needed here; Ctrl-C stops"
            if not fault:
                return answer
            # Not in a toolbar, which cuts off what does not fit in one line.
            click.echo(wrapped(fault, width_of(sys.stderr)), err=True)
            message, before = [("", "> ")], answer


def write(question: str, *, why: str, begun: str, keep: Callable[[str], None]) -> str:
    """Ask for a text of several lines; it starts as `begun`, and `keep` gets it after each change."""
    with on_terminal():
        session: PromptSession[str] = PromptSession(multiline=True, key_bindings=_writing_keys())

        def prepare() -> None:
            buffer = session.default_buffer
            _go_to_question(buffer)
            buffer.on_text_changed += lambda changed: keep(changed.text)

        return session.prompt(_message(question, why, end="\n"), default=begun, pre_run=prepare)


def _writing_keys() -> KeyBindings:
    keys = KeyBindings()

    @keys.add("enter")
    def _(event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        if buffer.document.current_line.strip() == ".":
            _drop_line(buffer)
            buffer.validate_and_handle()
        else:
            # Without the indentation of the line above: four spaces would begin code in Markdown.
            buffer.newline(copy_margin=False)

    @keys.add("c-d")
    def _(event: KeyPressEvent) -> None:
        event.current_buffer.validate_and_handle()

    @keys.add("tab")
    def _(event: KeyPressEvent) -> None:
        _go_to_question(event.current_buffer)
        _drop_question(event.current_buffer)

    @keys.add(Keys.Any)
    @keys.add(Keys.BracketedPaste)
    def _(event: KeyPressEvent) -> None:
        _drop_question(event.current_buffer)
        # In a pasted text, terminals send a carriage return for the end of a line.
        event.current_buffer.insert_text(event.data.replace("\r\n", "\n").replace("\r", "\n"))

    return keys


def _drop_line(buffer: Buffer) -> None:
    """Remove the current line, which is the dot that ends the text."""
    lines = buffer.document.lines
    row = buffer.document.cursor_position_row
    buffer.document = Document("\n".join((*lines[:row], *lines[row + 1 :])))


def _go_to_question(buffer: Buffer) -> None:
    """Move the cursor to the first open question; without one, to the end."""
    found = _QUESTION.search(buffer.text)
    buffer.cursor_position = found.start() if found else len(buffer.text)


def _drop_question(buffer: Buffer) -> None:
    """Remove the open question that begins at the cursor: what is typed takes its place."""
    if found := _QUESTION.match(buffer.text, buffer.cursor_position):
        buffer.delete(count=len(found[0]))


def choose(question: str, options: Sequence[tuple[str, str]], *, why: str, default: str) -> str:
    """Let the user choose one of `options` (value, label); Enter accepts the default. Raises as `ask`."""
    keys = KeyBindings()

    @keys.add("c-d")
    def _(event: KeyPressEvent) -> None:
        # Ctrl-D as at a question with a line: a list of choices would ignore it.
        event.app.exit(exception=EOFError)

    # A list cuts off what does not fit; beside a label are its number and five columns.
    width = max(width_of(sys.stderr) - 9, 0)
    labels = [(value, wrapped(label, width, later="       ")) for value, label in options]
    with on_terminal():
        return choice(_message(question, why, end="\n"), options=labels, default=default, key_bindings=keys)


def search(question: str, words: Mapping[str, str], *, why: str, none: str, before: str = "") -> str:
    """Return the value of one of `words`, completed while typing. Raises as `ask`.

    Enter alone returns an empty text; `none` says what that means.
    """

    def check(text: str) -> str:
        return "" if _meant(text, words) else "type a part of its name, then choose with the arrow keys"

    message = _message(f"{question} [{none}]", why)
    answer = _asked(message, check, before, FuzzyWordCompleter(list(words)))
    return _meant(answer, words) if answer else ""


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
    # Two columns less, since prompt_toolkit indents a list of choices.
    width = max(width_of(sys.stderr) - 2, 0)
    return [
        ("bold", wrapped(question, width)),
        ("", "\n"),
        ("italic", wrapped(why, width, "  ")),
        ("", end),
    ]
