"""Reads Hugo's settings: one file beside the content, or the folder `config` with a file for each key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from outspoken.importers.import_report import Remarks
from outspoken.source.foreign_data import ForeignError, mapping_of, read_json, read_toml, read_yaml

_READERS = {".toml": read_toml, ".yaml": read_yaml, ".yml": read_yaml, ".json": read_json}
# In the order of Hugo, which reads only the first file that exists.
MAIN_NAMES = tuple(f"{name}{ending}" for name in ("hugo", "config") for ending in _READERS)
_MAIN_STEMS = ("hugo", "config")
FOLDER = "config"
# The environments that `hugo` reads in a build; others are reported.
_ENVIRONMENTS = ("_default", "production")


def read_config(source: Path, remarks: Remarks) -> Mapping[str, object] | None:
    """Return all settings as one mapping with lower-case keys; None if there are none."""
    paths = list(_files(source))
    if not paths:
        return None
    remarks.path = paths[0].relative_to(source).as_posix()
    config: dict[str, object] = {}
    for path in paths:
        _merge(config, _at_its_key(path, source, remarks))
    _remark_on_environments(source, remarks)
    return config


def _files(source: Path) -> Iterator[Path]:
    """Return the files that Hugo reads; later ones override earlier ones."""
    main = next((source / name for name in MAIN_NAMES if (source / name).is_file()), None)
    if main:
        yield main
    for environment in _ENVIRONMENTS:
        folder = source / FOLDER / environment
        found = sorted(path for path in folder.glob("*") if path.suffix in _READERS and path.is_file())
        mains = sorted((path for path in found if path.stem in _MAIN_STEMS), key=_rank)
        yield from mains[:1]
        yield from (path for path in found if path not in mains)


def _rank(path: Path) -> int:
    return MAIN_NAMES.index(path.name)


def _at_its_key(path: Path, source: Path, remarks: Remarks) -> Mapping[str, object]:
    """Return a file's content below the key in its name: `params.de.toml` is `languages.de.params`."""
    try:
        read = _READERS[path.suffix](path.read_bytes().decode("utf-8-sig"))
    except (ForeignError, UnicodeDecodeError, OSError) as fault:
        name = path.relative_to(source).as_posix()
        remarks.not_imported("settings cannot be read and were ignored", f"{name}: {fault}")
        return {}
    if path.stem in _MAIN_STEMS:
        return read
    key, _, language = path.stem.lower().partition(".")
    below = {key: read}
    return {"languages": {language: below}} if language else below


def _merge(config: dict[str, object], other: Mapping[str, object]) -> None:
    for key, value in other.items():
        existing = config.get(key.lower())
        # Hugo merges mappings key by key and replaces all other values.
        if isinstance(existing, dict) and isinstance(value, dict):
            _merge(existing, value)
        else:
            config[key.lower()] = _lowered(value)


def _lowered(value: object) -> object:
    """Return nested mappings with lower-case keys; lists are unchanged."""
    if not isinstance(value, dict):
        return value
    return {key: _lowered(inner) for key, inner in mapping_of(value).items()}


def _remark_on_environments(source: Path, remarks: Remarks) -> None:
    others = sorted(
        path.name for path in (source / FOLDER).glob("*") if path.is_dir() and path.name not in _ENVIRONMENTS
    )
    if others:
        remarks.assumed("settings of other environments were not read", ", ".join(others))
