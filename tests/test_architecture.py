"""Imports go one way, and each library enters by its own room."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "generator" / "outspoken"
GROUND = {"errors", "rules", "clock", "shipped"}
# A room -> the rooms it may import from; a file of its own counts as a room.
ROOMS = {
    "__init__": set(),
    "frozen": set(),
    "errors": set(),
    "clock": set(),
    "shipped": set(),
    "rules": {"errors"},
    "model": {"errors"},
    "source": {"errors", "rules", "shipped", "model"},
    "derive": {"errors", "model"},
    "render": {"errors", "rules", "shipped", "model", "derive"},
    "publish": GROUND - {"clock"} | {"model", "source", "derive", "render"},
    "authoring": GROUND - {"clock"} | {"model", "source", "derive"},
    "importers": GROUND - {"clock"} | {"model", "source"},
    "cli": GROUND | {"model", "source", "derive", "render", "publish", "importers", "authoring"},
    "plugin": GROUND | {"model", "source", "derive", "render", "publish"},
    "__main__": {"cli"},
}
# A library -> the only places (module path prefixes) that may import it.
LIBRARIES = {
    "yaml": {"source"},
    "anyascii": {"source.latin"},
    "jinja2": {"render"},
    "markupsafe": {"render"},
    "comrak": {"render"},
    "nh3": {"render"},
    "rcssmin": {"render"},
    "rjsmin": {"render"},
    "feedgen": {"render.feeds"},
    "lxml": {"render.feeds"},
    "icalendar": {"render.calendar"},
    "babel": {"render"},
    "regex": {"publish.lengths"},
    "httpx": {"publish.senders.exchange"},
    "oauthlib": {"publish.senders.x"},
    "apprise": {"publish.senders.apprise"},
    "mkdocs": {"plugin", "publish.engine"},
    "material": {"plugin", "publish.engine"},
    "click": {"cli"},
    "prompt_toolkit": {"cli.prompts"},
}
MODULES = {".".join(path.relative_to(PACKAGE).with_suffix("").parts): path for path in PACKAGE.rglob("*.py")}


def imports(path: Path) -> Iterator[str]:
    """Every module that a file names, wherever in the file the import stands."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path.name}: relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def room_of(module: str) -> str:
    return module.partition(".")[0]


def rooms(module: str) -> set[str]:
    """The rooms that a module of ours imports from."""
    named = (name.split(".")[1] for name in imports(MODULES[module]) if name.startswith("outspoken."))
    return {"__init__" if name.startswith("__") else name for name in named}


def libraries(module: str) -> set[str]:
    """The libraries that a module of ours imports, by their top-level name."""
    return {room_of(name) for name in imports(MODULES[module])} - sys.stdlib_module_names - {"outspoken"}


def is_in(module: str, places: set[str]) -> bool:
    return any(module == place or module.startswith(f"{place}.") for place in places)


@pytest.mark.parametrize("module", MODULES)
def test_a_room_imports_only_from_the_rooms_below_it(module: str) -> None:
    assert rooms(module) <= ROOMS[room_of(module)] | {room_of(module), "__init__", "frozen"}


@pytest.mark.parametrize("module", MODULES)
def test_a_library_enters_by_its_own_room(module: str) -> None:
    assert {name for name in libraries(module) if not is_in(module, LIBRARIES.get(name, set()))} == set()


def test_only_the_doors_ask_what_time_it_is() -> None:
    assert {room_of(module) for module in MODULES if "clock" in rooms(module)} <= {"cli", "plugin"}


def test_only_the_clock_asks_the_system() -> None:
    asking = re.compile(r"\b(datetime\.(now|today|utcnow)|date\.today|time\.time)\(")
    assert {
        module for module, path in MODULES.items() if asking.search(path.read_text(encoding="utf-8"))
    } <= {"clock"}
