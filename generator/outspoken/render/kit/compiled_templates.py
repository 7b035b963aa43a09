"""Keeps compiled templates between runs: to compile them takes half of the time of the command."""

from __future__ import annotations

from contextlib import suppress

from jinja2 import BytecodeCache, FileSystemBytecodeCache
from jinja2.bccache import Bucket


class _CompiledTemplates(FileSystemBytecodeCache):
    """A full or read-only disk must not keep anyone from a text."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            super().dump_bytecode(bucket)


def compiled_templates() -> BytecodeCache | None:
    """A cache in the user's own temporary folder; None if there is no folder that only the user can write."""
    try:
        return _CompiledTemplates()
    except (OSError, RuntimeError):
        return None
