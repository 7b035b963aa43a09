"""Prints problems as text, as annotations on the lines of a pull request, or as JSON."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import click

from outspoken.cli.github_actions import annotation, in_actions
from outspoken.cli.json_text import json_text
from outspoken.cli.wrapping import width_of, wrapped
from outspoken.errors import Problem, Severity

FORMATS = ("auto", "text", "github", "json")


def as_text(problems: Iterable[Problem]) -> str:
    """Return one line per problem: `path:line: severity: message; hint [rule]`."""
    return "".join(f"{_text_line(problem)}\n" for problem in problems)


def as_wrapped(problems: Iterable[Problem], width: int) -> str:
    """Return each problem for a terminal of a width in columns: its place, then what to do, indented."""
    lines = []
    for problem in problems:
        advice = " ".join(problem.advice.splitlines())
        head = f"{problem.place}: {problem.severity} [{problem.rule}]"
        lines += [wrapped(head, width, later="    "), wrapped(advice, width, "    ")]
    return "".join(f"{line}\n" for line in lines)


def _text_line(problem: Problem) -> str:
    line = f"{problem.place}: {problem.severity}: {problem.advice} [{problem.rule}]"
    # One line per problem, so that editors and grep can parse the output.
    return " ".join(line.splitlines())


def as_github(problems: Iterable[Problem], folder: str = "") -> str:
    """Return workflow commands that GitHub shows on the lines themselves.

    `folder` is the site's path in the repository, with a slash at its end.
    """
    return "".join(f"{_annotation(problem, folder)}\n" for problem in problems)


def _annotation(problem: Problem, folder: str) -> str:
    hint = f"\n{problem.hint}" if problem.hint else ""
    return annotation(
        problem.severity,
        problem.message + hint,
        file=folder + problem.path,
        line=str(problem.line or ""),
        title=problem.rule,
    )


def as_json(problems: Iterable[Problem]) -> str:
    """Return `{"errors": …, "warnings": …, "problems": […]}`, every problem with all its parts."""
    listed = tuple(problems)
    document = {
        "errors": sum(problem.is_error for problem in listed),
        "warnings": sum(not problem.is_error for problem in listed),
        "problems": listed,
    }
    return json_text(document) + "\n"


PRINTERS: Mapping[str, Callable[[Iterable[Problem]], str]] = {
    "text": as_text,
    "github": as_github,
    "json": as_json,
}


def resolve_format(name: str) -> str:
    """Return the printer's name for `auto`: annotations under GitHub Actions, else text."""
    if name != "auto":
        return name
    return "github" if in_actions() else "text"


def summary(problems: Iterable[Problem]) -> str:
    """Return `2 errors, 1 warning`, or `no problems`."""
    counts = dict.fromkeys(Severity, 0)
    for problem in problems:
        counts[problem.severity] += 1
    return ", ".join(counted(count, severity) for severity, count in counts.items() if count) or "no problems"


def counted(count: int, noun: str) -> str:
    """Return `1 update`, `2 updates`."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def print_problems(
    problems: Iterable[Problem], *, style: str = "auto", err: bool = False, root: Path | None = None
) -> None:
    """Print problems of the site in `root` in a style of `FORMATS` to stdout, or with `err` to stderr."""
    style = resolve_format(style)
    width = width_of(sys.stderr if err else sys.stdout)
    if style == "text" and width:
        text = as_wrapped(problems, width)
    else:
        text = as_github(problems, _folder(root)) if style == "github" else PRINTERS[style](problems)
    click.echo(text, nl=False, err=err)


def _folder(root: Path | None) -> str:
    """Return the site's path in the workspace that annotations refer to, with a slash at its end."""
    workspace = os.environ.get("GITHUB_WORKSPACE")
    if root is None or not workspace:
        return ""
    # Annotations need paths from the top of the checkout, and a site may be in a subfolder.
    folder = os.path.relpath(root.resolve(), os.path.realpath(workspace)).replace(os.sep, "/")
    # GitHub can show no annotation outside of the workspace.
    return "" if folder.startswith((".", "/")) else f"{folder}/"
