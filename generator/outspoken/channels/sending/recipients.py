"""Several recipients of one message: who they are, who gets it now, and the outcome for each."""

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
    """Return the recipients in a secret, separated by commas, semicolons or blanks."""
    return tuple(part for part in re.split(r"[,;\s]+", secret.reveal()) if part)


class RecipientList:
    """All recipients of a channel, each once: those in its settings (`plain`), and those in a secret.

    `secrets` are the channel's, by role. Raises BadSecretError if there are none.
    """

    def __init__(self, *, channel: Channel, plain: tuple[str, ...], secrets: Mapping[str, Secret]) -> None:
        self.channel, self.plain, self.secrets = channel, plain, secrets
        if not self.all_addresses:
            raise BadSecretError(self.channel, "there are no recipients", "write to: with the recipients")

    @cached_property
    def all_addresses(self) -> tuple[str, ...]:
        """All addresses, each once."""
        # Each once: an address in the settings and in the secret must not get two copies.
        return tuple(dict.fromkeys((*self.plain, *self._hidden)))

    def asked(self, message: Message) -> tuple[str, ...]:
        """Return who gets the message now: without those who have it, or who still wait for an earlier one.

        Raises SecretsChangedError.
        """
        if not (message.leave_out or message.behind):
            return self.all_addresses
        self._expect_same_key(message.leave_out)
        skipped = message.leave_out | message.behind
        return tuple(one for one in self.all_addresses if self._marks[one] not in skipped)

    def answer(self, message: Message, results: Mapping[str, Sent]) -> Sent:
        """Return one outcome for all, with that of each: a maybe of one decides, then a no.

        `results` has those who were asked.
        """
        behind = [one for one in self.all_addresses if message.behind and self._marks[one] in message.behind]
        known = {**results, **dict.fromkeys(behind, _FIRST)}
        if not known:
            return Sent(outcome=Outcome.YES)
        worst = _worst(list(known.values()))
        # One recipient needs no list: the record of the message has the same facts.
        if len(self.all_addresses) == 1:
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
        """The mark by which a later run recognises each; a secret address cannot be guessed from it."""
        hidden = {
            one: f"{self._prefix}{hmac.digest(self._key, one.encode(), 'sha256').hex()[:24]}"
            for one in self._hidden
        }
        return hidden | {one: one for one in self.plain}

    @cached_property
    def _prefix(self) -> str:
        """The beginning of every mark made with this key."""
        return f"{hmac.digest(self._key, b'', 'sha256').hex()[:8]}:"

    @cached_property
    def _key(self) -> bytes:
        """A key from the channel's secrets: without it, all phone numbers could be tried."""
        others = [secret.reveal() for role, secret in self.secrets.items() if role != "recipients"]
        own = others or [" ".join(self._hidden)]
        # scrypt, since the secrets may be short and the marks are in a repository that others can read.
        salt = self.channel.kind.encode()
        return hashlib.scrypt("\0".join(own).encode(), salt=salt, n=1 << 14, r=8, p=1)

    def _expect_same_key(self, marks: frozenset[str]) -> None:
        # With another key every recipient looks new, and all of them would get a second copy.
        keyed = [mark for mark in marks if mark not in self.plain and "@" not in mark and ":" in mark]
        if self._hidden and any(not mark.startswith(self._prefix) for mark in keyed):
            raise SecretsChangedError


class SecretsChangedError(Exception):
    """The channel's secrets changed since an earlier attempt: it is unknown who has the message."""

    def sent(self) -> Sent:
        """Return the outcome for the ledger."""
        why = "the channel's secrets changed, so it is unknown who has it: decide with --sent or --skip"
        return Sent(outcome=Outcome.NO, why=why, permanent=True)


def reach_of(sent: Sent) -> Reach:
    """Whether a recipient has the message after this answer."""
    if sent.outcome is Outcome.NO:
        return Reach.REFUSED if sent.permanent else Reach.RETRY
    return Reach.SENT if sent.outcome is Outcome.YES else Reach.UNKNOWN


def _worst(results: list[Sent]) -> Sent:
    """Return the outcome that decides for all: first a maybe, then a temporary no, a permanent one, a yes."""
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
