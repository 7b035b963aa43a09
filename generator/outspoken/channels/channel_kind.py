"""The declaration of a kind of channel."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

from outspoken.channels.delivery_promise import DeliveryPromise
from outspoken.channels.text.mentions import without_mentions
from outspoken.channels.text.text_limit import Scale
from outspoken.model.channel import Channel
from outspoken.model.field import Field, Type

if TYPE_CHECKING:
    # `check` and `update` only read declarations: importing the senders would slow them down.
    from outspoken.channels.sending.sender import Sender, SenderDependencies


_SHAPED = frozenset({Type.LINE, Type.TEXT, Type.LINES})
# What a channel keeps is a text, or several: mappings and times have no form as one.
_OPTIONS = _SHAPED | {Type.WORD, Type.WORDS, Type.NUMBER, Type.FLAG, Type.DURATION}


class Medium(StrEnum):
    """The form of a message: its template is `<medium>-<audience>.txt`. Mail has HTML as well."""

    SHORT = "short"
    CHAT = "chat"
    MAIL = "mail"


class Conflict(Struct, frozen=True):
    """Keys of a channel that exclude each other, and what to write instead.

    If one of several keys is missing, `either` names them: the hint is then made of their examples.
    """

    message: str
    hint: str = ""
    either: tuple[str, ...] = ()


def _no_conflicts(_written: Mapping[str, object]) -> Iterator[Conflict]:
    """Return no conflicts: the default."""
    return iter(())


def at_most_once(_channel: Channel) -> DeliveryPromise:
    """Return the promise of a channel that accepts no key and cannot be read back."""
    return DeliveryPromise()


class ChannelKind(Struct, frozen=True, kw_only=True):
    """One kind of channel. Settings, schema, manual, messages, preview, status and senders read it from here.

    `name` is what people write after `kind:`; `place` orders the kinds in the manual and in hints.
    `secrets` are keys that name environment variables, `options` are plain keys; `destination` names the
    options with the places that a message is sent to. `conflicts` gets the values by key (None: not valid).

    `scale` is the limit; `without_mentions` makes a text mention no one. With `has_heading` a message has
    a place for its subject; in a chat without one, the subject is the first line. With `threads` later
    messages about an incident reply to the first.

    `promise` is what a channel can promise; `key_condition` is what the manual adds about its key.
    `sender` imports the sender only when it is called, so that reading settings stays quick; it raises
    ChannelError.
    """

    name: str
    sender: Callable[[Channel, SenderDependencies], Sender]
    # By default after the shipped kinds.
    place: int = 1000
    secrets: tuple[Field, ...] = ()
    options: tuple[Field, ...] = ()
    destination: tuple[str, ...] = ()
    conflicts: Callable[[Mapping[str, object]], Iterator[Conflict]] = _no_conflicts
    medium: Medium = Medium.CHAT
    scale: Scale = Scale()
    without_mentions: Callable[[str], str] = without_mentions
    has_heading: bool = False
    threads: bool = False
    # The weakest promise: a kind that declares nothing never causes a second message.
    promise: Callable[[Channel], DeliveryPromise] = at_most_once
    key_condition: str = ""

    def __post_init__(self) -> None:
        """Raise ValueError for what no channel of this kind could have: its author learns it at once."""
        for field in self.options:
            if field.type not in _OPTIONS:
                raise ValueError(f"{self.name}.{field.name}: a channel's option cannot be a {field.type}")
            if field.shape and field.type not in _SHAPED:
                raise ValueError(f"{self.name}.{field.name}: a shape is for texts, not for a {field.type}")
        names = [field.name for field in self.fields]
        if len(set(names)) < len(names):
            raise ValueError(f"{self.name} declares a key twice: {', '.join(names)}")
        if unknown := set(self.destination) - {field.name for field in self.options}:
            raise ValueError(f"{self.name} sends to {', '.join(unknown)}, which it does not declare")

    @property
    def fields(self) -> tuple[Field, ...]:
        """The keys of this kind, beside those that every channel has."""
        return self.secrets + self.options
