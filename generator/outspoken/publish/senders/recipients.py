"""Several recipients of one message: who they are, and what came of it on the whole."""

from __future__ import annotations

import re
from collections.abc import Sequence

from outspoken.model.channel import Channel
from outspoken.publish.senders.base import BadSecretError, Outcome, Sent
from outspoken.publish.senders.secrets import Secret


def listed(secret: Secret) -> tuple[str, ...]:
    """The recipients in a secret: between commas, semicolons or blanks."""
    return tuple(part for part in re.split(r"[,;\s]+", secret.reveal()) if part)


def everybody(channel: Channel, plain: tuple[str, ...], secret: Secret | None) -> tuple[str, ...]:
    """All recipients, each once. Raises BadSecretError where there is none."""
    found = tuple(dict.fromkeys(plain + (listed(secret) if secret else ())))
    if not found:
        raise BadSecretError(channel, "nobody to send to", "write to: and who receives it")
    return found


def combined(results: Sequence[Sent]) -> Sent:
    """One result for all recipients; delivered where the rest refused for good, with words that say so.

    A maybe or a passing no of one is that of all: the sender leaves out who has it when it is sent again.
    """
    for outcome in (Outcome.MAYBE, Outcome.NO):
        waiting = [sent for sent in results if sent.outcome is outcome and not sent.permanent]
        if waiting:
            first = waiting[0]
            why = f"{len(waiting)} of {len(results)} recipients: {first.why}"
            wait = max((sent.not_before for sent in waiting if sent.not_before), default=None)
            return Sent(outcome=outcome, why=why, not_before=wait)
    refused = [sent for sent in results if sent.outcome is Outcome.NO]
    why = f"{len(refused)} of {len(results)} recipients: {refused[0].why}" if refused else ""
    if len(refused) == len(results):
        return Sent(outcome=Outcome.NO, why=why, permanent=True)
    ids = " ".join(sent.id for sent in results if sent.id)
    return Sent(outcome=Outcome.YES, id=ids, why=why)
