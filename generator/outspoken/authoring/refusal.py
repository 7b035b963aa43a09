"""Why nothing was written, in one line."""

from __future__ import annotations


class RefusedError(Exception):
    """Something that a person must settle first; the message is one line."""


class MissingError(RefusedError):
    """Something was not said that has to be; `what` is the option that says it."""

    def __init__(self, message: str, what: str = "") -> None:
        super().__init__(message)
        self.what = what


class AmbiguousError(RefusedError):
    """Several incidents may be meant: `ids`, newest first."""

    def __init__(self, message: str, ids: tuple[str, ...]) -> None:
        super().__init__(message)
        self.ids = ids
