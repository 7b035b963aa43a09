"""The state of reading one file: the list of its Problems, and the names that hints may suggest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from outspoken.errors import Problem
from outspoken.rules import Rule

_NONE: Mapping[str, Any] = MappingProxyType({})


class Refusal(Exception):  # noqa: N818 - it reports a value, and is not an error of the program
    """Raised for a value that is not accepted: the rule it breaks, the message and the hint."""

    def __init__(self, rule: Rule, message: str, hint: str = "", line: int | None = None) -> None:
        super().__init__(message)
        self.rule, self.message, self.hint, self.line = rule, message, hint, line


class ReadContext:
    """Collects the Problems of the file at `path`.

    `day` (`2026-11-21`) and `zone` (an IANA name) complete the times in hints; `components` maps every id
    and alias to its component's id, `names` every folded name to the ids that it may mean.
    """

    __slots__ = ("components", "day", "names", "path", "problems", "zone")

    def __init__(
        self,
        path: str,
        problems: list[Problem],
        day: str = "",
        zone: str = "UTC",
        components: Mapping[str, str] = _NONE,
        names: Mapping[str, tuple[str, ...]] = _NONE,
    ) -> None:
        self.path, self.problems, self.day, self.zone = path, problems, day, zone
        self.components, self.names = components, names

    def report(self, rule: Rule, line: int | None, message: str, hint: str = "") -> None:
        """Add a Problem of this file."""
        self.problems.append(rule.problem(self.path, line, message, hint))

    def refuse(self, refusal: Refusal, line: int) -> None:
        """Report a Refusal as a Problem at `line`, unless the Refusal has a more exact line."""
        self.report(refusal.rule, refusal.line or line, refusal.message, refusal.hint)


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the known word that is most similar; empty if none is similar enough."""
    # Shortened: the comparison can take time by the product of both lengths.
    return _nearest(word.casefold()[:200], tuple(known))


# Cached: one renamed component may occur in thousands of files, and the comparison is slow.
@lru_cache(maxsize=1024)
def _nearest(word: str, known: tuple[str, ...]) -> str:
    from difflib import get_close_matches

    folded = {candidate.casefold(): candidate for candidate in known}
    close = get_close_matches(word, folded, n=1, cutoff=0.6)
    return folded[close[0]] if close else ""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return `did you mean title?`, or an empty text if no known word is similar."""
    guess = nearest(word, known)
    return f"did you mean {guess}?" if guess else ""


def is_blank(text: str) -> bool:
    """Whether a reader would see nothing: no character, or only spaces and invisible characters."""
    for sign in text:  # noqa: SIM110 - the first sign nearly always decides, and a generator costs more
        if sign.isprintable() and not sign.isspace():
            return False
    return True


def shown(text: str, limit: int = 60) -> str:
    """Return a piece of a user's text for a message: one line, shortened, without invisible characters."""
    line = "".join(sign if sign.isprintable() else " " for sign in text[: limit + 1]).strip()
    return line[:limit] + "…" if len(text) > limit else line
