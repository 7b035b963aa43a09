"""Decides whether an old entry was scheduled maintenance; in doubt it is an incident."""

from __future__ import annotations

import re
from datetime import datetime

from outspoken.importers.cstate.cstate_issue import Issue
from outspoken.importers.old_text.dialects import Role
from outspoken.importers.old_text.split_messages import OldMessages

_PROBLEM = re.compile(
    r"\b(?:outages?|down|fail\w*|broken|errors?|issues? with|incidents?|unavailab\w+|unreachable|slow\w*"
    r"|problems?|expired|disruptions?|degraded|stuck|blocked|delays?|unstable|flaky|not \w+)\b",
    re.IGNORECASE,
)
_WORK = (
    r"maintenances?|scheduled|planned|upgrad\w+|migrat\w+|brownout|version update|kubernetes version"
    r"|system update|cluster update"
)
_PLANNED = re.compile(rf"\b(?:{_WORK})\b", re.IGNORECASE)
_AHEAD = re.compile(
    r"\b(?:will|we'll|shall|going to|(?:is|are) (?:planned|scheduled|expected)|scheduled to|we expect"
    r"|expect an?|planned (?:on|for|today|the)|(?:starting|beginning) (?:at|on)|might|may (?:be|happen))\b",
    re.IGNORECASE,
)
LONGEST_DAYS = 14


def is_planned(issue: Issue, messages: OldMessages, end: datetime | None) -> bool:
    """Whether the title names maintenance and no problem, and the first message is about the future.

    In a notice, it is enough if the first message names the maintenance. There must be a window: an end (UTC)
    after the start, at most two weeks long.
    """
    if end is None or issue.informational:
        return False
    length = end - issue.started.at
    if not 0 < length.total_seconds() <= LONGEST_DAYS * 86400 or _PROBLEM.search(issue.title):
        return False
    first = next((message.text for message in messages.entries if message.role is Role.OPENING), "")
    if not _AHEAD.search(first):
        return False
    return bool(_PLANNED.search(issue.title)) or (issue.severity == "notice" and bool(_PLANNED.search(first)))
