"""Imports go one way, each library enters by one room, and every name has one meaning."""

from __future__ import annotations

import ast
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "generator" / "outspoken"
BASE = {"errors", "rules", "shipped"}
CORE = BASE | {"model", "channels", "source", "derive", "render"}
# A room -> the rooms that it may import from; a file beside them counts as a room.
ROOMS = {
    "__init__": set(),
    "errors": set(),
    "clock": set(),
    "shipped": set(),
    "rules": {"errors"},
    "model": {"errors"},
    "channels": {"model"},
    "source": BASE | {"model", "channels"},
    "derive": {"errors", "model"},
    "render": BASE | {"model", "channels", "derive"},
    "site": CORE,
    "announce": CORE,
    "serve": CORE | {"site", "announce", "pipeline"},
    "authoring": BASE | {"model", "source", "derive"},
    "importers": BASE | {"model", "channels", "source"},
    "exporting": BASE | {"model", "source", "render"},
    "pipeline": CORE | {"announce"},
    "review": CORE | {"announce", "authoring"},
    "drill": CORE | {"serve"},
    "checkup": CORE | {"announce", "authoring"},
    "cli": CORE
    | {"clock", "site", "announce", "serve", "authoring", "importers", "exporting", "pipeline", "review"}
    | {"drill", "checkup"},
    "plugin": CORE | {"clock", "site"},
    "__main__": {"cli"},
}
# A library -> the only places (module path prefixes) that may import it.
LIBRARIES = {
    "yaml": {"source"},
    "jinja2": {"render"},
    "markupsafe": {"render"},
    "comrak": {"render"},
    "markdownify": {"importers.html_text"},
    "nh3": {"render"},
    "anyascii": {"source.format.slugs"},
    "rcssmin": {"render"},
    "rjsmin": {"render"},
    "feedgen": {"render.feeds"},
    "lxml": {"render.feeds", "importers.statuspage.feed_file"},
    "icalendar": {"render.feeds.calendar"},
    "babel": {"render"},
    "dateutil": {"authoring.edits.recurrence"},
    "PIL": {"render.sharing.draw_picture"},
    "filelock": {"announce.ledger.folder_store"},
    "regex": {"channels.text.lengths"},
    "httpx": {"channels.sending.http_client"},
    "oauthlib": {"channels.senders.x_sender"},
    "apprise": {"channels.senders.apprise_sender"},
    "markdown": {"site.engines.plain_markdown"},
    "pymdownx": {"site.engines.plain_markdown"},
    "pathspec": {"source.prose.prose_files"},
    "mkdocs": {"plugin", "site.prose_engine"},
    "properdocs": {"site.prose_engine"},
    "material": {"plugin", "site.prose_engine"},
    "msgspec": set(BASE)
    | {"model", "channels", "source", "derive", "render", "site", "announce", "serve"}
    | {"authoring", "importers", "exporting", "pipeline", "review", "drill", "checkup", "cli", "plugin"},
    "click": {"cli"},
    "prompt_toolkit": {"cli.writing_parts.prompts"},
}
# What reads a repository or opens a ledger -> the only rooms that create it; all others are given it.
# A drill reads the copy that it has made, after each command that changed it.
OPENED_BY = {
    "RepositoryReader": {"cli", "plugin", "drill"},
    "KeptRepository": {"cli", "drill"},
    "SiteOnDisk": {"cli", "source"},
    "ledger_at": {"cli"},
}
MODULES = {".".join(path.relative_to(PACKAGE).with_suffix("").parts): path for path in PACKAGE.rglob("*.py")}
MOST_FILES = 20
MOST_LINES = 300


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def imports(path: Path) -> tuple[str, ...]:
    """Every module that a file names: imports inside functions and for types alone are counted too."""
    return tuple(_imports(path))


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(tree(path)):
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


def neighbours(module: str) -> set[str]:
    """The files of ours that a file imports."""
    named = {
        name.removeprefix("outspoken.") for name in imports(MODULES[module]) if name.startswith("outspoken.")
    }
    return {name if name in MODULES else name.rpartition(".")[0] for name in named} & MODULES.keys()


def used_twice(named: Mapping[str, list[str]]) -> dict[str, list[str]]:
    return {name: places for name, places in named.items() if len(places) > 1}


def test_a_room_imports_only_from_the_rooms_below_it() -> None:
    own = {module: room_of(module) for module in MODULES}
    above = {module: rooms(module) - ROOMS[room] - {room, "__init__"} for module, room in own.items()}
    assert {module: found for module, found in above.items() if found} == {}


def test_a_library_enters_by_its_own_room() -> None:
    elsewhere = {
        (module, name)
        for module in MODULES
        for name in libraries(module)
        if not is_in(module, LIBRARIES.get(name, set()))
    }
    assert elsewhere == set()


def test_no_files_import_each_other_in_a_circle() -> None:
    graph = {module: neighbours(module) - {module} for module in MODULES}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as circle:
        pytest.fail(" <- ".join(circle.args[1]))


def test_no_folder_has_more_files_than_a_glance_takes_in() -> None:
    files = Counter(
        str(path.parent.relative_to(PACKAGE)) for path in MODULES.values() if path.stem != "__init__"
    )
    assert {folder: count for folder, count in files.items() if count > MOST_FILES} == {}


def test_no_module_is_longer_than_the_limit() -> None:
    lines = {module: len(path.read_text(encoding="utf-8").splitlines()) for module, path in MODULES.items()}
    assert {module: count for module, count in lines.items() if count > MOST_LINES} == {}


def test_no_two_files_share_a_name() -> None:
    named = defaultdict(list)
    for module, path in MODULES.items():
        if path.stem != "__init__":
            named[path.stem].append(module)
    assert used_twice(named) == {}


def test_no_two_classes_share_a_name() -> None:
    named = defaultdict(list)
    for module, path in MODULES.items():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ClassDef):
                named[node.name].append(module)
    assert used_twice(named) == {}


def test_only_the_doors_open_the_repository_and_the_ledger() -> None:
    opened = defaultdict(set)
    for module, path in MODULES.items():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                opened[node.func.id].add(room_of(module))
    assert {name: opened[name] for name in OPENED_BY} == OPENED_BY


def test_only_the_doors_ask_what_time_it_is() -> None:
    assert {room_of(module) for module in MODULES if "clock" in rooms(module)} <= {"cli", "plugin"}


def test_only_the_clock_asks_the_system() -> None:
    asking = re.compile(r"\b(datetime\.(now|today|utcnow)|date\.today|time\.time)\(")
    assert {
        module for module, path in MODULES.items() if asking.search(path.read_text(encoding="utf-8"))
    } <= {"clock"}
