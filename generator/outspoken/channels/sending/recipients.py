"""Several recipients of one message: who they are, who gets it now, and what came of it for each."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec.structs import replace

from outspoken.channels.sending.reached import Reach, Recipient, Recipients, counted, missing
from outspoken.channels.sending.secrets import Secret
from outspoken.channels.sending.sender import BadSecretError, Outcome, Sent
from outspoken.model.channel import Channel

if TYPE_CHECKING:
    from outspoken.channels.message import Message

_FIRST = Sent(outcome=Outcome.NO, why="an earlier message has not reached it yet")


def listed(secret: Secret) -> tuple[str, ...]:
    """The recipients in a secret: between commas, semicolons or blanks."""
    return tuple(part for part in re.split(r"[,;\s]+", secret.reveal()) if part)


class Roll:
    """All recipients of a channel, each once: those in its settings (`plain`), and those in a secret.

    `secrets` are the channel's, by role. Raises BadSecretError if there are none.
    """

    def __init__(self, *, channel: Channel, plain: tuple[str, ...], secrets: Mapping[str, Secret]) -> None:
        self.channel, self.plain, self.secrets = channel, plain, secrets
        if not self.everybody:
            raise BadSecretError(self.channel, "there are no recipients", "write to: with the recipients")

    @cached_property
    def everybody(self) -> tuple[str, ...]:
        """All addresses, each once."""
        # Each once: an address in the settings and in the secret must not get two copies.
        return tuple(dict.fromkeys((*self.plain, *self._hidden)))

    def asked(self, message: Message) -> tuple[str, ...]:
        """Those who get the message now: not those who have it, nor those an earlier one must reach first.

        Raises RollChangedError.
        """
        if not (message.leave_out or message.behind):
            return self.everybody
        self._expect_same_key(message.leave_out)
        skipped = message.leave_out | message.behind
        return tuple(one for one in self.everybody if self._marks[one] not in skipped)

    def answer(self, message: Message, results: Mapping[str, Sent]) -> Sent:
        """One result for all: a maybe of one is that of all, then a no; with what became of each.

        `results` has those who were asked.
        """
        behind = [one for one in self.everybody if message.behind and self._marks[one] in message.behind]
        known = {**results, **dict.fromkeys(behind, _FIRST)}
        if not known:
            return Sent(outcome=Outcome.YES)
        worst = _worst(list(known.values()))
        # One recipient needs no list: the record of the message says it all.
        if len(self.everybody) == 1:
            return worst
        if worst.outcome is Outcome.YES:
            ids = " ".join(sent.id for sent in known.values() if sent.id)
            worst = Sent(outcome=Outcome.YES, id=ids)
        same = {(sent.outcome, sent.permanent) for sent in known.values()}
        # Without a list the record stays small, for nearly every message.
        if len(same) == 1 and not (message.leave_out or message.behind):
            return worst
        return _with(worst, tuple(self._recipient(one, sent) for one, sent in known.items()))

    def _recipient(self, address: str, sent: Sent) -> Recipient:
        return Recipient(
            who=self._names[address], mark=self._marks[address], state=reach_of(sent), why=sent.why
        )

    @property
    def _hidden(self) -> tuple[str, ...]:
        secret = self.secrets.get("recipients")
        return listed(secret) if secret else ()

    @cached_property
    def _names(self) -> Mapping[str, str]:
        variable = self.channel.secrets.get("recipients", "")
        hidden = {one: f"recipient {at} in {variable}" for at, one in enumerate(self._hidden, 1)}
        return hidden | {one: one for one in self.plain}

    @cached_property
    def _marks(self) -> Mapping[str, str]:
        """How a later run recognises each; an address that is a secret cannot be read or guessed from it."""
        hidden = {
            one: f"{self._prefix}{hmac.digest(self._key, one.encode(), 'sha256').hex()[:24]}"
            for one in self._hidden
        }
        return hidden | {one: one for one in self.plain}

    @cached_property
    def _prefix(self) -> str:
        """Begins every mark that this key made."""
        return f"{hmac.digest(self._key, b'', 'sha256').hex()[:8]}:"

    @cached_property
    def _key(self) -> bytes:
        """A key that only the channel's secrets give: phone numbers are few enough to be tried out."""
        others = [secret.reveal() for role, secret in self.secrets.items() if role != "recipients"]
        own = others or [" ".join(self._hidden)]
        # scrypt, since the secrets may be short and the marks are in a repository that others can read.
        salt = self.channel.kind.encode()
        return hashlib.scrypt("\0".join(own).encode(), salt=salt, n=1 << 14, r=8, p=1)

    def _expect_same_key(self, marks: frozenset[str]) -> None:
        # With another key every recipient looks new, and all of them would get a second copy.
        keyed = [mark for mark in marks if mark not in self.plain and "@" not in mark and ":" in mark]
        if self._hidden and any(not mark.startswith(self._prefix) for mark in keyed):
            raise RollChangedError


class RollChangedError(Exception):
    """The channel's secrets changed since an earlier attempt: it is unknown who has the message."""

    def sent(self) -> Sent:
        """What to say of it."""
        why = "the channel's secrets changed, so it is unknown who has it: decide with --sent or --skip"
        return Sent(outcome=Outcome.NO, why=why, permanent=True)


def reach_of(sent: Sent) -> Reach:
    """Whether a recipient has the message after this answer."""
    if sent.outcome is Outcome.NO:
        return Reach.REFUSED if sent.permanent else Reach.RETRY
    return Reach.SENT if sent.outcome is Outcome.YES else Reach.UNKNOWN


def _worst(results: list[Sent]) -> Sent:
    """The result that decides for all: a maybe, a no that passes, one for good, a yes."""
    order = (Reach.UNKNOWN, Reach.RETRY, Reach.REFUSED, Reach.SENT)
    decisive = next(found for reach in order if (found := [one for one in results if reach_of(one) is reach]))
    first = decisive[0]
    if len(results) == 1 or first.outcome is Outcome.YES:
        return first
    wait = max((one.not_before for one in decisive if one.not_before), default=None)
    return Sent(
        outcome=first.outcome,
        why=f"{len(decisive)} of {len(results)} recipients: {first.why}",
        not_before=wait,
        permanent=first.permanent,
    )


def _with(sent: Sent, recipients: Recipients) -> Sent:
    return Sent(
        outcome=sent.outcome,
        id=sent.id,
        why=sent.why,
        not_before=sent.not_before,
        permanent=sent.permanent,
        recipients=recipients,
    )


def overall(answer: Sent, recipients: Recipients, *, may_look: bool) -> Sent:
    """Return the result that decides for all recipients of a message, including earlier attempts.

    A doubt that can be cleared up comes first, then recipients to be retried, then those that need a
    person.
    """
    states = {one.state for one in recipients}
    if not states:
        return answer
    if states == {Reach.SENT}:
        return replace(answer, outcome=Outcome.YES, why="", recipients=())
    why = f"{counted(recipients)} have it; {missing(recipients)}"
    if Reach.UNKNOWN in states and may_look:
        return replace(answer, outcome=Outcome.MAYBE, why=why, permanent=False)
    is_over = Reach.RETRY not in states
    return replace(answer, outcome=Outcome.NO, why=why, permanent=is_over)
