"""Writes the manual's tables from the code, between their markers: what `make docs` runs."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

import click

from outspoken.cli import main as outspoken
from outspoken.model.channel import ChannelKind
from outspoken.rules import RULES
from outspoken.source.channel_fields import COMMON, own_fields
from outspoken.source.fields import INCIDENT, POSTMORTEM, UPDATE, Field
from outspoken.source.schema import schemas
from outspoken.source.settings_fields import SETTINGS

DOCS = Path(__file__).parent
BLOCK = re.compile(r"(<!-- (?:fields|table): (?P<name>\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def refreshed(text: str) -> str:
    """A page of the manual with every block between markers as the code has it now. Raises KeyError."""
    makers: dict[str, Callable[[], Iterator[str]]] = {
        "commands": _commands,
        "incident": lambda: _fields(INCIDENT),
        "update": lambda: _fields(UPDATE),
        "postmortem": lambda: _fields(POSTMORTEM),
        "settings": lambda: _fields(SETTINGS),
        "rules": _rules,
        "channel": lambda: _fields(COMMON),
        **{kind.value: partial(_fields, own_fields(kind)) for kind in ChannelKind},
    }

    def written(block: re.Match[str]) -> str:
        lines = "\n".join(makers[block["name"]]()).strip()
        return f"{block[1]}\n{lines}\n\n{block[3]}"

    return BLOCK.sub(written, text)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield "|" + ":---|" * len(head)
    for row in rows:
        cells = (cell.replace("|", r"\|") for cell in row)
        yield f"| {' | '.join(cells)} |"


def _commands() -> Iterator[str]:
    context = click.Context(outspoken, info_name="outspoken")
    for name in outspoken.list_commands(context):
        if command := outspoken.get_command(context, name):
            yield from _command(command, click.Context(command, info_name=name, parent=context))


def _command(command: click.Command, context: click.Context) -> Iterator[str]:
    yield f"## `{context.command_path}`\n"
    yield f"```\n{' '.join([context.command_path, *command.collect_usage_pieces(context)])}\n```\n"
    yield f"{inspect.cleandoc(command.help or '')}\n"
    records = (parameter.get_help_record(context) for parameter in command.params)
    yield from _table(("Option", "What"), ((f"`{record[0]}`", record[1]) for record in records if record))
    yield ""
    for name, inner in getattr(command, "commands", {}).items():
        yield from _command(inner, click.Context(inner, info_name=name, parent=context))


def _fields(fields: Iterable[Field]) -> Iterator[str]:
    return _table(("Key", "Needed", "What", "Example"), _rows(fields))


def _rows(fields: Iterable[Field], prefix: str = "") -> Iterator[tuple[str, ...]]:
    for field in fields:
        words = ", ".join(f"`{word}`" for word in field.words)
        what = f"{field.help}. Words: {words}" if words else field.help
        yield f"`{prefix}{field.name}`", field.need.value, what, f"`{field.example}`" if field.example else ""
        yield from _rows(field.fields, f"{prefix}{field.name}.")


def _rules() -> Iterator[str]:
    rows = ((f"`{rule.id}`", rule.severity.value, rule.summary) for rule in RULES.values())
    return _table(("Rule", "Severity", "What it finds"), rows)


def schema_files() -> Iterator[tuple[Path, str]]:
    """Every JSON Schema for editors: its file, and the text it should have."""
    for name, schema in schemas().items():
        yield DOCS / "schemas" / name, json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def main() -> None:
    """Refresh every page of the manual and every schema, and name those that changed."""
    for file, text in schema_files():
        if not file.exists() or file.read_text(encoding="utf-8") != text:
            file.parent.mkdir(exist_ok=True)
            file.write_text(text, encoding="utf-8", newline="\n")
            print(f"refreshed {file.name}")
    for page in sorted(DOCS.glob("*.md")):
        before = page.read_text(encoding="utf-8")
        after = refreshed(before)
        if after != before:
            page.write_text(after, encoding="utf-8", newline="\n")
            print(f"refreshed {page.name}")


if __name__ == "__main__":
    main()
