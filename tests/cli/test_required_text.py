"""A text that is given and empty is refused, by every command that writes."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module

import click
from click.testing import CliRunner

from outspoken.cli import main
from outspoken.cli.stop import Stop

WRITING = ("new", "update", "resolve", "schedule", "postmortem", "withdraw", "merge", "move", "repeat")
# Shared with commands that only read, or refused in other words; --branch is also given without a value.
OTHERS = {"root", "now", "branch", "at_most", "from_alert", "message"}


def texts() -> Iterator[tuple[str, click.Parameter, click.Context]]:
    """Every option and argument of these commands that takes a text, with its command."""
    for name in WRITING:
        command = import_module(f"outspoken.cli.writing.{name}").command
        for param in command.params:
            if not getattr(param, "is_flag", False) and param.name not in OTHERS:
                yield name, param, click.Context(command, info_name=name)


def said_of(text: str, param: click.Parameter, ctx: click.Context) -> tuple[str, int]:
    """Why a text is refused, and the exit code."""
    try:
        param.type_cast_value(ctx, [text] if param.multiple else text)
    except Stop as fault:
        return fault.message, fault.exit_code
    return "", 0


def test_each_option_and_argument_is_refused_by_its_name() -> None:
    taken = {
        (command, param.name): said_of(text, param, ctx)
        for command, param, ctx in texts()
        for text in ("", " \t")
        if not said_of(text, param, ctx)[0].endswith(" is empty: write a value, or leave it out")
    }

    assert taken == {}


def test_it_is_wrong_usage_in_one_line() -> None:
    def printed(*words: str) -> tuple[int, str]:
        done = CliRunner().invoke(main, words, prog_name="outspoken")
        return done.exit_code, done.output

    assert printed("update", "--impact", "") == (
        2,
        "--impact is empty: write a value, or leave it out\n",
    )
    assert printed("merge", "payments", "") == (2, "INTO is empty: write a value, or leave it out\n")
