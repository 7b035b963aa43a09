"""The history that another generator builds beside ours is the same."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
import yaml


@pytest.fixture
def theme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository that stands for the theme's: its example has settings."""
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
