"""Options and arguments that refuse an empty text, which comes from a script's variable without a value."""

from __future__ import annotations

from typing import Any

import click

from outspoken.cli.stop import Stop
from outspoken.cli.streams import can_ask


class FilledOption(click.Option):
    """An option that is refused if it is given and empty, whatever its type."""

    def type_cast_value(self, ctx: click.Context, value: Any) -> Any:
        """Return the value in its type. Raises Stop for an empty text."""
        _expect_filled(value, max(self.opts, key=len))
        return super().type_cast_value(ctx, value)


class FilledArgument(click.Argument):
    """An argument that is refused if it is given and empty."""

    def type_cast_value(self, ctx: click.Context, value: Any) -> Any:
        """Return the value in its type. Raises Stop for an empty text."""
        _expect_filled(value, self.make_metavar(ctx).strip("[]"))
        return super().type_cast_value(ctx, value)


def or_asked(ctx: click.Context, param: click.Parameter, value: Any) -> Any:
    """Return the value of an argument that a command asks for on a terminal; without one, it is required."""
    if value is None and not can_ask():
        raise click.MissingParameter(ctx=ctx, param=param)
    return value


def _expect_filled(value: Any, name: str) -> None:
    texts = value if isinstance(value, tuple | list) else (value,)
    if any(isinstance(text, str) and not text.strip() for text in texts):
        raise Stop(f"{name} is empty: write a value, or leave it out", 2)
