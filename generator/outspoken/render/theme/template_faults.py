"""Turns an exception of a template into a Problem with file, line and hint."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from traceback import extract_tb

from jinja2 import TemplateNotFound, TemplateSyntaxError, UndefinedError

from outspoken import rules
from outspoken.errors import Problem, ProblemsError
from outspoken.shipped import templates_dir

_TEMPLATE = (".html", ".txt", ".md")
# The names that some records have in templates.
_KNOWN_AS = {"MessageFacts": "news", "PageHead": "head"}


@contextmanager
def report_own_templates(overrides: Path | None) -> Iterator[None]:
    """Raise ProblemsError if the block fails in one of the site's own templates, in `overrides`."""
    try:
        yield
    except ProblemsError:
        raise
    # Any exception: the expressions of a template may raise whatever they like.
    except Exception as fault:
        if problem := page_problem(fault, overrides):
            raise ProblemsError([problem]) from fault
        raise


def page_problem(fault: BaseException, overrides: Path | None) -> Problem | None:
    """The Problem for an exception in a template of the site's own; None if it is in our own code."""
    if overrides is None or not (found := _own_place(fault, overrides)):
        return None
    message, hint = what(fault, "compare it with the shipped template")
    return rules.PAGE_TEMPLATE.problem(relative(str(found[0]), overrides), found[1], message, hint)


def text_problem(
    rule: rules.Rule, name: str, fault: Exception, overrides: Path | None, manual: str
) -> Problem:
    """The Problem for a template of messages or of the kit (its path in `templates/`) that failed.

    `overrides` is the site's own `templates/` folder, `manual` the page that lists all names.
    """
    message, hint = what(fault, f"see {manual} for all names")
    path, line = f"templates/{name}", None
    if isinstance(fault, TemplateNotFound):
        path = f"templates/{fault.name or name}"
    elif found := places(fault):
        path, line = relative(found[0][0], overrides), found[0][1]
    return rule.problem(path, line, message, hint)


def places(fault: BaseException) -> list[tuple[str, int | None]]:
    """The template files in an exception's traceback, with the lines, innermost first."""
    found = [(frame.filename, frame.lineno) for frame in extract_tb(fault.__traceback__)]
    through = [place for place in reversed(found) if place[0].endswith(_TEMPLATE)]
    if isinstance(fault, TemplateSyntaxError) and fault.filename:
        return [(fault.filename, fault.lineno), *through]
    return through


def relative(path: str, overrides: Path | None) -> str:
    """A template's path below `templates/`, whether it is the site's own or a shipped one."""
    for folder in (overrides, templates_dir()):
        if folder is not None and _is_in(path, folder):
            return f"templates/{Path(path).resolve().relative_to(folder.resolve()).as_posix()}"
    return path


def what(fault: BaseException, manual: str) -> tuple[str, str]:
    """The message and the hint for a failed template; `manual` is the hint for an unknown name."""
    if isinstance(fault, TemplateNotFound):
        return f"the template {fault.name} does not exist", "create the file, or remove the reference to it"
    if isinstance(fault, UnicodeDecodeError):
        return "the template is not UTF-8 text", "save it as UTF-8"
    if isinstance(fault, TemplateSyntaxError):
        return f"the template cannot be read: {fault.message}", "check the Jinja syntax"
    if isinstance(fault, UndefinedError):
        named = re.sub(
            r"'outspoken\.[\w.]*\.(\w+) object'",
            lambda match: _KNOWN_AS.get(match[1], match[1].lower()),
            fault.message or "",
        )
        return f"the template uses an unknown name: {named}", manual
    return f"the template fails: {type(fault).__name__}: {fault}", "compare it with the shipped template"


def _own_place(fault: BaseException, overrides: Path) -> tuple[str, int | None] | None:
    for path, line in places(fault):
        if _is_in(path, overrides):
            return path, line
    if isinstance(fault, UnicodeDecodeError):
        # UnicodeDecodeError does not name the file, so each file is tried.
        broken = (path for path in sorted(overrides.rglob("*")) if path.is_file() and not _is_text(path))
        return next(((str(path), None) for path in broken), None)
    return None


def _is_in(path: str, folder: Path) -> bool:
    return Path(path).resolve().is_relative_to(folder.resolve())


def _is_text(path: Path) -> bool:
    try:
        path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return path.suffix not in (".html", ".css", ".js", ".svg")
    return True
