"""A build is whole or not at all, and the same everywhere."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from tests.build_requests import build_request

from outspoken.errors import ProblemsError
from outspoken.render.shared import Shared
from outspoken.site import assemble
from outspoken.site.build_site import BuildRequest, BuildResult, build
from outspoken.site.engines.engine_name import Engine
from outspoken.source.repository_reader import RepositoryReader


def order(site: Any, now: datetime, **asked: Any) -> tuple[BuildRequest, RepositoryReader]:
    return build_request(root=site.root, site_dir=site.root / "site", now=now, **asked)


def rules_of(caught: pytest.ExceptionInfo[ProblemsError]) -> set[str]:
    return {problem.rule for problem in caught.value.problems if problem.rule != "no-git-history"}


def test_a_site_has_its_status_pages_its_prose_and_one_mark(site: Any, now: datetime) -> None:
    report = build(*order(site, now))
    built = site.built
    assert report == BuildResult(
        incidents=1, files=len(built), problems=report.problems, rollbacks=(), engine=Engine.MKDOCS
    )
    assert {problem.rule for problem in report.problems} == {"no-git-history"}
    assert built.keys() >= {
        "index.html",
        "incidents/2026-11-20-slow-search/index.html",
        "history/index.html",
        "components/checkout/index.html",
        "subscribe/index.html",
        "search/search_index.json",
        "404.html",
        "sitemap.xml",
        ".nojekyll",
        ".well-known/api-catalog",
        ".well-known/operational-state",
        "incidents/2026-11-20-slow-search/index.md",
    }
    assert json.loads(built["build.json"])["now"] == "2026-11-22T00:00:00Z"


@pytest.mark.parametrize("prose", [True, False])
def test_hidden_files_are_in_place_after_each_build(prose: bool, site: Any, now: datetime) -> None:
    for _ in range(2):
        build(*order(site, now, prose=prose))
        assert site.built.keys() >= {".nojekyll", ".well-known/api-catalog", "api/catalog.json"}


def test_the_home_page_has_the_words_of_its_author_below_the_status(site: Any, now: datetime) -> None:
    build(*order(site, now))
    assert b'We sell <a href="subscribe/">things</a>.' in site.built["index.html"]


def test_nothing_of_the_engines_clock_reaches_the_site(site: Any, now: datetime) -> None:
    build(*order(site, now))
    assert "sitemap.xml.gz" not in site.built
    assert b"https://status.example.com/subscribe/" in site.built["sitemap.xml"]
    assert b"incidents/2026-11-20-slow-search/" in site.built["sitemap.xml"]


def test_recent_incidents_are_found_by_the_search_of_the_prose(site: Any, now: datetime) -> None:
    build(*order(site, now))
    index = json.loads(site.built["search/search_index.json"])
    places = [entry["location"] for entry in index["docs"]]
    assert places == ["", "subscribe/", "incidents/2026-11-20-slow-search/"]


def test_incidents_are_found_without_the_engine_too(site: Any, now: datetime) -> None:
    build(*order(site, now, prose=False))
    index = json.loads(site.built["search/search_index.json"])
    assert [entry["location"] for entry in index["docs"]] == ["incidents/2026-11-20-slow-search/"]


def test_a_block_of_code_keeps_its_blank_lines(site: Any, now: datetime) -> None:
    path = "incidents/2026-11/2026-11-20-slow-search/incident.md"
    words = (site.root / path).read_text(encoding="utf-8")
    site.write(path, f"{words}\n```\nfirst\n\n\n  second\n```\n")
    build(*order(site, now))
    page = site.built["incidents/2026-11-20-slow-search/index.html"]
    assert b"<pre><code>first\n\n\n  second\n</code></pre>" in page


def test_prose_at_the_path_of_a_folder_is_a_problem(site: Any, now: datetime) -> None:
    site.write("site_src/incidents", "not a folder")
    with pytest.raises(ProblemsError) as caught:
        build(*order(site, now, last_good=True))
    (problem,) = caught.value.problems
    assert (problem.path, problem.rule) == ("site_src/incidents", "output-clash")


def test_a_style_sheet_of_the_frame_is_written_into_pages_not_beside_them(site: Any, now: datetime) -> None:
    build(*order(site, now))
    assert [path for path in site.built if "/" not in path and path.endswith((".css", ".svg"))] == [
        "badge.svg"
    ]


def test_problems_leave_the_site_as_it_was(site: Any, now: datetime) -> None:
    build(*order(site, now))
    before = site.built
    site.write("incidents/2026-11/2026-11-21-new/incident.md", "no front matter")
    with pytest.raises(ProblemsError):
        build(*order(site, now))
    assert site.built == before


def test_strict_takes_warnings_for_errors(site: Any, now: datetime) -> None:
    with pytest.raises(ProblemsError) as caught:
        build(*order(site, now, strict=True))
    assert [problem.rule for problem in caught.value.problems] == ["no-git-history"]
    assert not (site.root / "site").exists()


def test_a_prose_link_that_leads_nowhere_is_reported_on_its_line(site: Any, now: datetime) -> None:
    site.write("site_src/subscribe.md", "# Subscribe\n\nBy [pigeon](pigeon.md).\n")
    (problem,) = (one for one in build(*order(site, now)).problems if one.rule == "prose-warning")
    assert (problem.path, problem.line) == ("site_src/subscribe.md", 3)


def test_two_makers_of_one_path_are_both_named(site: Any, now: datetime) -> None:
    site.write("site_src/robots.txt", "mine")
    site.write("site_src/history/index.md", "# Mine")
    with pytest.raises(ProblemsError) as caught:
        build(*order(site, now))
    assert rules_of(caught) == {"output-clash"}
    assert [(problem.path, problem.message) for problem in caught.value.problems if problem.is_error] == [
        (
            "site_src/history/index.md",
            "site_src/history/index.md and the history both write history/index.html of the site",
        ),
        ("site_src/robots.txt", "site_src/robots.txt and robots.txt both write robots.txt of the site"),
    ]
    assert not (site.root / "site").exists()


def test_an_engine_that_fails_is_one_problem_and_no_site(site: Any, now: datetime) -> None:
    text = (site.root / "mkdocs.yml").read_text(encoding="utf-8")
    site.write("mkdocs.yml", text.replace("  - search\n", "  - search\n  - nonsense\n"))
    with pytest.raises(ProblemsError) as caught:
        build(*order(site, now))
    assert rules_of(caught) == {"prose-failed"}
    assert any("nonsense" in problem.message for problem in caught.value.problems)
    assert not (site.root / "site").exists()


def test_without_prose_no_engine_is_needed(site: Any, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] in ("mkdocs", "material")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "mkdocs", None)
    build(*order(site, now, prose=False))
    built = site.built
    assert b"We sell things." in built["index.html"]
    assert b"subscribe/" not in built["index.html"]
    assert b"subscribe/" not in built["sitemap.xml"]
    assert "subscribe/index.html" not in built


def many(site: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assemble, "_FEW", 2)
    monkeypatch.setattr(assemble, "_BATCH", 2)
    for day in range(1, 8):
        site.add_incident(f"2026-11-{day:02}-trouble")


def test_many_processes_make_what_one_does(site: Any, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    many(site, monkeypatch)
    seen: list[tuple[int, int]] = []
    build(*order(site, now, jobs=1, prose=False))
    alone = site.built
    build(*order(site, now, jobs=3, prose=False), lambda done, total: seen.append((done, total)))
    assert site.built == alone
    assert seen[-1] == (8, 8)


@pytest.mark.parametrize("jobs", [1, 3])
@pytest.mark.parametrize("path", ["/updates.atom", "/robots.txt/1"])
def test_an_old_path_that_needs_a_folder_in_place_of_a_file_costs_no_page(
    site: Any, now: datetime, monkeypatch: pytest.MonkeyPatch, path: str, jobs: int
) -> None:
    many(site, monkeypatch)
    head = site.root / "incidents/2026-11/2026-11-01-trouble/incident.md"
    head.write_text(head.read_text("utf-8").replace("---\n", f"---\nredirects: [{path}]\n", 1), "utf-8")
    report = build(*order(site, now, jobs=jobs, prose=False, last_good=True))
    clash = next(problem for problem in report.problems if problem.rule == "output-clash")
    assert clash.path == "incidents/2026-11/2026-11-01-trouble/incident.md"
    assert {"updates.atom", "robots.txt", "incidents/2026-11-01-trouble/index.html"} <= site.built.keys()


def test_a_worker_that_is_killed_costs_the_build_not_the_site(
    site: Any, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    many(site, monkeypatch)
    build(*order(site, now, prose=False))
    before = site.built

    def killed(shared: Shared, incident: object) -> None:
        os._exit(9)

    monkeypatch.setattr(assemble, "incident_outputs", killed)
    with pytest.raises(ChildProcessError, match="ended early"):
        build(*order(site, now, jobs=2, prose=False))
    assert site.built == before
    assert sorted(path.name for path in site.root.iterdir() if path.name.startswith(".")) == []


def test_what_a_worker_trips_over_is_reported(
    site: Any, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    many(site, monkeypatch)

    def broken(shared: Shared, incident: object) -> None:
        raise ZeroDivisionError("so it goes")

    monkeypatch.setattr(assemble, "incident_outputs", broken)
    with pytest.raises(ChildProcessError, match="ZeroDivisionError: so it goes"):
        build(*order(site, now, jobs=2, prose=False))


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_cannot_be_read_during_a_build_is_not_called_unwritable(
    site: Any, now: datetime, monkeypatch: pytest.MonkeyPatch, jobs: int
) -> None:
    many(site, monkeypatch)

    def unreadable(shared: Shared, incident: object) -> None:
        raise PermissionError(13, "Permission denied", "incidents/2026-11/a/graph.png")

    monkeypatch.setattr(assemble, "incident_outputs", unreadable)
    with pytest.raises(ProblemsError) as raised:
        build(*order(site, now, jobs=jobs, prose=False))
    (problem,) = raised.value.problems
    assert (problem.rule, problem.path) == ("unreadable", "incidents/2026-11/a/graph.png")
    assert problem.message == "this cannot be read: Permission denied"


ELSEWHERE = {"TZ": "Pacific/Auckland", "LANG": "tr_TR.UTF-8", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "7"}


@pytest.mark.parametrize("options", [[], ["--no-prose", "--jobs", "1"]])
def test_a_commit_and_an_instant_give_the_same_bytes_on_any_machine(site: Any, options: list[str]) -> None:
    site.commit()
    words = [sys.executable, "-m", "outspoken", "build", "--root", str(site.root), *options]
    here = os.environ | {"TZ": "UTC", "LANG": "C.UTF-8", "PYTHONHASHSEED": "1"}
    for target, environment, mask in (("one", here, 0o022), ("two", os.environ | ELSEWHERE, 0o077)):
        at = ["--now", "2026-11-22T00:00Z", "--site-dir", str(site.root / target)]
        subprocess.run([*words, *at], check=True, env=environment, umask=mask, capture_output=True)
    one, two = (
        {
            path.relative_to(site.root / name): path.read_bytes()
            for path in (site.root / name).rglob("*")
            if path.is_file()
        }
        for name in ("one", "two")
    )
    assert sorted(one) == sorted(two)
    assert [path for path in one if one[path] != two[path]] == []


PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20


def test_a_picture_that_a_page_shows_is_published_and_no_other(site: Any, now: datetime) -> None:
    folder = site.root / "incidents/2026-11/2026-11-20-slow-search"
    for name in ("graph.png", "draft.png"):
        (folder / name).write_bytes(PNG)
    site.write(
        "incidents/2026-11/2026-11-20-slow-search/updates/20261120T120000Z.md",
        "---\nat: 2026-11-20T12:00Z\n---\nSee ![the graph](graph.png).\n",
    )
    build(*order(site, now, prose=False))
    assert site.built["incidents/2026-11-20-slow-search/graph.png"] == PNG
    assert "incidents/2026-11-20-slow-search/draft.png" not in site.built


def test_a_site_without_a_home_page_of_its_own_has_ours(site: Any, now: datetime) -> None:
    (site.root / "site_src" / "index.md").unlink()
    build(*order(site, now))
    assert b"Made later" not in site.built["index.html"]
    assert b"Example status" in site.built["index.html"]


def test_what_plugins_print_is_no_output_of_ours(
    site: Any, now: datetime, capfd: pytest.CaptureFixture[str]
) -> None:
    settings = (site.root / "mkdocs.yml").read_text(encoding="utf-8")
    site.write("mkdocs.yml", settings + "hooks: [hook.py]\n")
    site.write("hook.py", "def on_pre_build(**_):\n    print('hello')\n")
    build(*order(site, now))
    assert capfd.readouterr().out == ""


def test_a_place_that_cannot_be_written_is_one_clear_problem(site: Any, now: datetime) -> None:
    (site.root / "file").touch()
    with pytest.raises(ProblemsError) as caught:
        build(*build_request(root=site.root, site_dir=site.root / "file" / "site", now=now))
    (problem,) = caught.value.problems
    assert problem.rule == "site-dir"
    assert problem.message == "this cannot be written: File exists"


def test_the_emergency_path_reads_no_symbolic_link(site: Any, now: datetime, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("canary", encoding="utf-8")
    (site.root / "site_src" / "index.md").unlink()
    (site.root / "site_src" / "index.md").symlink_to(tmp_path / "secret")
    build(*order(site, now, prose=False))
    assert b"canary" not in site.built["index.html"]
