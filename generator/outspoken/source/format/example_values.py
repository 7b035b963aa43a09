"""The examples of declared keys, read as if a person had written them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from outspoken.errors import Problem
from outspoken.model.field import Field, Type
from outspoken.source.format.front_matter import read_document
from outspoken.source.format.read_context import ReadContext
from outspoken.source.format.values import as_attributes, read_fields
from outspoken.source.format.writing import document


def example_values(fields: Iterable[Field], problems: list[Problem]) -> dict[str, Any]:
    """Return the value of each key's example, by the attribute of its record; refused ones are Problems."""
    fields = tuple(fields)
    written = ((field.name, example) for field in fields if (example := _example(field)))
    reading = ReadContext("examples of keys", problems)
    found = read_document(document(written, "").encode("utf-8"), reading)
    if found is None or found.fields is None:
        return {}
    values, _ = read_fields(found.fields, fields, reading)
    return as_attributes(fields, values)


def _example(field: Field) -> str:
    if field.type is Type.RECORD and not field.example:
        inner = ((each.name, _example(each)) for each in field.fields)
        return "{" + ", ".join(f"{name}: {example}" for name, example in inner if example) + "}"
    return field.example or ("true" if field.type is Type.FLAG else "")
