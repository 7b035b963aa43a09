"""ProperDocs, which goes on where MkDocs 1.x ends, builds the same site."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.example_site import tree

# Each engine names itself and its version, and nothing else may differ.
_GENERATOR = re.compile(rb'<meta name="generator" content="[^"]*">')
NOW = "2026-11-22T00:00Z"
DEMO = Path(__file__).parents[3]


def built(root: Path, folder: Path, engine: str) -> dict[str, bytes]:
    """A process of its own: ProperDocs takes MkDocs' place in the one that imports it."""
    command = [sys.executable, "-m", "outspoken", "build", "--root", str(root), "--site-dir", str(folder)]
    subprocess.run(
        [*command, "--now", NOW, "--engine", engine, "--jobs", "1"], check=True, capture_output=True
    )
    return {path: _GENERATOR.sub(b"", data) for path, data in tree(folder).items()}


def differing(one: dict[str, bytes], two: dict[str, bytes]) -> list[str]:
    return sorted(path for path in one.keys() | two.keys() if one.get(path) != two.get(path))


def test_the_demo_is_the_same(tmp_path: Path) -> None:
    pages = [built(DEMO, tmp_path / engine, engine) for engine in ("mkdocs", "properdocs")]
    assert differing(*pages) == []
    assert _named(tmp_path / "properdocs" / "subscribe" / "index.html") == ["ProperDocs"]


def test_a_new_site_is_the_same(tmp_path: Path) -> None:
    root = tmp_path / "status"
    # It begins with an incident of the instant at which it is made.
    init = [sys.executable, "-m", "outspoken", "init", str(root), "--repo", "acme/status", "--now", NOW]
    subprocess.run(init, check=True, capture_output=True)
    pages = [built(root, tmp_path / engine, engine) for engine in ("mkdocs", "properdocs")]
    assert differing(*pages) == []


def test_its_own_command_runs_the_plugin_too(site: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    site.commit()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795305600")
    command = [
        sys.executable,
        "-m",
        "properdocs",
        "build",
        "--strict",
        "--site-dir",
        str(site.root / "theirs"),
    ]
    done = subprocess.run(command, cwd=site.root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    ours = built(site.root, site.root / "ours", "properdocs")
    theirs = {path: _GENERATOR.sub(b"", data) for path, data in tree(site.root / "theirs").items()}
    assert differing(ours, theirs) == []


def test_a_warning_has_path_and_line(site: Any) -> None:
    site.write("site_src/subscribe.md", "# S\n\n[Gone](gone.md)\n")
    site.commit()
    command = [sys.executable, "-m", "outspoken", "build", "--root", str(site.root), "--engine", "properdocs"]
    done = subprocess.run([*command, "--strict", "--now", NOW], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith(
        "site_src/subscribe.md:3: warning: Doc file 'subscribe.md' contains a link 'gone.md'"
    )


def _named(page: Path) -> list[str]:
    return re.findall(r'name="generator" content="mkdocs-(\w+)', page.read_text(encoding="utf-8"))
