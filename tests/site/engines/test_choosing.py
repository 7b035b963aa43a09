"""`build --engine`: which engine builds the prose, and what is printed if one is missing."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from outspoken.cli import main
from outspoken.site.engines import choose_engine as room
from outspoken.site.engines.choose_engine import EngineError, choose_engine
from outspoken.site.engines.engine_name import Engine


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Package -> version; only these count as installed."""
    found = {"mkdocs": "1.6.1", "mkdocs-material": "9.8.1", "properdocs": "1.6.7"}

    def version(name: str) -> str:
        if name not in found:
            raise PackageNotFoundError(name)
        return found[name]

    monkeypatch.setattr(room, "version", version)
    return found


def test_mkdocs_is_the_first_choice_also_if_both_are_installed(installed: dict[str, str]) -> None:
    choice = choose_engine("auto")
    assert (choice.engine, choice.note) == (Engine.MKDOCS, "")


def test_properdocs_is_the_second_choice(installed: dict[str, str]) -> None:
    del installed["mkdocs"]
    choice = choose_engine("auto")
    assert (choice.engine, choice.note) == (Engine.PROPERDOCS, "")


def test_without_an_engine_one_line_says_what_is_lost(installed: dict[str, str]) -> None:
    installed.clear()
    choice = choose_engine("auto")
    assert choice.engine is Engine.NONE
    assert choice.note == (
        "the prose engine mkdocs cannot be used: mkdocs is not installed, mkdocs-material is not installed; "
        'pip install "mkdocs>=1.6,<2" "mkdocs-material>=9.7.7,<10"; until then, the pages of site_src are '
        "built without plugins, hooks and colours in code"
    )


@pytest.mark.parametrize("found", ["1.5.3", "2.0", "2.0.0a1"])
def test_a_version_that_does_not_fit_is_named(installed: dict[str, str], found: str) -> None:
    installed["mkdocs"] = found
    with pytest.raises(EngineError, match=f"mkdocs {found} does not fit; pip install"):
        choose_engine("mkdocs")
    assert choose_engine("auto").engine is Engine.PROPERDOCS


def test_an_engine_that_is_asked_for_is_never_replaced(installed: dict[str, str]) -> None:
    del installed["properdocs"]
    with pytest.raises(EngineError, match="properdocs is not installed"):
        choose_engine("properdocs")


def run(site: Any, *arguments: str) -> Result:
    arguments = ("--root", str(site.root), "--now", "2026-11-22T00:00Z", *arguments)
    return CliRunner().invoke(main, ["build", *arguments])


def test_a_missing_engine_is_one_line_and_nothing_is_written(site: Any, installed: dict[str, str]) -> None:
    del installed["properdocs"]
    done = run(site, "--engine", "properdocs")
    assert (done.exit_code, done.output) == (
        1,
        "the prose engine properdocs cannot be used: properdocs is not installed; "
        'pip install "properdocs>=1.6.5,<2"\n',
    )
    assert not Path(site.root, "site").exists()


def test_with_last_good_no_engine_replaces_one_that_is_missing(
    site: Any, installed: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    summary = tmp_path / "summary.md"
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    site.commit()
    del installed["properdocs"]
    done = run(site, "--engine", "properdocs", "--last-good")
    said = "the pages of site_src were built by the engine none, for this build"
    assert done.exit_code == 1
    assert "properdocs cannot be used: properdocs is not installed" in done.stderr
    assert said in done.stderr.splitlines()
    assert said in summary.read_text(encoding="utf-8")
    assert b"<h1" in site.built["subscribe/index.html"]


def test_an_unknown_engine_is_wrong_usage(site: Any) -> None:
    done = run(site, "--engine", "hugo")
    assert done.exit_code == 2
    assert "--engine: hugo: write one of auto" in done.output


def test_without_any_engine_all_pages_are_there(site: Any, installed: dict[str, str]) -> None:
    site.commit()
    installed.clear()
    done = run(site)
    assert done.exit_code == 0
    assert done.output.startswith("the prose engine mkdocs cannot be used")
    assert b"<h1" in site.built["subscribe/index.html"]


def test_without_prose_no_engine_is_looked_for(site: Any, installed: dict[str, str]) -> None:
    site.commit()
    installed.clear()
    done = run(site, "--no-prose")
    assert (done.exit_code, "prose engine" in done.output) == (0, False)
    assert "subscribe/index.html" not in site.built
