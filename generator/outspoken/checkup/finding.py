"""One thing that was looked at, how it is, and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from msgspec import Struct


class Verdict(StrEnum):
    """How a thing is: `unknown` means that it could not be looked at, which is not a failure."""

    GOOD = "good"
    TO_DO = "to do"
    UNKNOWN = "not checked"


class Finding(Struct, frozen=True, kw_only=True):
    """A thing that was looked at: `check` is its short name, `remedy` what to do, often to be copied."""

    check: str
    verdict: Verdict
    message: str
    remedy: str = ""


def good(check: str, message: str) -> Finding:
    """Return the finding that a thing is as it should be."""
    return Finding(check=check, verdict=Verdict.GOOD, message=message)


def to_do(check: str, message: str, remedy: str) -> Finding:
    """Return the finding that a thing is missing or wrong."""
    return Finding(check=check, verdict=Verdict.TO_DO, message=message, remedy=remedy)


def unknown(check: str, message: str, remedy: str = "") -> Finding:
    """Return the finding that a thing could not be looked at."""
    return Finding(check=check, verdict=Verdict.UNKNOWN, message=message, remedy=remedy)


def is_wrong(findings: Iterable[Finding]) -> bool:
    """Whether anything is left to do."""
    return any(one.verdict is Verdict.TO_DO for one in findings)
