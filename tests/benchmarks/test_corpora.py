"""What is measured is what it says it is, and a site without a problem."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from outspoken.model.vocabulary import Kind
from outspoken.source.load import Loaded, load

REPOSITORY = Path(__file__).parent.parent.parent
HOSTED = REPOSITORY / "tests" / "data" / "github-history" / "incidents.jsonl"
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def write(*arguments: object) -> str:
    command = [sys.executable, str(REPOSITORY / "benchmarks" / "corpus.py"), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def read(root: Path, *, use_git: bool = False) -> tuple[Loaded, list[str]]:
    loaded = load(root, now=NOW, use_git=use_git, jobs=1)
    return loaded, [problem.rule for problem in loaded.problems if problem.rule != "no-git-history"]


def written(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()
    }


def test_a_made_up_history_has_no_problem(tmp_path: Path) -> None:
    said = write("synthetic", 60, tmp_path / "site")
    loaded, problems = read(tmp_path / "site")
    assert loaded.history is not None
    assert problems == []
    assert len(loaded.history.incidents) == 60
    assert f"{sum(len(each.updates) for each in loaded.history.incidents)} updates" in said


def test_one_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("first", "second"):
        write("synthetic", 20, tmp_path / name)
    assert written(tmp_path / "first") == written(tmp_path / "second")


def test_sizes_are_those_that_are_promised() -> None:
    from synthetic import make_corpus

    made = make_corpus(4000)
    assert 4.4 < made.updates / len(made.entries) < 4.6
    assert 0.14 < made.postmortems / len(made.entries) < 0.16
    assert len(made.components) == 200


def test_five_hundred_components_have_five_hundred_ids(tmp_path: Path) -> None:
    write("synthetic", 3, tmp_path / "site", "--components", 500)
    loaded, problems = read(tmp_path / "site")
    assert loaded.history is not None
    assert problems == []
    assert len({component.id for component in loaded.history.settings.components}) == 500


def test_git_has_one_commit_for_each_update(tmp_path: Path) -> None:
    write("synthetic", 12, tmp_path / "site", "--git")
    root = str(tmp_path / "site")
    count, status = (
        subprocess.run(["git", "-C", root, *rest], capture_output=True, text=True, check=True).stdout
        for rest in (["rev-list", "--count", "HEAD"], ["status", "--porcelain"])
    )
    loaded, problems = read(tmp_path / "site", use_git=True)
    assert loaded.history is not None
    said = sum(len(each.updates) + (each.postmortem is not None) for each in loaded.history.incidents)
    assert (int(count), status, problems) == (1 + said, "", [])
    assert not any(update.publication.bulk for each in loaded.history.incidents for update in each.updates)


def test_plain_pages_hold_the_same_words(tmp_path: Path) -> None:
    write("synthetic", 12, tmp_path / "site")
    write("synthetic", 12, tmp_path / "plain", "--plain")
    loaded, _ = read(tmp_path / "site")
    assert loaded.history is not None
    for incident in loaded.history.incidents:
        folder = tmp_path / "plain" / "site_src"
        page = (folder / "incidents" / f"{incident.id}.md").read_text(encoding="utf-8")
        assert all(update.body in page for update in incident.updates)
        if incident.postmortem:
            page = (folder / "postmortems" / f"{incident.id}.md").read_text(encoding="utf-8")
            assert incident.postmortem.body in page


def test_a_hosted_history_becomes_a_site(tmp_path: Path) -> None:
    write("hosted", HOSTED, tmp_path / "site")
    loaded, problems = read(tmp_path / "site")
    assert loaded.history is not None
    assert problems == []
    assert len(loaded.history.incidents) == 42
    assert {incident.kind for incident in loaded.history.incidents} == {Kind.INCIDENT, Kind.MAINTENANCE}


def test_updates_of_one_second_keep_their_order(tmp_path: Path) -> None:
    from hosted import read_corpus

    made = read_corpus(HOSTED)
    write("hosted", HOSTED, tmp_path / "site")
    loaded, _ = read(tmp_path / "site")
    assert loaded.history is not None
    assert any(note.name.endswith("-2.md") for entry in made.entries for note in entry.notes)
    for entry in made.entries:
        incident = loaded.history.incident(entry.id)
        assert [update.body for update in incident.updates] == [note.body.strip("\n") for note in entry.notes]
