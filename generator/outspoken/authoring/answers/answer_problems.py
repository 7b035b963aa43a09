"""Finds the option or answer that a problem is about, if the file with the problem was never written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from outspoken.errors import Problem, ProblemsError
from outspoken.model.command_keys import CommandKey, command_keys
from outspoken.model.file_names import INCIDENT_FILE
from outspoken.source.format.incident_fields import INCIDENT, UPDATE

_KEY = re.compile(r"([a-z_]+):")


class DraftProblemsError(ProblemsError):
    """Raised with the Problems of files that were not written: `files` are their texts by path."""

    def __init__(self, problems: Iterable[Problem], files: Mapping[str, str]) -> None:
        super().__init__(problems)
        self.files = files

    @property
    def is_all_new(self) -> bool:
        """Whether each error is in a file that was not written."""
        return all(problem.path in self.files for problem in self.problems if problem.is_error)

    def option(self, problem: Problem, command: str) -> str:
        """Return the option of a command that gives the value with the problem; empty if none does."""
        text = self.files.get(problem.path)
        if text is None or problem.line is None:
            return ""
        lines = text.splitlines()
        end = lines.index("---", 1) + 1 if "---" in lines[1:] else 0
        if problem.line > end:
            return "-m"
        key = _KEY.match(lines[problem.line - 1])
        if key and key[1] == "at":
            return "the time of the update"
        table = INCIDENT if problem.path.endswith(f"/{INCIDENT_FILE}") else UPDATE
        found = [each for each in command_keys(command, table) if key and each.path.split(".")[0] == key[1]]
        return " or ".join(map(_shown, _mentioned(found, problem.advice) or found))


def _mentioned(found: Iterable[CommandKey], message: str) -> list[CommandKey]:
    """Return the keys inside of a mapping that a message names."""
    words = set(re.findall(r"\w+", message))
    return [key for key in found if key.field.name in words]


def _shown(key: CommandKey) -> str:
    return key.name.upper() if key.option.is_argument else key.flag
