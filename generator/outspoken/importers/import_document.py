"""Writes the report of an import as a file: JSON for programs, Markdown for people."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from msgspec import to_builtins

from outspoken.importers.import_report import Import, ImportOutcome, Remark


def report_json(made: Import) -> str:
    """Return the result of an import as JSON, with the paths of the files but not their texts.

    The keys are `files`, `incidents`, `mapped`, `remarks`, `new_components` and `missing_components`.
    """
    report = {
        "files": [file.path for file in made.files],
        "incidents": to_builtins(made.incidents),
        "mapped": to_builtins(made.words),
        "remarks": to_builtins(made.remarks),
        "new_components": made.components,
        "missing_components": made.entries,
    }
    return json.dumps(report, ensure_ascii=False, indent=2) + "\n"


def report_markdown(made: Import) -> str:
    """Return the same as Markdown: counts, mappings, and the remarks on each file of the source."""
    return "\n".join(_page(made)).rstrip("\n") + "\n"


def _page(made: Import) -> Iterator[str]:
    yield "# Import\n"
    for outcome in ImportOutcome:
        yield f"- {outcome.value}: {made.count(outcome)}"
    yield f"- updates: {made.updates}"
    yield f"- post-mortems: {made.postmortems}"
    yield f"- new components: {made.components}"
    if made.entries:
        yield f"\n## Missing components\n\n```yaml\n{made.entries}\n```"
    if made.words:
        yield "\n## How words were mapped\n"
        rows = [(each.what, each.old, each.new, str(each.count)) for each in made.words]
        yield from _table(("Kind", "At the source", "Here", "Count"), rows)
    if made.remarks:
        yield "\n## Remarks\n"
        yield from _table(("File", "Grade", "Remark"), [_row(remark) for remark in made.remarks])
    if made.incidents:
        yield "\n## Incidents\n"
        found = [(each.path, each.outcome.value, each.id, str(each.updates)) for each in made.incidents]
        yield from _table(("Source", "Outcome", "Id here", "New updates"), found)


def _row(remark: Remark) -> tuple[str, str, str]:
    detail = f" ({remark.detail})" if remark.detail else ""
    return remark.path, remark.grade.value, f"{remark.about}{detail}"


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield "|" + ":---|" * len(head)
    for row in rows:
        # Escaped, so that a text of the source neither ends a cell nor becomes HTML.
        cells = (" ".join(cell.split()).replace("|", r"\|").replace("<", "&lt;") for cell in row)
        yield f"| {' | '.join(cells)} |"
