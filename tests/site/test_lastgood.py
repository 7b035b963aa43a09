"""One bad merge does not darken the page: everything else is published, and the job ends red."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from tests.build_requests import build_request

from outspoken.cli import main
from outspoken.errors import ProblemsError
from outspoken.site import prose_process
from outspoken.site.build_site import BuildResult, build
from outspoken.site.engines.engine_name import Engine


def rescue(site: Any, now: datetime) -> BuildResult:
    return build(
        *build_request(root=site.root, site_dir=site.root / "site", now=now, last_good=True, prose=False)
    )


def gone_around(report: BuildResult) -> list[tuple[str, str | None]]:
    return [(rollback.path, rollback.commit) for rollback in report.rollbacks]


def page(site: Any, name: str) -> str:
    return str(site.built[f"incidents/{name}/index.html"].decode())


def test_a_folder_with_errors_is_published_as_it_was_when_it_was_good(site: Any, now: datetime) -> None:
    folder = "incidents/2026-11/2026-11-20-slow-search"
    good = site.commit()
    site.write(f"{folder}/updates/20261120T120000Z.md", "---\nat: 12:00\n---\nHalf a time.\n")
    site.add_incident("2026-11-21-no-carts")
    bad = site.commit()
    report = rescue(site, now)
    assert bad != good
    assert gone_around(report) == [(folder, good)]
    assert [problem.path for problem in report.rollbacks[0].problems] == [
        f"{folder}/updates/20261120T120000Z.md"
    ]
    assert "Half a time" not in page(site, "2026-11-20-slow-search")
    assert "We have resolved it" in page(site, "2026-11-20-slow-search")
    assert "We have resolved it" in page(site, "2026-11-21-no-carts")


MOVED, BEFORE = "2026-11-20-search-is-slow", "2026-11-20-slow-search"


def move(site: Any, change: str = "") -> None:
    """Move the incident, as `outspoken move` does, and perhaps break its incident.md."""
    folder = site.root / "incidents/2026-11"
    (folder / BEFORE).rename(folder / MOVED)
    head = folder / MOVED / "incident.md"
    head.write_text(
        head.read_text("utf-8").replace("---\n", f"---\naliases: [{BEFORE}]\n{change}", 1), "utf-8"
    )


@pytest.mark.parametrize("error", ["impact: huge\n", "title: [\n"])
def test_an_error_in_the_commit_of_a_move_leaves_the_incident_where_it_was(
    site: Any, now: datetime, error: str
) -> None:
    picture = site.root / "incidents/2026-11" / BEFORE / "graph.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 20)
    update = f"incidents/2026-11/{BEFORE}/updates/20261120T120000Z.md"
    site.write(update, "---\nat: 2026-11-20T12:00Z\n---\n![Graph](graph.png)\n")
    good = site.commit()
    move(site, error)
    site.commit()

    assert gone_around(rescue(site, now)) == [(f"incidents/2026-11/{MOVED}", good)]
    assert "We have resolved it" in page(site, BEFORE)
    assert f"incidents/{BEFORE}/graph.png" in site.built


@pytest.mark.parametrize("is_whole", [False, True])
def test_what_is_written_under_a_former_id_takes_no_moved_incident_away(
    site: Any, now: datetime, *, is_whole: bool
) -> None:
    site.commit()
    move(site)
    site.commit()
    if is_whole:
        site.add_incident(BEFORE)
    else:
        site.write(
            f"incidents/2026-11/{BEFORE}/updates/20261120T120000Z.md", "---\nat: 2026-11-20T12:00Z\n---\nX.\n"
        )
    site.commit()

    assert gone_around(rescue(site, now)) == [(f"incidents/2026-11/{BEFORE}", None)]
    assert "We have resolved it" in page(site, MOVED)


def test_versions_that_were_bad_too_are_passed_over(site: Any, now: datetime) -> None:
    folder = "incidents/2026-11/2026-11-20-slow-search"
    good = site.commit()
    for attempt in ("worse", "even worse"):
        site.write(f"{folder}/incident.md", attempt)
        site.commit()
    assert gone_around(rescue(site, now)) == [(folder, good)]


def test_a_picture_comes_from_the_commit_of_its_page(site: Any, now: datetime) -> None:
    folder = "incidents/2026-11/2026-11-20-slow-search"
    picture = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
    (site.root / folder / "graph.png").write_bytes(picture)
    update = f"{folder}/updates/20261120T120000Z.md"
    site.write(update, "---\nat: 2026-11-20T12:00Z\n---\n![Graph](graph.png)\n")
    site.commit()
    (site.root / folder / "graph.png").unlink()
    site.write(update, "---\nat: noon\n---\nNo graph.\n")
    site.commit()
    rescue(site, now)
    assert site.built["incidents/2026-11-20-slow-search/graph.png"] == picture


def test_an_incident_that_never_was_good_is_left_out_and_named(site: Any, now: datetime) -> None:
    site.commit()
    site.write("incidents/2026-11/2026-11-21-new/incident.md", "no front matter")
    site.commit()
    report = rescue(site, now)
    assert gone_around(report) == [("incidents/2026-11/2026-11-21-new", None)]
    assert report.incidents == 1


def test_of_two_that_claim_one_old_path_the_later_merge_steps_back(site: Any, now: datetime) -> None:
    first = site.add_incident("2026-11-18-first", extra="redirects: [/old/]\n")
    second = site.add_incident("2026-11-19-second")
    before = site.commit()
    site.add_incident("2026-11-19-second", extra="redirects: [/old/]\n")
    site.commit()
    assert gone_around(rescue(site, now)) == [(second, before)]
    assert b"2026-11-18-first" in site.built["old/index.html"]
    assert first != second


def test_a_component_removed_while_an_incident_names_it_stays_for_now(site: Any, now: datetime) -> None:
    settings = (site.root / "mkdocs.yml").read_text(encoding="utf-8")
    before = site.commit()
    site.write("mkdocs.yml", settings.replace("        - {id: search, name: Search}\n", ""))
    site.commit()
    report = rescue(site, now)
    assert gone_around(report) == [("mkdocs.yml", before)]
    assert "We have resolved it" in page(site, "2026-11-20-slow-search")


def test_broken_settings_are_read_as_they_were(site: Any, now: datetime) -> None:
    before = site.commit()
    site.write("mkdocs.yml", "site_name: [")
    site.add_incident("2026-11-21-no-carts")
    site.commit()
    report = rescue(site, now)
    assert gone_around(report) == [("mkdocs.yml", before)]
    assert report.incidents == 2


def test_a_stray_file_is_reported_and_does_not_stop_the_rest(site: Any, now: datetime) -> None:
    site.write("incidents/2026-11/stray.txt", "lost")
    site.commit()
    report = rescue(site, now)
    assert any(problem.path.endswith("stray.txt") and problem.is_error for problem in report.problems)
    assert report.incidents == 1


def with_prose(site: Any, now: datetime, **options: Any) -> BuildResult:
    order = {"root": site.root, "site_dir": site.root / "site", "now": now, "last_good": True}
    return build(*build_request(**(order | options)))


FAILING = {
    "an unknown plugin": ("  - search\n  - nonsense\n", "", "nonsense"),
    "a hook that ends the process": ("  - search\n", "raise SystemExit(3)", "exit code 3"),
    "a lack of memory": ("  - search\n", "import os; os.kill(os.getpid(), 9)", "is there enough memory?"),
}


@pytest.mark.parametrize("case", FAILING)
def test_an_engine_that_fails_is_replaced_for_this_build(case: str, site: Any, now: datetime) -> None:
    plugins, hook, reason = FAILING[case]
    text = (site.root / "mkdocs.yml").read_text(encoding="utf-8").replace("  - search\n", plugins)
    site.write("mkdocs.yml", text + ("hooks: [hook.py]\n" if hook else ""))
    site.write("hook.py", f"def on_config(config):\n    {hook}\n")
    site.commit()
    report = with_prose(site, now)
    errors = [problem for problem in report.problems if problem.is_error]
    assert {problem.rule for problem in errors} == {"prose-failed"}
    assert any(reason in problem.message for problem in errors)
    assert errors[-1].hint == "until this is corrected, builds with --last-good do without the engine"
    assert report.engine is Engine.NONE
    assert b'<article class="lead body">' in site.built["subscribe/index.html"]


def test_a_page_that_cannot_be_read_is_left_out_alone(site: Any, now: datetime) -> None:
    (site.root / "site_src" / "bad.md").write_bytes(b"# A\n\n\xff\n")
    site.commit()
    report = with_prose(site, now)
    assert "site_src/bad.md:3" in {problem.place for problem in report.problems}
    assert "bad/index.html" not in site.built
    assert "subscribe/index.html" in site.built


def test_pages_that_no_engine_may_build_are_left_out(site: Any, now: datetime) -> None:
    (site.root / "site_src" / "link.txt").symlink_to(site.root / "mkdocs.yml")
    site.commit()
    report = with_prose(site, now)
    assert report.engine is None
    assert b"We sell things." in site.built["index.html"]
    assert "subscribe/index.html" not in site.built


def test_without_last_good_an_engine_that_fails_is_never_replaced(site: Any, now: datetime) -> None:
    text = (site.root / "mkdocs.yml").read_text(encoding="utf-8")
    site.write("mkdocs.yml", text.replace("  - search\n", "  - search\n  - nonsense\n"))
    site.commit()
    with pytest.raises(ProblemsError):
        with_prose(site, now, last_good=False)
    assert not (site.root / "site").exists()


def test_an_engine_that_does_not_end_is_ended(
    site: Any, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prose_process, "_SECONDS", 0)
    text = (site.root / "mkdocs.yml").read_text(encoding="utf-8")
    site.write("mkdocs.yml", f"{text}hooks: [hook.py]\n")
    site.write("hook.py", "import time\ndef on_config(config):\n    time.sleep(600)\n")
    site.commit()
    report = with_prose(site, now)
    assert "the engine mkdocs did not end within 0 seconds" in {one.message for one in report.problems}


def test_a_good_repository_is_built_as_always(site: Any, now: datetime) -> None:
    site.commit()
    report = rescue(site, now)
    assert report.rollbacks == ()
    assert report.problems == ()


@pytest.mark.parametrize("in_actions", [False, True])
def test_the_command_says_what_it_did_and_exits_with_1(
    site: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, in_actions: bool
) -> None:
    summary = tmp_path / "summary.md"
    monkeypatch.setenv("GITHUB_ACTIONS", str(in_actions).lower())
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    good = site.commit()
    site.write("incidents/2026-11/2026-11-20-slow-search/incident.md", "broken")
    site.commit()
    asked = ["build", "--root", str(site.root), "--now", "2026-11-22T00:00Z", "--last-good", "--no-prose"]
    done = CliRunner().invoke(main, asked)
    said = (
        f"incidents/2026-11/2026-11-20-slow-search was published as in commit {good[:12]}, "
        "its last version without errors"
    )
    assert done.exit_code == 1
    assert said in done.stderr
    assert "1 incidents" not in done.stderr
    assert done.stdout == ""
    assert summary.exists() == in_actions
    if in_actions:
        assert said in summary.read_text(encoding="utf-8")
        assert "::error file=incidents/2026-11/2026-11-20-slow-search/incident.md" in done.stderr
