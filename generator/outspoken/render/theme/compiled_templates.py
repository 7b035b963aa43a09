"""Caches compiled templates on disk: compiling them takes a third of a small build."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from threading import get_ident

import jinja2
from jinja2 import BytecodeCache, Environment, FileSystemBytecodeCache
from jinja2.bccache import Bucket
from jinja2.ext import Extension

_DIGEST = sha256().digest_size


class CompiledTemplates(BytecodeCache):
    """Compiled templates that come from one of `sources`, in `folder`, one file for each.

    A file is used only if its source and the compiler are unchanged. `recipe` returns the bytes that identify
    what an environment adds to the compiler, or None if they cannot be determined: nothing is cached then. A
    site's own templates are never cached, so that code of a repository cannot be run later from this folder.
    """

    def __init__(
        self, folder: Path, sources: Sequence[Path], recipe: Callable[[Environment], bytes | None]
    ) -> None:
        self._folder, self._recipe = folder, recipe
        self._sources = tuple(f"{source}{os.sep}" for source in sources)

    def get_bucket(self, environment: Environment, name: str, filename: str | None, source: str) -> Bucket:
        """Return the cached template; if the bucket is empty, Jinja compiles and calls `dump_bytecode`."""
        # An empty key means that the template is not cached.
        bucket = Bucket(environment, "", sha256(source.encode()).hexdigest())
        if filename and filename.startswith(self._sources):
            # Source files of Python or Jinja may be unreadable, for instance in a zip archive.
            with suppress(OSError):
                bucket.key = self._key(environment, name, filename)
        self.load_bytecode(bucket)
        return bucket

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill a bucket if its file has the right digest: damaged bytecode could crash the process."""
        with suppress(OSError):
            kept = self._file(bucket).read_bytes() if bucket.key else b""
            if sha256(kept[_DIGEST:]).digest() == kept[:_DIGEST]:
                bucket.bytecode_from_string(kept[_DIGEST:])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Store a bucket; errors are ignored, since a build also works on a full or read-only disk."""
        if not bucket.key:
            return
        code = bucket.bytecode_to_string()
        # A unique name, then a rename: another build may write or read the same template at the same time.
        unfinished = self._folder / f"outspoken-{bucket.key}.{os.getpid()}-{get_ident()}"
        try:
            unfinished.write_bytes(sha256(code).digest() + code)
            unfinished.replace(self._file(bucket))
        except OSError:
            with suppress(OSError):
                unfinished.unlink()

    def _key(self, environment: Environment, name: str, filename: str) -> str:
        added = self._recipe(environment)
        if added is None:
            return ""
        parts = (_compiler(environment), _options(environment, name), added, filename.encode())
        return sha256(b"".join(sha256(part).digest() for part in parts)).hexdigest()

    def _file(self, bucket: Bucket) -> Path:
        return self._folder / f"outspoken-{bucket.key}.cache"


def compiled_templates(
    sources: Sequence[Path], recipe: Callable[[Environment], bytes | None]
) -> BytecodeCache | None:
    """Return a cache in the user's own temporary folder; None if only others' folders can be written."""
    with suppress(OSError, RuntimeError):
        return CompiledTemplates(Path(FileSystemBytecodeCache().directory), sources, recipe)
    return None


@cache
def files_digest(*files: Path) -> bytes:
    """Return a digest of these files' contents, read once a process. Raises OSError."""
    return sha256(b"".join(sha256(file.read_bytes()).digest() for file in files)).digest()


def _compiler(environment: Environment) -> bytes:
    """Return what identifies Python, Jinja and extensions: by content, since a patch may keep the version."""
    makers = (type(environment), *map(type, environment.extensions.values()))
    return f"{sys.version} {sys.implementation.cache_tag}".encode() + files_digest(
        *_jinja(), *map(_file, makers)
    )


@cache
def _jinja() -> tuple[Path, ...]:
    return (Path(jinja2.__file__), *sorted(Path(jinja2.__file__).parent.glob("*.py")))


def _file(maker: type[Environment | Extension]) -> Path:
    return Path(f"{sys.modules[maker.__module__].__file__}")


def _options(environment: Environment, name: str) -> bytes:
    """Return every setting of an environment that the code of a template depends on."""
    autoescape = environment.autoescape
    found = {
        **{option: getattr(environment, option) for option in _OPTIONS},
        "newstyle_gettext": getattr(environment, "newstyle_gettext", None),
        "autoescape": autoescape(name) if callable(autoescape) else autoescape,
        "extensions": sorted(environment.extensions),
        "name": name,
        # The compiled code depends on whether a filter takes the context.
        "functions": [*_functions(environment)],
    }
    return repr(found).encode()


_OPTIONS = (
    "block_start_string",
    "block_end_string",
    "variable_start_string",
    "variable_end_string",
    "comment_start_string",
    "comment_end_string",
    "line_statement_prefix",
    "line_comment_prefix",
    "trim_blocks",
    "lstrip_blocks",
    "newline_sequence",
    "keep_trailing_newline",
    "optimized",
    "sandboxed",
    "is_async",
    "finalize",
    "policies",
)


def _functions(environment: Environment) -> Iterator[tuple[str, str]]:
    for functions in (environment.filters, environment.tests):
        for name, function in sorted(functions.items()):
            yield name, str(getattr(function, "jinja_pass_arg", None))
