"""The schemas of front matter and settings for editors agree with the reader."""

from __future__ import annotations

import re
import runpy
from pathlib import Path
from typing import Any, ClassVar

import pytest
import yaml
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from outspoken.source.format.schema import schemas

ROOT = Path(__file__).parents[2]
TABLES = runpy.run_path(str(ROOT / "docs" / "tables.py"))
SITES = [ROOT, *sorted((ROOT / "tests" / "pass").iterdir())]
REGISTRY: Any = Registry().with_resources(
    [(name, Resource.from_contents(schema)) for name, schema in schemas().items()]
)


class Editor(yaml.SafeLoader):
    """Reads YAML 1.2's core schema, as editors do: a time is a text, `no` is one, and 12:30 too."""

    yaml_implicit_resolvers: ClassVar[dict[str, list[Any]]] = {}


Editor.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), list("tf"))
Editor.add_implicit_resolver("tag:yaml.org,2002:null", re.compile("^(?:~|null|)$"), ["~", "n", ""])
Editor.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^[-+]?\d+$"), list("-+0123456789"))
Editor.add_implicit_resolver("tag:yaml.org,2002:float", re.compile(r"^[-+]?\d+\.\d+$"), list("-+0123456789"))
for tag in ("!ENV", "tag:yaml.org,2002:python/name"):
    Editor.add_multi_constructor(tag, lambda loader, suffix, node: str(node.value))


def faults(name: str, text: str) -> list[str]:
    """What an editor underlines in a text of this schema."""
    document = yaml.load(text, Loader=Editor)
    validator = Draft202012Validator(dict(schemas()[name]), registry=REGISTRY)
    return [fault.message for fault in validator.iter_errors(document)]


def front_matter(path: Path) -> str:
    text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    return text.split("---\n", 2)[1]


def texts() -> list[tuple[str, Path]]:
    """Every good file that there is, with the schema it is of."""
    found = [("mkdocs.json", site / "mkdocs.yml") for site in SITES]
    for site in SITES:
        for path in sorted((site / "incidents").glob("*/*/**/*.md")):
            name = path.name if path.parent.name != "updates" else "update.md"
            found.append((f"{name.removesuffix('.md')}.json", path))
    return found


@pytest.mark.parametrize(
    ("file", "text"), list(TABLES["schema_files"]()), ids=lambda one: getattr(one, "name", "")
)
def test_the_committed_schemas_are_fresh(file: Path, text: str) -> None:
    assert file.read_text(encoding="utf-8") == text, "make docs"


@pytest.mark.parametrize("name", schemas())
def test_a_schema_is_one(name: str) -> None:
    Draft202012Validator.check_schema(dict(schemas()[name]))


def test_what_is_good_is_not_underlined() -> None:
    known = texts()
    bad = {
        str(path): found
        for name, path in known
        if (
            found := faults(
                name, path.read_text(encoding="utf-8") if name == "mkdocs.json" else front_matter(path)
            )
        )
    }
    assert (bad, len(known) > 100) == ({}, True)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("incident.json", "title: Down\nimpact: major\ncomponents: {}\nstarted: 2026-11-21 14:05"),
        ("incident.json", "title: Down\nimpact: huge\ncomponents: {}\nstarted: 2026-11-21T14:05Z"),
        ("incident.json", "title: Down\ncomponents: {}\nstarted: 2026-11-21T14:05Z"),
        ("incident.json", "title: Down\nkind: maintenance\ncomponents: {}\nstarted: 2026-11-21T14:05Z"),
        ("incident.json", "titel: Down\nimpact: major\ncomponents: {}\nstarted: 2026-11-21T14:05Z"),
        ("incident.json", "title: Down\nimpact: major\ncomponents: {a: down}\nstarted: 2026-11-21T14:05Z"),
        ("update.json", "status: fixed\nat: 2026-11-21T14:05Z"),
        ("update.json", "at: 2026-11-21T14:05Z\nnext_update: soon"),
        ("postmortem.json", "actions: [{owner: Kim}]"),
        ("settings.json", "components: []"),
        ("settings.json", "components: [{id: a}]\nchannels: {x: {kind: smtp, audience: customers}}"),
        ("settings.json", "components: [{id: a}]\napproval: {within: ten minutes}"),
        ("mkdocs.json", "site_name: A\nsite_url: https://a.example/\nplugins: [{outspoken: {colour: red}}]"),
    ],
)
def test_what_check_refuses_is_underlined(name: str, text: str) -> None:
    assert faults(name, text)
