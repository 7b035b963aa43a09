"""Reads the message of an update: from an option, standard input, a template or an editor."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import click

from outspoken.cli.required_text import FilledOption
from outspoken.cli.stop import Stop, missing
from outspoken.cli.writing_parts.key_options import KINDS
from outspoken.source.format.open_questions import questions

if TYPE_CHECKING:
    from outspoken.authoring.situation_templates import Template
    from outspoken.cli.writing_parts.writing_run import WritingRun

option = click.option(
    "-m", "--message", metavar="TEXT",
    help="The message; - reads it from standard input. Default: written in your editor or on the terminal.",
)  # fmt: skip


def _list_templates(ctx: click.Context, _param: click.Parameter, name: str | None) -> str | None:
    """Return the name that was given; for `list`, print every template that fits the command, and exit."""
    if name == "list":
        from outspoken.authoring.situation_templates import listed

        kind = KINDS.get(ctx.info_name or "")
        # --root is eager, so it is known here.
        for each in listed(ctx.params["root"]):
            if kind is None or each.kind == kind:
                click.echo(f"{each.name:22} {each.about}")
        ctx.exit()
    return name


template = click.option(
    "--template",
    metavar="NAME",
    cls=FilledOption,
    callback=_list_templates,
    help="Start from the template for a situation; `list` shows all templates.",
)


def given(message: str | None) -> str | None:
    """Return the message of -m, None without it. Raises Stop if it is empty."""
    if message is None:
        return None
    text = read_input() if message == "-" else message
    if not text.strip():
        raise Stop("-m: the message is empty, nothing was written", 2)
    return text.strip("\n")


def expect_template(run: WritingRun, name: str | None) -> None:
    """Raise MissingError if there is no template of the given name, even if it would not be used."""
    if name is not None:
        from outspoken.authoring.situation_templates import read_template

        read_template(run.root, name)


def read_input() -> str:
    """Return the text on standard input. Raises Stop if it is not UTF-8."""
    try:
        # Bytes, since the terminal's encoding is not that of a pipe; utf-8-sig, since PowerShell adds a BOM.
        return sys.stdin.buffer.read().decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as fault:
        raise Stop(f"standard input is not UTF-8 ({fault.reason}): save it as UTF-8", 2) from None


def compose(
    run: WritingRun, chosen: Template, answers: Mapping[str, str], about: Iterable[str], *, is_chosen: bool
) -> str:
    """Return the message if -m was not given: the filled template, on a terminal edited by the user.

    Without a terminal, --template must name a template without open questions. Raises Stop.
    """
    filled = chosen.filled(answers)
    if run.is_terminal:
        from outspoken.cli.writing_parts.written_message import written

        return written(run, filled, about)
    # Without --template no person has chosen this text, so it must not be published.
    if not is_chosen:
        raise missing("-m", "give the message, or -m - to read it from standard input")
    if left := questions(filled):
        raise missing("-m", f"only you can answer {left[0]} of the template {chosen.name}; write the message")
    return filled
