"""The table of all kinds of channel, found by the modules in `channels/kinds`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from outspoken.channels import kinds as folder
from outspoken.channels.channel_kind import ChannelKind
from outspoken.channels.delivery_promise import DeliveryPromise
from outspoken.model.channel import Channel


# Read once per process: a sender, a message and a rule all ask for the kind of a channel.
@cache
def all_kinds() -> Mapping[str, ChannelKind]:
    """Return every kind by its name, in the manual's order."""
    # The modules are listed, and not named in a table, which would be one more place to change.
    names = (module.name for module in iter_modules(folder.__path__))
    found: list[ChannelKind] = [import_module(f"{folder.__name__}.{name}").KIND for name in names]
    return {kind.name: kind for kind in sorted(found, key=lambda kind: (kind.place, kind.name))}


def kind_of(channel: Channel) -> ChannelKind:
    """Return the kind of a channel. Raises KeyError if none of that name is declared."""
    return all_kinds()[channel.kind]


def promise_of(channel: Channel) -> DeliveryPromise:
    """Return what a channel guarantees, from its kind and its settings."""
    return kind_of(channel).promise(channel)
