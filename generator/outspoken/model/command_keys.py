"""The keys that a writing command accepts, including those inside mappings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from msgspec import Struct

from outspoken.model.field import Field, KeyOption, Type


class CommandKey(Struct, frozen=True, kw_only=True):
    """One key of a command: `path` is where it is written (`symptoms.signing_in`), `name` its option.

    The option's name has underscores, and is the name of an answer and of a slot in templates.
    """

    path: str
    name: str
    field: Field
    option: KeyOption

    @property
    def flag(self) -> str:
        """The option on the command line; for a switch that is on by default, the one that turns it off."""
        off = "no-" if self.is_on_by_default else ""
        return f"--{off}{self.name.replace('_', '-')}"

    @property
    def is_on_by_default(self) -> bool:
        """Whether it is a switch that is on by default, so that people write it only to turn it off."""
        return self.field.type is Type.FLAG and self.field.switched == "false"


@cache
def command_keys(command: str, fields: tuple[Field, ...]) -> tuple[CommandKey, ...]:
    """Return the keys of a table that a command accepts, in their order."""
    return tuple(_opened(command, fields, ""))


def _opened(command: str, fields: Iterable[Field], prefix: str) -> Iterator[CommandKey]:
    for field in fields:
        path = f"{prefix}{field.name}"
        # A mapping has no option of its own: each of its keys has one.
        if field.type is Type.RECORD:
            yield from _opened(command, field.fields, f"{path}.")
        elif field.option and command in field.option.commands:
            yield CommandKey(
                path=path, name=field.option.name or field.name, field=field, option=field.option
            )
