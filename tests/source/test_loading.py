"""A folder becomes a History: with git and without, in one process and in several, whole and in parts."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from outspoken.model.incident import Difference, Edit, Publication
from outspoken.model.vocabulary import Status
from outspoken.source.incidents import parallel
from outspoken.source.load import load

MakeSite = Callable[[Mapping[str, str | bytes]], Path]
NOW = datetime(2026, 11, 21, 18, tzinfo=UTC)
FOLDER = "incidents/2026-11/2026-11-21-checkout-errors"
NAME = f"{FOLDER}/updates/20261121T141000Z-investigating.md"
HEAD = """---
title: Checkout errors
impact: major
components: {checkout: partial_outage}
started: 2026-11-21T14:05Z
---
Some payments fail.
"""
UPDATE = "---\nstatus: investigating\nat: 2026-11-21T14:10Z\n---\nWe are looking into it.\n"
FILES = {f"{FOLDER}/incident.md": HEAD, NAME: UPDATE}


def git(root: Path, *words: str, at: str = "2026-11-21T14:12:00Z") -> None:
    environment = {
        "PATH": "/usr/bin:/bin:/usr/local/bin", "HOME": str(root), "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.com", "GIT_AUTHOR_DATE": at,
        "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@example.com", "GIT_COMMITTER_DATE": at,
    }  # fmt: skip
    subprocess.run(["git", "-C", str(root), *words], check=True, capture_output=True, env=environment)


def commit(root: Path, at: str) -> None:
    if not (root / ".git").exists():
        git(root, "init", "-q", "-b", "main")
    git(root, "add", "-A", at=at)
    git(root, "commit", "-q", "-m", "Change", at=at)


def test_without_git_everything_is_dated_by_itself_and_one_warning_says_so(make_site: MakeSite) -> None:
    loaded = load(make_site(FILES), now=NOW)

    assert [(problem.rule, problem.is_error) for problem in loaded.problems] == [("no-git-history", False)]
    assert loaded.history
    assert loaded.history.commit is None
    assert loaded.history.incidents[0].publication == Publication(
        at=NOW.replace(hour=14, minute=5), bulk=True
    )


def test_a_shallow_clone_counts_as_none_and_says_why(make_site: MakeSite, tmp_path: Path) -> None:
    site = make_site(FILES)
    commit(site, "2026-11-21T14:12:00Z")
    (site / "more.txt").write_text("more\n", encoding="utf-8")
    commit(site, "2026-11-21T14:13:00Z")
    git(tmp_path, "clone", "-q", "--depth=1", f"file://{site}", "clone")
    (problem,) = load(tmp_path / "clone", now=NOW).problems

    assert (problem.path, problem.rule, "shallow" in problem.message) == ("incidents", "no-git-history", True)


def test_an_empty_site_needs_no_git(make_site: MakeSite) -> None:
    assert load(make_site({}), now=NOW).problems == ()


def test_a_commit_dates_what_it_added(make_site: MakeSite) -> None:
    site = make_site(FILES)
    commit(site, "2026-11-21T14:12:00Z")
    loaded = load(site, now=NOW)

    assert loaded.problems == ()
    assert loaded.history
    assert loaded.history.incidents[0].updates[0].publication == Publication(
        at=NOW.replace(hour=14, minute=12), order=0, bulk=False
    )
    assert len(loaded.history.commit or "") == 40


def test_what_is_not_committed_is_published_now(make_site: MakeSite) -> None:
    site = make_site(FILES)
    commit(site, "2026-11-21T14:12:00Z")
    (site / NAME).with_name("20261121T150000Z-resolved.md").write_text(
        UPDATE.replace("investigating", "resolved").replace("14:10", "15:00"), encoding="utf-8"
    )
    history = load(site, now=NOW).history

    assert history
    assert history.incidents[0].updates[1].publication == Publication(at=NOW, order=1, bulk=False)


def test_an_edit_is_kept_with_the_words_and_facts_before_it(make_site: MakeSite) -> None:
    site = make_site(FILES)
    commit(site, "2026-11-21T14:12:00Z")
    (site / NAME).write_text(UPDATE.replace("investigating", "identified"), encoding="utf-8")
    commit(site, "2026-11-21T14:20:00Z")
    (site / NAME).write_text(UPDATE.replace("it.", "failing payments."), encoding="utf-8")
    commit(site, "2026-11-21T14:30:00Z")
    history = load(site, now=NOW).history

    assert history
    status = Difference(name="status", before=Status.INVESTIGATING, after=Status.IDENTIFIED)
    back = Difference(name="status", before=Status.IDENTIFIED, after=Status.INVESTIGATING)
    assert history.incidents[0].updates[0].edits == (
        Edit(at=NOW.replace(hour=14, minute=20), facts=(status,), order=1),
        Edit(at=NOW.replace(hour=14, minute=30), before="We are looking into it.", facts=(back,), order=2),
    )


def test_a_page_of_the_past_does_not_call_what_was_published_later_future(make_site: MakeSite) -> None:
    site = make_site(FILES)
    commit(site, "2026-11-21T14:12:00Z")

    assert load(site, now=NOW - timedelta(days=30)).problems == ()


def test_an_instant_later_than_its_commit_is_future_in_the_past_too(make_site: MakeSite) -> None:
    site = make_site({**FILES, NAME: UPDATE.replace("14:10", "14:50")})
    commit(site, "2026-11-21T14:12:00Z")

    assert [problem.rule for problem in load(site, now=NOW - timedelta(days=30)).problems] == ["future-time"]


def test_a_name_that_disagrees_matters_while_the_file_is_new(make_site: MakeSite) -> None:
    site = make_site({**FILES, NAME: UPDATE.replace("14:10", "15:10")})
    uncommitted = load(site, now=NOW)
    commit(site, "2026-11-21T15:12:00Z")
    newest = load(site, now=NOW)
    (site / "incidents" / "README.md").write_text("Read me.\n", encoding="utf-8")
    commit(site, "2026-11-21T15:20:00Z")
    older = load(site, now=NOW)

    reported = [[problem.rule for problem in loaded.problems] for loaded in (uncommitted, newest, older)]
    assert reported == [["no-git-history", "name-disagrees"], ["name-disagrees"], []]


def many(count: int) -> dict[str, str]:
    files: dict[str, str] = {}
    for number in range(count):
        folder = f"incidents/2026-11/2026-11-{number % 20 + 1:02}-outage-{number}"
        files[f"{folder}/incident.md"] = HEAD.replace("2026-11-21", f"2026-11-{number % 20 + 1:02}")
        files[f"{folder}/updates/x.md"] = UPDATE.replace("major", "huge")
    return files


def test_many_processes_read_what_one_reads(make_site: MakeSite) -> None:
    site = make_site(many(23))

    assert load(site, now=NOW, jobs=4) == load(site, now=NOW, jobs=1)


def test_incidents_are_oldest_first(make_site: MakeSite) -> None:
    history = load(make_site(many(30)), now=NOW).history

    assert history
    starts = [(incident.started, incident.id) for incident in history.incidents]
    assert (starts, len(starts)) == (sorted(starts), 30)


def test_an_incident_with_errors_does_not_hide_the_others(make_site: MakeSite) -> None:
    files = many(3) | {f"{FOLDER}/incident.md": "---\ntitle: [\n---\n"}
    loaded = load(make_site(files), now=NOW, use_git=False)

    assert loaded.history
    assert (len(loaded.history.incidents), loaded.is_good) == (3, False)


def test_a_folder_is_read_from_other_files_or_left_out(make_site: MakeSite) -> None:
    broken = {f"{FOLDER}/incident.md": "---\ntitle: [\n---\n"}
    site = make_site(broken)
    earlier = {path: text.encode() for path, text in FILES.items()}
    replaced = load(site, now=NOW, use_git=False, replaced={FOLDER: earlier})
    left_out = load(site, now=NOW, use_git=False, replaced={FOLDER: None})

    assert replaced.history
    assert left_out.history
    assert [len(replaced.history.incidents), len(left_out.history.incidents)] == [1, 0]
    assert replaced.problems == left_out.problems == ()


def test_settings_are_read_from_other_bytes(make_site: MakeSite) -> None:
    site = make_site({"mkdocs.yml": "nonsense"})
    text = b"site_name: x\nsite_url: https://a.example/\nplugins: [outspoken: {components: [{id: api}]}]\n"
    loaded = load(site, now=NOW, use_git=False, settings=text)

    assert loaded.is_good


def test_a_processor_that_is_busy_parses_fewer_folders(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.sched_getaffinity", lambda _: {0, 1, 2}, raising=False)
    monkeypatch.setattr("threading.active_count", lambda: 1)
    monkeypatch.setattr(parallel, "BUSY", 1000)

    assert [parallel.shares(5000, None, busy) for busy in (0, 1)] == [(1667, 1666, 1667), (2000, 1500, 1500)]
    assert parallel.shares(1200, None, 1) == (734, 233, 233)
    assert [parallel.shares(number, None, 0) for number in (0, 499, 500)] == [(0,), (499,), (250, 250)]
    assert parallel.shares(700, None, 1) == (700,)
    assert [parallel.shares(3, jobs, 0) for jobs in (1, 2, 4)] == [(3,), (2, 1), (1, 1, 1)]
    assert parallel.shares(3, 2, 1) == (3,)
