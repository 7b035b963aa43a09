"""Prints Problems of answers with the option's name, since the file with their line is not written."""

from __future__ import annotations

import sys

import click

from outspoken.authoring.answers.answer_problems import DraftProblemsError
from outspoken.cli.print_problems import print_problems
from outspoken.cli.stop import Stop
from outspoken.cli.wrapping import width_of, wrapped


def by_option(fault: Exception) -> Exception:
    """Return the exception to raise: Problems of answers are printed, each with its option.

    Every other exception is returned as it is.
    """
    if not isinstance(fault, DraftProblemsError):
        return fault
    command = click.get_current_context().info_name or ""
    lines, others = [], []
    for problem in fault.problems:
        option = fault.option(problem, command)
        if option:
            lines.append(f"{option}: {problem.advice} [{problem.rule}]")
        else:
            others.append(problem)
    if others:
        print_problems(others, err=True)
    width = width_of(sys.stderr)
    # click itself prints the last one, as the message of the exception.
    for line in lines[:-1]:
        click.echo(wrapped(" ".join(line.split()), width), err=True)
    # Exit code 2 (wrong usage) only if all Problems are in the answers, not in existing files.
    code = 2 if fault.is_all_new else 1
    return Stop(lines[-1], code) if lines else click.exceptions.Exit(code)
