"""Exceptions whose message says in one line why nothing was written."""

from __future__ import annotations


class RefusedError(Exception):
    """A person must decide or correct something first; the message is one line."""


class MissingError(RefusedError):
    """A required value is missing or cannot be used; `what` is the option that gives it."""

    def __init__(self, message: str, what: str = "") -> None:
        super().__init__(message)
        self.what = what


class AmbiguousError(RefusedError):
    """Several incidents match: `ids`, newest first."""

    def __init__(self, message: str, ids: tuple[str, ...]) -> None:
        super().__init__(message)
        self.ids = ids


class StoppedPushError(RefusedError):
    """Ctrl-C ended a push, and it is not known whether it arrived."""
