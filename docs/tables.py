"""Writes the manual's tables from the code, between their markers: what `make docs` runs."""

from __future__ import annotations

import inspect
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import chain
from math import inf
from pathlib import Path
from typing import TypeVar

import click
from msgspec.structs import replace

from outspoken.channels.all_kinds import all_kinds
from outspoken.channels.channel_kind import ChannelKind
from outspoken.channels.delivery_promise import UNLIMITED, minutes
from outspoken.cli import main as outspoken
from outspoken.importers.csv_rows.csv_mapping import COLUMNS
from outspoken.importers.formats import FORMATS
from outspoken.model.channel import Audience, Channel
from outspoken.model.drills.scenario import Scenario
from outspoken.model.field import Field, Type, keys
from outspoken.model.incident_keys import IncidentKeys
from outspoken.model.key_values import facts
from outspoken.model.plan.plan_parts import PLAN_FILES
from outspoken.model.update_keys import UpdateKeys
from outspoken.render.messages.message_facts import MessageFacts
from outspoken.rules import RULES
from outspoken.source.format.incident_fields import INCIDENT, POSTMORTEM, UPDATE
from outspoken.source.format.schema import schemas
from outspoken.source.settings.channel_fields import common_fields
from outspoken.source.settings.settings_fields import CHANNELS, SETTINGS

