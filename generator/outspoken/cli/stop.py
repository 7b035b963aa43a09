"""Ends a command that writes early: one line, an exit code, and no incomplete file."""

from __future__ import annotations

import errno
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

import click

from outspoken.authoring.refusal import AmbiguousError, MissingError, RefusedError, StoppedPushError
from outspoken.cli.wrapping import width_of, wrapped

# 128 plus the number of SIGINT, as in shells.
INTERRUPTED = 130
# Errors that a person can correct on this computer; any other one needs its traceback.
_REFUSALS = (
    errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EIO,
    errno.ENOTDIR, errno.EEXIST, errno.ENAMETOOLONG,
)  # fmt: skip


class Stop(click.ClickException):
    """One line for the user: exit code 1 if a person must decide, 2 for wrong usage, 130 for Ctrl-C."""

    def __init__(self, message: str, code: int = 1) -> None:
        super().__init__(" ".join(message.split()))
        self.code = code

    @property
    def exit_code(self) -> int:  # type: ignore[override]
        """The exit code of the command."""
        return self.code

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the line alone, on a terminal in its width."""
        place = file or sys.stderr
        click.echo(wrapped(self.message, width_of(place)), file=place)


def missing(option: str, why: str) -> Stop:
    """Return the error for wrong usage: without a terminal, this option is required."""
    return Stop(f"{option} is missing: {why}", 2)


def not_installed(fault: ModuleNotFoundError) -> Stop:
    """Return the error for a library that is missing, as in an environment from `requirements/small.txt`.

    Raises the exception again if a module of our own is missing: that is a defect, which needs its traceback.
    """
    library = (fault.name or "").partition(".")[0]
    if library in ("", "outspoken"):
        raise fault
    remedy = "pip install outspoken installs all that is needed (in a workflow: .ci/install python runtime)"
    return Stop(f"{library} is not installed, and this command needs it: {remedy}")


def refused_by_system(fault: OSError) -> Stop | None:
    """Return the error for a file that the system refuses to write; None for any other error."""
    return Stop(_system_reason(fault)) if fault.errno in _REFUSALS else None


def _system_reason(fault: OSError) -> str:
    """Return the system's reason, after the file that it is about."""
    place = f"{fault.filename}: " if fault.filename else ""
    return f"{place}{fault.strerror or fault}"


@contextmanager
def one_line() -> Iterator[None]:
    """Turn the exceptions of a command that writes into a Stop; ProblemsError is handled by the group."""
    try:
        yield
    except (KeyboardInterrupt, EOFError, click.Abort):
        raise Stop("stopped, nothing was written", INTERRUPTED) from None
    except OSError as fault:
        raise Stop(f"{_system_reason(fault)}; nothing was written") from None
    except Exception as fault:
        if not isinstance(fault, RefusedError):
            raise
        if isinstance(fault, StoppedPushError):
            raise Stop(str(fault), INTERRUPTED) from None
        code = 2 if isinstance(fault, AmbiguousError | MissingError) else 1
        raise Stop(str(fault), code) from None
