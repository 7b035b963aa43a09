"""Problems as a person reads them, as annotations on a pull request's lines, and as JSON."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from msgspec.structs import asdict

from outspoken.errors import Problem, Severity

FORMATS = ("auto", "text", "github", "json")


def as_text(problems: Iterable[Problem]) -> str:
    """One line per problem: `path:line: severity: message; hint [rule]`."""
    return "".join(f"{_text_line(problem)}\n" for problem in problems)


def _text_line(problem: Problem) -> str:
    place = f"{problem.path}:{problem.line}" if problem.line else problem.path
    hint = f"; {problem.hint}" if problem.hint else ""
    line = f"{place}: {problem.severity}: {problem.message}{hint} [{problem.rule}]"
    return " ".join(line.splitlines())


def as_github(problems: Iterable[Problem], folder: str = "") -> str:
    """Workflow commands that the git host shows on the lines themselves.

    `folder` is the site's path in the repository, with a slash at its end. https://docs.github.com/actions/reference/workflow-commands-for-github-actions
    """
    return "".join(f"{_annotation(problem, folder)}\n" for problem in problems)


def _annotation(problem: Problem, folder: str) -> str:
    properties = {"file": folder + problem.path, "line": str(problem.line or ""), "title": problem.rule}
    named = ",".join(f"{name}={_escaped_property(value)}" for name, value in properties.items() if value)
    hint = f"\n{problem.hint}" if problem.hint else ""
    return f"::{problem.severity} {named}::{_escaped(problem.message + hint)}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escaped_property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")


def as_json(problems: Iterable[Problem]) -> str:
    """`{"errors": …, "warnings": …, "problems": […]}`, every problem with all its parts."""
    import json

    listed = tuple(problems)
    document = {
        "errors": sum(problem.is_error for problem in listed),
        "warnings": sum(not problem.is_error for problem in listed),
        "problems": [asdict(problem) for problem in listed],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


PRINTERS: Mapping[str, Callable[[Iterable[Problem]], str]] = {
    "text": as_text,
    "github": as_github,
    "json": as_json,
}


def resolve_format(name: str, environ: Mapping[str, str] | None = None) -> str:
    """The printer's name for `auto`: annotations where GitHub runs us, else text."""
    if name != "auto":
        return name
    in_actions = (os.environ if environ is None else environ).get("GITHUB_ACTIONS") == "true"
    return "github" if in_actions else "text"


def summary(problems: Iterable[Problem]) -> str:
    """`2 errors, 1 warning`, or `no problems`."""
    counts = dict.fromkeys(Severity, 0)
    for problem in problems:
        counts[problem.severity] += 1
    return ", ".join(counted(count, severity) for severity, count in counts.items() if count) or "no problems"


def counted(count: int, noun: str) -> str:
    """`1 update`, `2 updates`."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def print_problems(
    problems: Iterable[Problem], *, style: str = "auto", err: bool = False, root: Path | None = None
) -> None:
    """Print problems of the site in `root` in a style of `FORMATS` to stdout, or with `err` to stderr."""
    import click

    style = resolve_format(style)
    text = as_github(problems, _folder(root)) if style == "github" else PRINTERS[style](problems)
    click.echo(text, nl=False, err=err)


def _folder(root: Path | None) -> str:
    """Where the site lies in the workspace that annotations are about, with a slash at its end."""
    workspace = os.environ.get("GITHUB_WORKSPACE")
    if root is None or not workspace:
        return ""
    folder = os.path.relpath(root.resolve(), os.path.realpath(workspace)).replace(os.sep, "/")
    return "" if folder.startswith((".", "/")) else f"{folder}/"
