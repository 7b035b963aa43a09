"""Chooses the prose engine: the one that is asked for, or the best of those that are installed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec

from msgspec import Struct

from outspoken.site.engines.engine_name import Engine


class Package(Struct, frozen=True):
    """A package that an engine needs: name, module, first version that fits, first one that does not."""

    name: str
    module: str
    first: tuple[int, ...]
    end: tuple[int, ...]

    @property
    def wanted(self) -> str:
        """What pip installs."""
        return f"{self.name}>={_dotted(self.first)},<{_dotted(self.end)}"


_THEME = Package("mkdocs-material", "material", (9, 7, 7), (10,))
# What the pages are built with if there is no engine; installed with Outspoken, but not with its small lock.
_OWN = ("markdown", "pymdownx", "pathspec")
PACKAGES: dict[Engine, tuple[Package, ...]] = {
    Engine.MKDOCS: (Package("mkdocs", "mkdocs", (1, 6), (2,)), _THEME),
    Engine.PROPERDOCS: (Package("properdocs", "properdocs", (1, 6, 5), (2,)), _THEME),
    # The first versions that were tried; 0.1 has its theme in another package.
    Engine.ZENSICAL: (Package("zensical", "zensical", (0, 0, 73), (0, 1)),),
    Engine.NONE: (),
}
_AUTO = (Engine.MKDOCS, Engine.PROPERDOCS)
_LOST = "the pages of site_src are built without plugins, hooks and colours in code"


class EngineError(Exception):
    """Raised if the engine that was asked for is not installed, or in a version that does not fit."""


class EngineChoice(Struct, frozen=True, kw_only=True):
    """The engine to use, and a `note` for the person if something is lost by that.

    `lacking` says why it is not the one that was asked for.
    """

    engine: Engine
    note: str = ""
    lacking: str = ""


def choose_engine(name: str, *, forgiving: bool = False) -> EngineChoice:
    """Return the engine of this name; for `auto`, the first that is installed.

    With `forgiving`, no engine replaces one that is missing. Otherwise raises EngineError; also
    ModuleNotFoundError if Outspoken itself is installed without what builds pages.
    """
    if name != "auto":
        engine = Engine(name)
        if engine in (Engine.NONE, Engine.ZENSICAL):
            _require_own()
        if lacks := list(_lacking(engine)):
            if not forgiving:
                raise EngineError(_message(engine, lacks))
            _require_own()
            return EngineChoice(engine=Engine.NONE, lacking=_message(engine, lacks))
        return EngineChoice(engine=engine)
    found = {engine: list(_lacking(engine)) for engine in _AUTO}
    usable = next((engine for engine, lacks in found.items() if not lacks), None)
    if usable is not None:
        return EngineChoice(engine=usable)
    _require_own()
    note = f"{_message(Engine.MKDOCS, found[Engine.MKDOCS])}; until then, {_LOST}"
    return EngineChoice(engine=Engine.NONE, note=note)


def _require_own() -> None:
    for module in _OWN:
        if find_spec(module) is None:
            raise ModuleNotFoundError(name=module)


def _lacking(engine: Engine) -> Iterator[tuple[Package, str]]:
    """Yield each package that does not fit, with its version (empty: it is not installed)."""
    for package in PACKAGES[engine]:
        try:
            found = version(package.name) if find_spec(package.module) else ""
        except PackageNotFoundError:
            found = ""
        if not found or not package.first <= _numbers(found) < package.end:
            yield package, found


def _message(engine: Engine, lacks: list[tuple[Package, str]]) -> str:
    parts = [
        f"{package.name} {found} does not fit" if found else f"{package.name} is not installed"
        for package, found in lacks
    ]
    wanted = " ".join(f'"{package.wanted}"' for package, _ in lacks)
    return f"the prose engine {engine} cannot be used: {', '.join(parts)}; pip install {wanted}"


def _numbers(text: str) -> tuple[int, ...]:
    """Return the numbers of a release: 1.6.7rc1 counts as 1.6.7."""
    found = re.match(r"\d+(?:\.\d+)*", text)
    return tuple(map(int, found[0].split("."))) if found else ()


def _dotted(numbers: tuple[int, ...]) -> str:
    return ".".join(map(str, numbers))
