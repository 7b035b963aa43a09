"""The history that another generator builds beside ours is the same, and the table shows both."""

from __future__ import annotations

import json
import subprocess
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
import yaml


@pytest.fixture
def theme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository in place of the theme's: its example has settings."""
    folder = tmp_path / "theme"
    (folder / "exampleSite").mkdir(parents=True)
    (folder / "exampleSite" / "config.yml").write_text(
        "params: {brand: '#000000', systems: []}\n", encoding="utf-8"
    )
    who = ("-c", "user.name=Kim", "-c", "user.email=kim@example.com")
    for words in (("init", "-q"), ("add", "."), ("commit", "-qm", "A theme")):
        subprocess.run(["git", *who, *words], cwd=folder, check=True)
    monkeypatch.setenv("CSTATE", str(folder))
    return folder


@pytest.mark.usefixtures("theme")
def test_every_incident_is_an_issue_with_its_components_and_updates(tmp_path: Path) -> None:
    from rival import write_cstate
    from synthetic import make_corpus

    corpus = make_corpus(20)
    write_cstate(corpus, tmp_path / "site")
    settings = json.loads((tmp_path / "site" / "config.json").read_text(encoding="utf-8"))
    assert settings["params"]["brand"] == "#000000"
    names = {system["name"] for system in settings["params"]["systems"]}
    assert names == {name for _, name, _ in corpus.components}
    for entry in corpus.entries:
        text = (tmp_path / "site" / "content" / "issues" / f"{entry.id}.md").read_text(encoding="utf-8")
        front = yaml.safe_load(text.split("---\n")[1])
        assert front["title"] == entry.title
        assert set(front["affected"]) <= names
        assert all(note.body in text for note in entry.notes)


def costs(workflow: str, *seconds: float) -> list[Any]:
    from pipeline import StepCost
    from timing import Cost

    return [
        StepCost(workflow=workflow, job="build", step=f"Step {cpu}", cost=Cost(wall=2 * cpu, cpu=cpu))
        for cpu in seconds
    ]


def test_the_table_has_each_step_and_each_workflow_together() -> None:
    from publishing import table

    steps = {
        "cold": [*costs("publish", 1, 2), *costs("cState", 4)],
        "warm": [*costs("publish", 0.5, 1), *costs("cState", 3)],
    }
    shown = [line.split(maxsplit=4) for line in list(table(steps))[1:]]
    assert shown == [
        ["3.00", "6.00", "1.50", "3.00", "publish"],
        ["1.00", "2.00", "0.50", "1.00", "publish/build: Step 1"],
        ["2.00", "4.00", "1.00", "2.00", "publish/build: Step 2"],
        ["4.00", "8.00", "3.00", "6.00", "cState"],
        ["4.00", "8.00", "3.00", "6.00", "cState/build: Step 4"],
    ]


@pytest.mark.parametrize(
    ("address", "said"), [("", "set CSTATE to its repository"), ("/nowhere/at/all", "git")]
)
def test_without_the_theme_the_table_is_printed_and_a_line_says_why(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    address: str,
    said: str,
) -> None:
    import publishing

    monkeypatch.setenv("CSTATE", address)
    monkeypatch.setattr(publishing, "FOLDER", tmp_path)
    steps = {"cold": costs("publish", 1), "warm": costs("publish", 2)}
    monkeypatch.setattr(publishing, "pipeline", lambda *_: nullcontext(steps))
    rows = list(publishing.publishing(2, "2026-11-21T12:00:00Z", "0"))
    table, line = capsys.readouterr().out.strip().rsplit("\n", 1)
    assert "publish/build: Step 1" in table
    assert line.startswith("cState is not measured: ")
    assert said in line
    assert [row.measured for row in rows] == [1, 2, 0]
