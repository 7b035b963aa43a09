"""Writes the formats that GitHub Actions reads: annotations, the job's summary and a step's outputs.

https://docs.github.com/actions/reference/workflow-commands-for-github-actions
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path


def in_actions() -> bool:
    """Return whether GitHub Actions runs this process."""
    return os.environ.get("GITHUB_ACTIONS") == "true"


def is_public_repository() -> bool:
    """Return whether this process runs in a workflow of a repository that is known to be public.

    False if it is not known. Read from the event's file and, at GitLab, from the environment:
    https://docs.gitlab.com/ci/variables/predefined_variables/
    """
    if os.environ.get("CI_PROJECT_VISIBILITY") == "public":
        return True
    try:
        event = json.loads(Path(os.environ.get("GITHUB_EVENT_PATH", "")).read_bytes())
    except (OSError, ValueError):
        return False
    repository = event.get("repository") if isinstance(event, dict) else None
    return isinstance(repository, dict) and repository.get("private") is False


def annotation(severity: str, message: str, **properties: str) -> str:
    """Return one workflow command, such as `::error file=a.md,line=3::…`; empty properties are left out."""
    named = ",".join(f"{name}={_escaped_property(value)}" for name, value in properties.items() if value)
    return f"::{severity} {named}::{_escaped(message)}"


# The percent sign first: otherwise the percent signs of the other replacements would be escaped.
def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escaped_property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")


def write_summary(title: str, lines: Iterable[str]) -> None:
    """Append Markdown lines under a heading to the job's summary; without GitHub Actions, do nothing."""
    if in_actions():
        _append("GITHUB_STEP_SUMMARY", "\n".join([f"### {title}", "", *lines, "", ""]))


def as_items(lines: Iterable[str]) -> list[str]:
    """Return lines as items of a Markdown list that shows them literally."""
    return [f"- {_literal(line)}" for line in lines]


def _literal(line: str) -> str:
    # A line may quote a channel's answer, which must not become markup.
    return "".join(f"\\{sign}" if sign in "\\`*_[]<>|#" else sign for sign in line)


def write_outputs(outputs: Mapping[str, str]) -> None:
    """Set outputs of the step that runs this process; outside a step, do nothing."""
    # Values here are single words; several lines would need a delimiter.
    _append("GITHUB_OUTPUT", "".join(f"{name}={value}\n" for name, value in outputs.items()))


def _append(variable: str, text: str) -> None:
    if path := os.environ.get(variable):
        # Appended: earlier commands of the same step may have written as well.
        with Path(path).open("a", encoding="utf-8", newline="\n") as file:
            file.write(text)
