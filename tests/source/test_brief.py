"""What an update is read with is what the whole settings say; records cannot be changed."""

from __future__ import annotations

import copy
import pickle
from datetime import UTC, datetime
from pathlib import Path

import pytest

from outspoken.errors import ProblemsError
from outspoken.model.incident import Publication, Symptoms, Update
from outspoken.source.incidents.components_only import brief_context, whole_settings
from outspoken.source.incidents.folder import parse_incident
from outspoken.source.incidents.folder_context import context_for
from outspoken.source.settings.read_settings import read_settings

TESTS = Path(__file__).parent.parent
NOW = datetime(2026, 11, 21, 18, tzinfo=UTC)
SITES = sorted({path.parent for path in [*TESTS.glob("*/*/mkdocs.yml"), TESTS.parent / "mkdocs.yml"]})


@pytest.mark.parametrize("root", SITES, ids=lambda root: root.name)
def test_the_brief_reader_finds_what_the_whole_one_finds(root: Path) -> None:
    settings = read_settings(root, [])
    if settings is None:
        return
    brief, whole = brief_context(root, NOW), context_for(settings, NOW)

    assert (brief.components, brief.names) == (whole.components, whole.names)
    assert (brief.zone, brief.latest, brief.day(NOW)) == (whole.zone, whole.latest, whole.day(NOW))
    assert brief.sections == whole.sections
    assert whole_settings(root) == settings


@pytest.mark.parametrize(
    "text", ["", "a: [", "plugins: [outspoken]", "[" * 60_000, "\xff", "plugins: {outspoken: 3}"]
)
def test_what_it_cannot_read_is_left_to_the_full_reader(tmp_path: Path, text: str) -> None:
    (tmp_path / "mkdocs.yml").write_text(text, encoding="latin-1")

    with pytest.raises(ProblemsError):
        brief_context(tmp_path, NOW)


def test_a_published_post_mortem_is_read_without_the_other_settings(tmp_path: Path) -> None:
    site = TESTS / "fail" / "missing-section"
    settings = (site / "mkdocs.yml").read_text(encoding="utf-8").replace("within: 1d", "within: soon")
    context = brief_context(tmp_path, NOW, settings.encode())
    (path,) = site.glob("incidents/*/*/postmortem.md")
    files = {name: (path.parent / name).read_bytes() for name in ("incident.md", "postmortem.md")}

    found = parse_incident(path.parent.relative_to(site).as_posix(), files, context)

    assert [problem.rule for problem in found.problems] == ["missing-section"]


UPDATE = Update(id="a", at=NOW, body="x", publication=Publication(at=NOW))


def test_a_record_is_compared_copied_and_sent_by_its_values() -> None:
    twin = Update(id="a", at=NOW, body="x", publication=Publication(at=NOW))

    assert (twin == UPDATE, hash(twin) == hash(UPDATE), twin is UPDATE) == (True, True, False)
    assert Symptoms() != UPDATE
    assert pickle.loads(pickle.dumps(UPDATE)) == copy.deepcopy(UPDATE) == UPDATE
    assert repr(Symptoms(signing_in="a")) == "Symptoms(signing_in='a', signed_in='')"


def test_a_record_is_never_changed_and_takes_names_alone() -> None:
    with pytest.raises(AttributeError):
        UPDATE.body = "y"  # type: ignore[misc]
    with pytest.raises(AttributeError):
        del UPDATE.body
    with pytest.raises(TypeError):
        Symptoms("a")  # type: ignore[misc]
    with pytest.raises(TypeError):
        Publication()  # type: ignore[call-arg]
