"""How a command that writes ends early: one line, an exit code, and nothing half-written."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

import click

# 128 and SIGINT's number, as shells have it.
INTERRUPTED = 130


class Stop(click.ClickException):
    """One line for a person: exit code 1 where one is needed, 2 for wrong usage, 130 for Ctrl-C."""

    def __init__(self, message: str, code: int = 1) -> None:
        super().__init__(" ".join(message.split()))
        self.code = code

    @property
    def exit_code(self) -> int:  # type: ignore[override]
        """What the command ends with."""
        return self.code

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the line alone."""
        click.echo(self.message, file=file or sys.stderr)


def missing(option: str, why: str) -> Stop:
    """Wrong usage: there is no terminal to ask for the value of this option."""
    return Stop(f"{option} is missing: {why}", 2)


@contextmanager
def one_line() -> Iterator[None]:
    """Turn reasons not to write into a Stop; Problems pass, and are printed by the group."""
    try:
        yield
    except (KeyboardInterrupt, EOFError, click.Abort):
        raise Stop("stopped, nothing was written", INTERRUPTED) from None
    except OSError as fault:
        place = f"{fault.filename}: " if fault.filename else ""
        raise Stop(f"{place}{fault.strerror or fault}; nothing was written") from None
    except Exception as fault:
        from outspoken.authoring.refusal import AmbiguousError, MissingError, RefusedError

        if not isinstance(fault, RefusedError):
            raise
        code = 2 if isinstance(fault, AmbiguousError | MissingError) else 1
        raise Stop(str(fault), code) from None
