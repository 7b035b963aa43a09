"""What is exported comes back: value for value, and byte for byte."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.importers.outspoken.made_histories import histories
from tests.importers.outspoken.round_trips import Line, bring_back, decoded, export_of, tree, written

from outspoken.source.format.export_lines import ExportedIncident

ROOT = Path(__file__).parents[3]
GOOD = sorted((ROOT / "tests" / "pass").iterdir())
quickly = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))


def values(lines: list[Line]) -> list[Line]:
    """The lines without files, and updates in the order of their ids."""
    found = [replace(line, files=()) for line in lines]
    return [
        replace(line, updates=tuple(sorted(line.updates, key=lambda update: update.id)))
        if isinstance(line, ExportedIncident)
        else line
        for line in found
    ]


@quickly
@given(histories())
def test_values_become_files_with_the_same_values(lines: list[Line]) -> None:
    with TemporaryDirectory() as folder:
        bring_back(written(lines, Path(folder) / "values.jsonl"), Path(folder) / "new")

        assert values(list(decoded(export_of(Path(folder) / "new")))) == values(lines)


def rewritten(data: bytes, draw: st.DataObject) -> bytes:
    """A file as another editor would have saved it, with comments and spaces that mean nothing."""
    if draw.draw(st.booleans()):
        data = data.replace(b"---\n", b"---\n# written by hand: \xc3\xa9\n\n", 1)
    if draw.draw(st.booleans()):
        data = data.replace(b"\n", b"\r\n")
    data = b"\xef\xbb\xbf" + data if draw.draw(st.booleans()) else data
    return data + draw.draw(st.sampled_from([b"", b"\n\n", b"\n  \n"]))


@quickly
@given(histories(), st.data())
def test_files_come_back_byte_for_byte(lines: list[Line], draw: st.DataObject) -> None:
    with TemporaryDirectory() as folder:
        old, new = Path(folder) / "old", Path(folder) / "new"
        bring_back(written(lines, Path(folder) / "values.jsonl"), old)
        for path in (old / "incidents").rglob("*.md"):
            path.write_bytes(rewritten(path.read_bytes(), draw))
        exported = export_of(old)
        (Path(folder) / "export.jsonl").write_bytes(exported)

        bring_back(Path(folder) / "export.jsonl", new)

        assert tree(new) == tree(old)
        assert export_of(new) == exported


@pytest.mark.parametrize("site", [ROOT, *GOOD], ids=lambda path: path.name)
def test_every_good_site_comes_back_byte_for_byte(site: Path, tmp_path: Path) -> None:
    (tmp_path / "export.jsonl").write_bytes(export_of(site))

    bring_back(tmp_path / "export.jsonl", tmp_path / "new")

    assert tree(tmp_path / "new") == tree(site)


def test_pictures_and_tasks_of_the_team_come_back(tmp_path: Path) -> None:
    old = tmp_path / "old"
    shutil.copytree(ROOT / "tests" / "pass" / "one-incident", old)
    folder = next((old / "incidents").glob("*/*"))
    (folder / "graph.png").write_bytes(b"\x89PNG\r\n\x1a\n\xff\x00")
    (folder / "checklist.md").write_text("- [x] Call Kim\n", encoding="utf-8")
    (old / "incidents" / "README.md").write_text("How we write\n", encoding="utf-8")
    (tmp_path / "export.jsonl").write_bytes(export_of(old))

    bring_back(tmp_path / "export.jsonl", tmp_path / "new")

    assert tree(tmp_path / "new") == tree(old)


def test_a_moved_incident_comes_back_and_is_recognised_under_every_id(tmp_path: Path) -> None:
    first, second = "2026-11-21-chekout", "2026-11-21-checkout"
    head = "---\ntitle: Slow\nimpact: minor\ncomponents: {}\nstarted: 2026-11-21T14:00Z\n"
    old, new = tmp_path / "old", tmp_path / "new"
    twin = f"{head}duplicate_of: {first}\n---\n"
    for root, own, text in ((old, first, head), (new, second, f"{head}aliases: [{first}]\n")):
        for name, words in ((own, f"{text}---\n"), ("2026-11-21-twin", twin)):
            folder = root / f"incidents/2026-11/{name}"
            folder.mkdir(parents=True)
            (folder / "incident.md").write_text(words, encoding="utf-8")
        settings = "site_name: x\nsite_url: https://x.example/\nplugins:\n  - outspoken:\n"
        parts = "      components: [{id: a, name: A}]\n"
        (root / "mkdocs.yml").write_text(settings + parts, encoding="utf-8")
    before, after = tmp_path / "before.jsonl", tmp_path / "after.jsonl"
    before.write_bytes(export_of(old))
    after.write_bytes(export_of(new))

    bring_back(after, tmp_path / "copy")
    assert tree(tmp_path / "copy") == tree(new)
    for source, root in ((before, new), (after, old)):
        was = tree(root)
        made = bring_back(source, root)
        assert {one.outcome.value for one in made.incidents} == {"present"}
        assert tree(root) == was
