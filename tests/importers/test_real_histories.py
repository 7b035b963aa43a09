"""Two sites that real teams wrote come along whole."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.importers.conftest import Imported, bring

from outspoken.importers.import_report import Grade
from outspoken.model.vocabulary import Kind, Status

DATA = Path(__file__).parent.parent / "data"
SITES = {"jenkins-status": 297, "packit-status": 108}
WORD = re.compile(r"\w+")


@pytest.fixture(scope="module", params=SITES)
def imported(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Imported:
    """A whole site, imported once."""
    return bring(DATA / request.param, tmp_path_factory.mktemp(request.param))


def source_of(imported: Imported) -> Path:
    return DATA / re.sub(r"\d+$", "", imported.root.name)


def test_every_incident_comes_along_and_checks_clean(imported: Imported) -> None:
    assert imported.problems == ()
    assert len(imported.history.incidents) == SITES[source_of(imported).name]
    assert [remark for remark in imported.made.remarks if remark.grade is Grade.NOT_IMPORTED] == []


def test_no_word_is_lost(imported: Imported) -> None:
    folders = {
        path: imported.root / incident.folder
        for incident in imported.history.incidents
        for path in incident.redirects
    }
    lost = {}
    for old in source_of(imported).glob("issues/*.md"):
        folder = folders[f"/issues/{old.stem.lower()}/"]
        kept = {
            word for file in folder.rglob("*.md") for word in WORD.findall(file.read_text(encoding="utf-8"))
        }
        body = re.split(r"^---\s*$", old.read_text(encoding="utf-8"), flags=re.MULTILINE)
        # One file lacks its first line, so that its text is what stands after the last rule.
        text = "\n".join(body[2:] if body[0] == "" else body[1:])
        if missing := [word for word in WORD.findall(text) if word not in kept]:
            lost[old.name] = missing
    assert lost == {}


def test_titles_and_starts_are_kept(imported: Imported) -> None:
    for old in source_of(imported).glob("issues/*.md"):
        text = old.read_text(encoding="utf-8")
        day = re.search(r"^date:\s*\"?(\d{4}-\d{2})", text, re.MULTILINE)
        title = re.search(r"^title:\s*(.*)$", text, re.MULTILINE)
        assert day and title
        path = f"/issues/{old.stem.lower()}/"
        incident = next(each for each in imported.history.incidents if path in each.redirects)
        assert incident.title == title[1].strip("\"' ").replace("`", "")
        assert abs(int(incident.id[5:7]) - int(day[1][5:7])) in {0, 1, 11}


def test_everything_is_over_and_has_something_to_say(imported: Imported) -> None:
    for incident in imported.history.incidents:
        assert incident.updates
        final = any(update.status and update.status.is_final for update in incident.updates)
        assert final or incident.kind is Kind.MAINTENANCE


def test_order_and_times_of_a_long_incident(tmp_path: Path) -> None:
    source = tmp_path / "old"
    (source / "issues").mkdir(parents=True)
    name = "issues/2023-03-28-ci-outage.md"
    (source / name).write_bytes((DATA / "jenkins-status" / name).read_bytes())
    (incident,) = bring(source, tmp_path / "new").history.incidents
    assert [f"{update.at:%dT%H:%M}" for update in incident.updates] == [
        "28T14:00",
        "28T21:00",
        "29T07:30",
        "29T14:00",
        "29T15:30",
        "29T15:50",
        "29T15:55",
    ]
    assert [update.status for update in incident.updates] == [
        Status.INVESTIGATING,
        *[None] * 5,
        Status.RESOLVED,
    ]
