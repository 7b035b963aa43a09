"""Writes the tables of fields into the manual, from the code that reads those fields."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from outspoken.source.fields import INCIDENT, POSTMORTEM, UPDATE, Field
from outspoken.source.settings_fields import SETTINGS

TABLES = {"incident": INCIDENT, "update": UPDATE, "postmortem": POSTMORTEM, "settings": SETTINGS}
_SLOT = re.compile(r"(<!-- fields: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def fill(page: str) -> str:
    """A page of the manual with each table as the code has it now. Raises KeyError for an unknown table."""
    return _SLOT.sub(lambda slot: f"{slot[1]}\n{_table(TABLES[slot[2]])}\n{slot[3]}", page)


def _table(fields: Iterable[Field]) -> str:
    lines = ["| Key | Needed | What | Example |", "|:---|:---|:---|:---|", *_rows(fields, "")]
    return "\n".join(lines) + "\n"


def _rows(fields: Iterable[Field], prefix: str) -> Iterator[str]:
    for field in fields:
        cells = (f"`{prefix}{field.name}`", field.need.value, _help(field), _example(field))
        yield " | ".join(("", *cells, "")).strip()
        yield from _rows(field.fields, f"{prefix}{field.name}.")


def _help(field: Field) -> str:
    if not field.words:
        return field.help
    words = ", ".join(f"`{word}`" for word in field.words)
    return f"{field.help}. Words: {words}"


def _example(field: Field) -> str:
    return f"`{field.example}`" if field.example else ""


if __name__ == "__main__":
    for path in sorted(Path(__file__).parent.glob("*.md")):
        path.write_text(fill(path.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
