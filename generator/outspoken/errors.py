"""Problem: one finding of `check` (place, rule, message, hint), and the exception that carries them."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from msgspec import Struct


class Severity(StrEnum):
    """An error stops the build; a warning does not, so that an emergency can always be published."""

    ERROR = "error"
    WARNING = "warning"


class Problem(Struct, frozen=True, kw_only=True):
    """One problem in the files of a site.

    `path` is relative to the repository's root, with forward slashes; `line` counts from 1 and is
    None for a problem without a line (a missing file); `rule` is an id from `outspoken.rules`;
    `message` says what is wrong, without the word "error"; `hint` says what to write instead.
    """

    path: str
    line: int | None = None
    severity: Severity
    rule: str
    message: str
    hint: str = ""

    @property
    def place(self) -> str:
        """`path:line`, or the path alone."""
        return f"{self.path}:{self.line}" if self.line else self.path

    @property
    def advice(self) -> str:
        """The message and the hint in one sentence."""
        return f"{self.message}; {self.hint}" if self.hint else self.message

    @property
    def is_error(self) -> bool:
        return self.severity is Severity.ERROR

    @property
    def sort_key(self) -> tuple[str, int, str, str]:
        return (self.path, self.line or 0, self.rule, self.message)


class ProblemsError(Exception):
    """Raised with every Problem found, so that a user sees all of them at once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: problem.sort_key))
        super().__init__(f"{len(self.problems)} problems")
