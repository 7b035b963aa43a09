"""Remembers what was worked out of an incident: every page asks the same questions of the same value."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from outspoken.model.incident import Incident

Answer = TypeVar("Answer")

# As many as the largest history that we build for; what is over that is worked out again.
_MOST = 1 << 14


def remembered(work: Callable[[Incident], Answer]) -> Callable[[Incident], Answer]:
    """A pure function of one incident, with its newest answers kept.

    By identity, since to compare or to hash an incident with all its words costs more than most answers;
    the incident itself is kept beside its answer so that no other can take its place in memory.
    """
    known: OrderedDict[int, tuple[Incident, Answer]] = OrderedDict()

    @wraps(work)
    def asked(incident: Incident) -> Answer:
        found = known.get(id(incident))
        if found is not None and found[0] is incident:
            return found[1]
        answer = work(incident)
        known[id(incident)] = (incident, answer)
        if len(known) > _MOST:
            known.popitem(last=False)
        return answer

    return asked
