"""The result of one check, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from msgspec import Struct


class Verdict(StrEnum):
    """The result of a check: `UNKNOWN` means that it could not be done, which is not a failure."""

    GOOD = "good"
    TO_DO = "to do"
    UNKNOWN = "not checked"


class Finding(Struct, frozen=True, kw_only=True):
    """One result: `check` is the short name of the check, `remedy` what to do, often a command to copy."""

    check: str
    verdict: Verdict
    message: str
    remedy: str = ""


def good(check: str, message: str) -> Finding:
    """Return a finding without anything to do."""
    return Finding(check=check, verdict=Verdict.GOOD, message=message)


def to_do(check: str, message: str, remedy: str) -> Finding:
    """Return a finding about a thing that is missing or wrong."""
    return Finding(check=check, verdict=Verdict.TO_DO, message=message, remedy=remedy)


def unknown(check: str, message: str, remedy: str = "") -> Finding:
    """Return a finding about a check that could not be done."""
    return Finding(check=check, verdict=Verdict.UNKNOWN, message=message, remedy=remedy)


def is_wrong(findings: Iterable[Finding]) -> bool:
    """Whether any finding says that something has to be done."""
    return any(one.verdict is Verdict.TO_DO for one in findings)
