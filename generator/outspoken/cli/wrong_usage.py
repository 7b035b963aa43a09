"""Describes wrong usage in one line, in our own words: what is wrong, and what to write instead."""

from __future__ import annotations

import re

import click

from outspoken.cli.stop import Stop
from outspoken.source.format.read_context import did_you_mean

_QUOTED = re.compile(r"'([^']*)'")
_RANGE = (click.IntRange, click.FloatRange)


def in_one_line(fault: click.ClickException) -> click.ClickException:
    """Return an error of click as one line, with the same exit code; one of several lines stays."""
    # The help and the output of a failed command keep their lines.
    if isinstance(fault, Stop | click.exceptions.NoArgsIsHelpError) or "\n" in fault.message.strip():
        return fault
    if not isinstance(fault, click.UsageError):
        return Stop(fault.message, fault.exit_code)
    return Stop(f"{_what(fault)}{_where(fault)}", fault.exit_code)


def _what(fault: click.UsageError) -> str:
    if isinstance(fault, click.NoSuchOption | click.exceptions.NoSuchCommand):
        return _unknown(fault)
    if isinstance(fault, click.MissingParameter):
        choices = f": one of {', '.join(words)}" if (words := _choices(fault)) else ""
        return f"{_name(fault)} is missing{choices}"
    if isinstance(fault, click.BadOptionUsage):
        return f"{fault.option_name} needs a value"
    if isinstance(fault, click.BadParameter):
        name = _name(fault)
        return f"{name}: {_expected(fault)}" if name else _expected(fault)
    return _plain(fault.message)


def _unknown(fault: click.NoSuchOption | click.exceptions.NoSuchCommand) -> str:
    option = fault.option_name if isinstance(fault, click.NoSuchOption) else ""
    name = option or fault.command_name  # type: ignore[union-attr]
    # Nearly all options belong to a command, as in: outspoken check --root site.
    if option and not fault.possibilities and fault.ctx and fault.ctx.parent is None:
        return f"{option}: write options after the command"
    guess = f"; did you mean {fault.possibilities[0]}?" if fault.possibilities else ""
    return f"{name}: there is no such {'option' if option else 'command'}{guess}"


def _expected(fault: click.BadParameter) -> str:
    """Return what is wrong with a value, and what may be written."""
    kind = fault.param.type if fault.param else None
    given = _QUOTED.search(fault.message)
    if isinstance(kind, click.Choice) and given:
        words = _choices(fault)
        listed = ", ".join(words)
        return f"{given[1]}: {did_you_mean(given[1], words) or f'write one of {listed}'}"
    if isinstance(kind, _RANGE):
        least = "" if kind.min is None else f" from {kind.min}"
        most = "" if kind.max is None else f" to {kind.max}"
        return f"write a whole number{least}{most}"
    return _plain(fault.message)


def _choices(fault: click.BadParameter) -> tuple[str, ...]:
    kind = fault.param.type if fault.param else None
    return tuple(map(str, kind.choices)) if isinstance(kind, click.Choice) else ()


def _name(fault: click.BadParameter) -> str:
    """Return the option or argument as it is written."""
    if fault.param_hint:
        hint = fault.param_hint
        return hint if isinstance(hint, str) else " or ".join(hint)
    if fault.param is None:
        return ""
    if isinstance(fault.param, click.Option):
        return max(fault.param.opts, key=len)
    return (fault.param.metavar or fault.param.human_readable_name).strip("[]")


def _plain(message: str) -> str:
    """Return a message of click without quotes and brackets around single words."""
    text = _QUOTED.sub(r"\1", message).rstrip(".")
    extra = re.fullmatch(r"Got unexpected extra arguments? \((.*)\)", text)
    if extra:
        return f"{extra[1]}: too many arguments"
    return f"{text[:1].lower()}{text[1:]}" if re.match(r"(Directory|File|Path|Option|No) ", text) else text


def _where(fault: click.UsageError) -> str:
    """Return where all options are listed, if the message alone does not say what to write."""
    is_unguessed = not getattr(fault, "possibilities", ("none",))
    is_short = is_unguessed or isinstance(fault, click.MissingParameter) or "extra argument" in fault.message
    return f"; see {fault.ctx.command_path} --help" if is_short and fault.ctx else ""
