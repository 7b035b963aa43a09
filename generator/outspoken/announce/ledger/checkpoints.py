"""The numbered steps of an announcement; a run may be killed between any two of them without harm."""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum


class Checkpoint(IntEnum):
    """The step that a run has reached; the numbers are those of the fault matrix."""

    BEGUN = 1
    REMOTE_ASKED = 2
    LEDGER_FETCHED = 3
    LEDGER_READ = 4
    SITE_READ = 5
    NEWS_KNOWN = 6
    DUE_KNOWN = 7
    MESSAGES_WRITTEN = 8
    CLAIM_BEGUN = 9
    CLAIM_ASKED_FOR = 10
    CLAIM_COMMITTED = 11
    CLAIM_PUSHED = 12
    CLAIM_KNOWN = 13
    BEFORE_READING_BACK = 14
    READ_BACK = 15
    THREAD_KNOWN = 16
    BEFORE_SENDING = 17
    SENT = 18
    ANSWER_UNDERSTOOD = 19
    RECEIPT_BEGUN = 20
    RECEIPT_ASKED_FOR = 21
    RECEIPT_COMMITTED = 22
    RECEIPT_PUSHED = 23
    RECEIPT_KNOWN = 24
    CHANNEL_DONE = 25
    SETTLING_BEGUN = 26
    SETTLING_COMMITTED = 27
    SETTLED = 28
    REPORTED = 29


Hook = Callable[[Checkpoint], None]


def no_hook(_step: Checkpoint) -> None:
    """The default hook, which does nothing."""
