"""A fault is a value: where it is, which rule it breaks, and what to write instead."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from msgspec import Struct


class Severity(StrEnum):
    """An error makes the site wrong or unreadable; a warning never stops an emergency."""

    ERROR = "error"
    WARNING = "warning"


class Problem(Struct, frozen=True, kw_only=True):
    """One fault in what somebody wrote.

    `path` is relative to the repository's root with forward slashes; `line` counts from 1 and is
    None where the fault has no line (a missing file); `rule` is an id from `outspoken.rules`;
    `message` says what is wrong, without the word "error"; `hint` says what to write instead.
    """

    path: str
    line: int | None = None
    severity: Severity
    rule: str
    message: str
    hint: str = ""

    @property
    def is_error(self) -> bool:
        return self.severity is Severity.ERROR

    @property
    def sort_key(self) -> tuple[str, int, str, str]:
        return (self.path, self.line or 0, self.rule, self.message)


class ProblemsError(Exception):
    """Carries every Problem found, so that a person sees them all at once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: problem.sort_key))
        super().__init__(f"{len(self.problems)} problems")