Key = TypeVar("Key")
DOCS = Path(__file__).parent
SEVERAL = 3
"""An option that reads the same in so many commands is explained once."""
KEYS = re.compile(r"<!-- fields: (\w+) -->")
BLOCK = re.compile(r"(<!-- (?:fields|table): (?P<name>\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def refreshed(text: str) -> str:
    """A page of the manual with every block between markers as the code has it now. Raises KeyError."""
    makers: dict[str, Callable[[], Iterator[str]]] = {
        "commands": _commands,
        "incident": lambda: _fields(INCIDENT),
        "update": lambda: _fields(UPDATE),
        "postmortem": lambda: _fields(POSTMORTEM),
        "settings": lambda: _fields(SETTINGS),
        "plan": _plan,
        "scenario": _scenario,
        "rules": _rules,
        "facts": _facts,
        "channel": lambda: _fields(common_fields()),
        "formats": _formats,
        "csv_columns": _csv_columns,
        "limits": _limits,
        "media": _media,
        "promises": _promises,
        "other_kinds": _other_kinds,
        **{kind.name: partial(_fields, kind.fields) for kind in all_kinds().values()},
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


def _formats() -> Iterator[str]:
    return _table(("FORMAT", "SOURCE"), ((f"`{each.name}`", each.source) for each in FORMATS.values()))


def _csv_columns() -> Iterator[str]:
    return _table(("Below `columns`", "What"), ((f"`{name}`", what) for name, what in COLUMNS.items()))


def _commands() -> Iterator[str]:
    commands = list(_contexts(click.Context(outspoken, info_name="outspoken")))
    counted = Counter(option for command in commands for option in _options(command))
    shared = [option for option, count in counted.items() if count >= SEVERAL]
    yield "## Shared options\n"
    yield "They mean the same in every command that names them.\n"
    yield from _table(("Option", "What"), ((f"`{option}`", what) for option, what in shared))
    for command in commands:
        yield from _command(command, shared)


def _contexts(group: click.Context) -> Iterator[click.Context]:
    """Every command below a group, each followed by its own commands."""
    if not isinstance(group.command, click.Group):
        return
    for name in group.command.list_commands(group):
        if command := group.command.get_command(group, name):
            context = click.Context(command, info_name=name, parent=group)
            yield context
            yield from _contexts(context)


def _command(context: click.Context, shared: list[tuple[str, str]]) -> Iterator[str]:
    command = context.command
    yield f"\n## `{context.command_path}`\n"
    yield f"```\n{' '.join([context.command_path, *command.collect_usage_pieces(context)])}\n```\n"
    yield f"{inspect.cleandoc(command.help or '')}\n"
    options = _options(context)
    own = [(f"`{option}`", what) for option, what in options if (option, what) not in shared]
    if own:
        yield from _table(("Option", "What"), own)
        yield ""
    if also := [f"`{_name(option)}`" for option, what in options if (option, what) in shared]:
        yield f"Also [shared options](#shared-options): {', '.join(also)}."


def _options(context: click.Context) -> list[tuple[str, str]]:
    """Each option as in the help, with its description; the command's own help explains arguments."""
    records = (parameter.get_help_record(context) for parameter in context.command.params)
    return [(option, what) for option, what in filter(None, records) if what]


def _name(option: str) -> str:
    return re.sub(r" [A-Z[].*", "", option)


def _fields(fields: Iterable[Field]) -> Iterator[str]:
    return _table(("Key", "Needed", "What", "Example"), _rows(fields))


def _rows(fields: Iterable[Field], prefix: str = "") -> Iterator[tuple[str, ...]]:
    for field in fields:
        words = ", ".join(f"`{word}`" for word in field.words)
        what = f"{field.help}. Words: {words}" if words else field.help
        yield f"`{prefix}{field.name}`", field.need.value, what, f"`{field.example}`" if field.example else ""
        inner = common_fields() if field is CHANNELS else field.fields
        yield from _rows(inner, f"{prefix}{field.name}.")


def _plan() -> Iterator[str]:
    """The keys of each file of the plan."""
    for file, record in PLAN_FILES.items():
        yield f"\n### `{file}`\n"
        yield from _fields(keys(record))


def _scenario() -> Iterator[str]:
    """The keys of a scenario of a drill."""
    yield from _fields(keys(Scenario))


def _limits() -> Iterator[str]:
    """The longest message of each kind, the smallest limit first."""
    groups = _grouped(sorted(all_kinds().values(), key=_most), _limit)
    return _table(("Kind", "Limit", "Counted in"), ((_names(same), *limit) for limit, same in groups))


def _most(kind: ChannelKind) -> float:
    return kind.scale.limit.most if kind.scale.limit else inf


def _limit(kind: ChannelKind) -> tuple[str, str]:
    limit, hard = kind.scale.limit, kind.scale.hard
    if limit is None:
        return "any", ""
    more = f" (and {hard.most:,} {hard.unit})" if hard else ""
    return f"{limit.most:,}{more}", limit.explained


def _media() -> Iterator[str]:
    """The medium of each kind, which is the first part of its template's name."""
    groups = _grouped(all_kinds().values(), lambda kind: kind.medium)
    return _table(("Medium", "For"), ((f"`{medium}`", _names(same)) for medium, same in groups))


def _promises() -> Iterator[str]:
    """What each kind can promise, if no key of the channel changes it."""
    groups = _grouped(all_kinds().values(), _promise)
    rows = ((_names(same), *promise) for promise, same in groups)
    return _table(("Kind", "Takes a key", "Can be read back", "Promise"), rows)


def _grouped(
    kinds: Iterable[ChannelKind], key: Callable[[ChannelKind], Key]
) -> Iterable[tuple[Key, list[ChannelKind]]]:
    """The kinds that have the same key, in the order in which each key comes first."""
    groups: dict[Key, list[ChannelKind]] = {}
    for kind in kinds:
        groups.setdefault(key(kind), []).append(kind)
    return groups.items()


def _other_kinds() -> Iterator[str]:
    """A section for each kind that has none yet which a person wrote."""
    written = KEYS.findall((DOCS / "channels.md").read_text(encoding="utf-8"))
    for kind in all_kinds().values():
        if kind.name not in written:
            yield f"## `{kind.name}`\n"
            yield f"**Promise: {_promise(kind)[2]}.**\n"
            yield from _fields(kind.fields)
            yield ""


def _promise(kind: ChannelKind) -> tuple[str, str, str]:
    promise = kind.promise(Channel(id="any", kind=kind.name, audience=Audience.CUSTOMERS))
    known = (
        "without a limit"
        if promise.key == UNLIMITED
        else f"for {minutes(promise.key)}"
        if promise.key
        else ""
    )
    key = ", ".join(filter(None, (known, kind.key_condition)))
    return key, "yes" if promise.is_read_back else "", str(promise)


def _names(kinds: Iterable[ChannelKind]) -> str:
    return ", ".join(f"`{kind.name}`" for kind in kinds)


def _facts() -> Iterator[str]:
    """The facts of the front matter in message templates, except those with another form there."""
    known = MessageFacts.__struct_fields__
    found: dict[str, Field] = dict(facts(IncidentKeys))
    for name, field in facts(UpdateKeys).items():
        found[name] = _of_both(found[name], field) if name in found else field
    rows = (_fact_rows(field, "news.") for name, field in found.items() if name not in known)
    return _table(("Name", "What"), chain.from_iterable(rows))


def _of_both(incident: Field, update: Field) -> Field:
    """A key that incidents and updates have: templates get the update's value if it has one."""
    return replace(incident, help=f"{incident.help}; of an update that has it: {update.help}")


def _fact_rows(field: Field, prefix: str) -> Iterator[tuple[str, str]]:
    yield f"`{prefix}{field.attribute}`", field.help
    for inner in field.fields if field.type is Type.RECORD else ():
        yield from _fact_rows(inner, f"{prefix}{field.attribute}.")


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
