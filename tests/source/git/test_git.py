"""When each file was published and edited, from real repositories."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outspoken.source.git.git_history import GitHistory
from outspoken.source.git.log_format import identity
from outspoken.source.git.read_history import files_at, first_parent_commits, start
from outspoken.source.git.run_git import read_blobs

Repository = Any
FOLDER = "incidents/2026-11/2026-11-21-checkout-errors"
INCIDENT = f"{FOLDER}/incident.md"
FIRST = f"{FOLDER}/updates/20261121T140500Z-investigating.md"
SECOND = f"{FOLDER}/updates/20261121T143210Z-identified.md"
NOW = datetime(2026, 12, 24, tzinfo=UTC)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text)


def history_of(repository: Repository, root: Path | None = None) -> GitHistory:
    history = start(root or repository.root).result()
    assert history is not None
    return history


def published(repository: Repository, path: str, at: str = "2026-11-21T14:05Z") -> Any:
    return history_of(repository).publication(path, incident=INCIDENT, at=utc(at), now=NOW)


def test_a_file_is_published_at_the_committer_date_of_the_commit_that_added_it(
    repository: Repository,
) -> None:
    repository.commit("2026-11-21T14:06:30Z", {INCIDENT: "x", FIRST: "x"})
    head = repository.commit("2026-11-21T14:33:00+01:00", {SECOND: "x"})
    history = history_of(repository)
    assert history.commit == head
    assert published(repository, FIRST).at == utc("2026-11-21T14:06:30Z")
    assert published(repository, SECOND).at == utc("2026-11-21T13:33:00Z")
    assert published(repository, SECOND).at.tzinfo is UTC


def test_order_counts_commits_of_the_chain_from_the_oldest(repository: Repository) -> None:
    repository.commit("2026-11-21T14:06Z", {INCIDENT: "x", FIRST: "x"})
    repository.commit("2026-11-21T14:07Z", {"README.md": "not an incident"})
    repository.commit("2026-11-21T14:33Z", {SECOND: "x"})
    assert [published(repository, path).order for path in (INCIDENT, FIRST, SECOND)] == [0, 0, 1]
    assert history_of(repository).length == 2


def test_a_merge_publishes_what_its_branch_added(repository: Repository) -> None:
    repository.commit("2026-11-21T14:00Z", {"mkdocs.yml": "x"})
    repository.git("checkout", "-q", "-b", "outage")
    repository.commit("2026-11-21T14:06Z", {INCIDENT: "x", FIRST: "x"})
    repository.commit("2026-11-21T14:08Z", {FIRST: "y"})
    repository.git("checkout", "-q", "main")
    repository.merge("outage", "2026-11-21T14:20Z")
    assert published(repository, FIRST).at == utc("2026-11-21T14:20Z")
    assert history_of(repository).changes(FIRST) == ()


def test_a_squash_publishes_like_a_merge(repository: Repository) -> None:
    repository.commit("2026-11-21T14:00Z", {"mkdocs.yml": "x"})
    repository.git("checkout", "-q", "-b", "outage")
    repository.commit("2026-11-21T14:06Z", {INCIDENT: "x", FIRST: "x"})
    repository.git("checkout", "-q", "main")
    repository.merge("outage", "2026-11-21T14:20Z", "--squash")
    repository.commit("2026-11-21T14:21Z")
    assert published(repository, FIRST).at == utc("2026-11-21T14:21Z")


def test_a_fast_forward_publishes_at_the_commits_own_dates(repository: Repository) -> None:
    repository.commit("2026-11-21T14:00Z", {"mkdocs.yml": "x"})
    repository.git("checkout", "-q", "-b", "outage")
    repository.commit("2026-11-21T14:06Z", {INCIDENT: "x", FIRST: "x"})
    repository.commit("2026-11-21T14:09Z", {SECOND: "x"})
    repository.git("checkout", "-q", "main")
    repository.merge("outage", "2026-11-21T14:20Z", "--ff-only")
    assert [published(repository, path).at.minute for path in (FIRST, SECOND)] == [6, 9]


def test_an_edit_keeps_the_publication_and_the_text_before(repository: Repository) -> None:
    repository.commit("2026-11-21T14:06Z", {INCIDENT: "x", FIRST: "We are investigting."})
    repository.commit("2026-11-21T14:10Z", {FIRST: "We are investigating."})
    repository.commit("2026-11-21T14:15Z", {FIRST: "We are investigating it."})
    history = history_of(repository)
    words = read_blobs(repository.root, history.blobs)
    reported = [(change.at, words[change.blob]) for change in history.changes(FIRST)]
    assert published(repository, FIRST).at == utc("2026-11-21T14:06Z")
    assert reported == [
        (utc("2026-11-21T14:10Z"), b"We are investigting."),
        (utc("2026-11-21T14:15Z"), b"We are investigating."),
    ]
    assert history.changes(INCIDENT) == ()


def test_an_edit_on_a_branch_counts_when_it_is_merged(repository: Repository) -> None:
    repository.commit("2026-11-21T14:06Z", {INCIDENT: "x", FIRST: "one"})
    repository.git("checkout", "-q", "-b", "typo")
    repository.commit("2026-11-21T14:10Z", {FIRST: "two"})
    repository.git("checkout", "-q", "main")
    repository.commit("2026-11-21T14:12Z", {SECOND: "x"})
    repository.merge("typo", "2026-11-21T14:20Z")
    assert [change.at for change in history_of(repository).changes(FIRST)] == [utc("2026-11-21T14:20Z")]


def test_what_was_deleted_and_added_again_keeps_its_oldest_date(repository: Repository) -> None:
    repository.commit("2026-11-21T14:06Z", {INCIDENT: "x", FIRST: "one"})
    (repository.root / FIRST).unlink()
    repository.commit("2026-11-21T14:10Z")
    repository.commit("2026-11-21T15:00Z", {FIRST: "two"})
    history = history_of(repository)
    assert published(repository, FIRST).at == utc("2026-11-21T14:06Z")
    assert [change.at for change in history.changes(FIRST)] == [utc("2026-11-21T15:00Z")]


def test_an_incident_that_moves_to_another_months_folder_keeps_its_dates(repository: Repository) -> None:
    repository.commit("2026-11-21T14:06Z", {INCIDENT: "x", FIRST: "x"})
    repository.git("mv", "incidents/2026-11", "incidents/2026-10")
    repository.commit("2026-11-22T09:00Z")
    moved = FIRST.replace("2026-11/", "2026-10/", 1)
    assert published(repository, moved).at == utc("2026-11-21T14:06Z")
    assert history_of(repository).changes(moved) == ()


def test_a_copy_of_an_update_is_published_when_it_is_added(repository: Repository) -> None:
    repository.commit("2026-11-21T14:06Z", {INCIDENT: "x", FIRST: "the same words"})
    repository.git("mv", FIRST, SECOND)
    repository.commit("2026-11-21T14:40Z")
    assert published(repository, SECOND).at == utc("2026-11-21T14:40Z")


def test_what_is_not_committed_is_published_now_and_last(repository: Repository) -> None:
    repository.commit("2026-11-21T14:06Z", {INCIDENT: "x", FIRST: "x"})
    repository.write(SECOND)
    publication = published(repository, SECOND, at="2026-11-01T00:00Z")
    assert (publication.at, publication.order, publication.bulk) == (NOW, 1, False)


@pytest.mark.parametrize(
    ("at", "bulk"),
    [
        ("2026-11-21T14:05Z", False),
        ("2026-11-20T14:06Z", False),
        ("2026-11-20T14:05:59Z", True),
        ("2015-01-01T00:00Z", True),
    ],
)
def test_bulk_is_what_came_with_its_incident_over_a_day_late(
    repository: Repository, at: str, bulk: bool
) -> None:
    repository.commit("2026-11-21T14:06Z", {INCIDENT: "x", FIRST: "x"})
    assert published(repository, FIRST, at).bulk is bulk


def test_a_late_update_of_an_incident_that_was_there_is_live(repository: Repository) -> None:
    repository.commit("2026-11-21T14:06Z", {INCIDENT: "x", FIRST: "x"})
    repository.commit("2026-12-01T10:00Z", {SECOND: "x"})
    assert published(repository, SECOND, "2026-11-21T16:00Z").bulk is False


def test_dates_that_go_backwards_are_kept_and_the_chain_decides_the_order(repository: Repository) -> None:
    repository.commit("2026-11-21T14:06Z", {INCIDENT: "x", FIRST: "x"})
    repository.commit("2026-11-21T13:00Z", {SECOND: "x"})
    first, second = published(repository, FIRST), published(repository, SECOND)
    assert (first.order, second.order) == (0, 1)
    assert second.at == utc("2026-11-21T13:00Z")
    assert history_of(repository).newest == utc("2026-11-21T14:06Z")


def test_the_site_may_be_in_a_folder_of_the_repository(repository: Repository) -> None:
    repository.commit("2026-11-21T14:06Z", {f"status/page/{INCIDENT}": "x", f"status/page/{FIRST}": "x"})
    repository.commit("2026-11-21T14:30Z", {INCIDENT: "another site's"})
    root = repository.root / "status" / "page"
    history = history_of(repository, root)
    assert history.length == 1
    assert history.publication(FIRST, incident=INCIDENT, at=NOW, now=NOW).at == utc("2026-11-21T14:06Z")
    assert files_at(root, "HEAD", FOLDER) == {INCIDENT: b"x", FIRST: b"x"}


def test_names_of_every_kind_are_read(repository: Repository) -> None:
    odd = [f"{FOLDER}/{name}" for name in ('é ".md', "line\nfeed", "\x01 1700000000", ":100644", "tab\t")]
    repository.commit("2026-11-21T14:06Z", dict.fromkeys([INCIDENT, *odd], "x"))
    repository.commit("2026-11-21T14:09Z", {FIRST: "x"})
    history = history_of(repository)
    assert {history.added[identity(path)].order for path in odd} == {0}
    assert history.added[identity(FIRST)].order == 1
    assert len(history.added) == 7


def test_a_shallow_clone_counts_as_no_git_and_says_so(
    new_repository: Callable[..., Repository], tmp_path: Path
) -> None:
    origin = new_repository("origin")
    origin.commit("2026-11-21T14:06Z", {INCIDENT: "x", FIRST: "x"})
    origin.commit("2026-11-21T14:33Z", {SECOND: "x"})
    origin.git("clone", "-q", "--depth", "1", f"file://{origin.root}", str(tmp_path / "clone"))
    pending = start(tmp_path / "clone")
    assert pending.result() is None
    assert pending.problem is not None
    assert pending.problem.rule == "no-git-history"
    assert "shallow" in pending.problem.message
    assert "fetch-depth: 0" in pending.problem.hint


def test_a_folder_without_git_has_no_history(quiet_git: None, tmp_path: Path) -> None:
    pending = start(tmp_path)
    assert (pending.result(), pending.problem) == (None, None)


def test_a_repository_without_a_commit_has_no_history(repository: Repository) -> None:
    repository.write(FIRST)
    pending = start(repository.root)
    assert (pending.result(), pending.problem) == (None, None)


def test_a_repository_without_incidents_has_an_empty_history(repository: Repository) -> None:
    repository.commit("2026-11-21T14:06Z", {"README.md": "x"})
    history = history_of(repository)
    assert (history.length, history.newest, dict(history.added)) == (0, None, {})


def test_another_users_repository_is_a_warning_and_not_a_traceback(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.commit("2026-11-21T14:06Z", {INCIDENT: "x"})
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    pending = start(repository.root)
    assert pending.result() is None
    assert pending.problem is not None
    assert "safe.directory" in pending.problem.hint
    assert not pending.problem.is_error


def test_a_machine_without_git_is_a_warning_where_there_is_a_repository(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    repository.commit("2026-11-21T14:06Z", {INCIDENT: "x"})
    monkeypatch.setenv("PATH", str(tmp_path))
    pending = start(repository.root)
    assert pending.result() is None
    assert pending.problem is not None
    assert "cannot be run" in pending.problem.message
    assert first_parent_commits(repository.root, FOLDER) == ()


def test_a_broken_repository_is_a_warning(repository: Repository) -> None:
    repository.commit("2026-11-21T14:06Z", {INCIDENT: "x"})
    first = repository.git("rev-parse", "HEAD^{tree}")
    repository.commit("2026-11-21T14:07Z", {FIRST: "x"})
    (repository.root / ".git" / "objects" / first[:2] / first[2:]).unlink()
    pending = start(repository.root)
    assert pending.result() is None
    assert pending.problem is not None
    assert "cannot read the history" in pending.problem.message


PERSONAL_SETTINGS = {
    "color.ui": "always",
    "core.quotePath": "true",
    "diff.relative": "true",
    "diff.renames": "copies",
    "diff.orderFile": "nowhere",
    "diff.external": "false",
    "log.diffMerges": "off",
    "log.follow": "true",
    "log.showRoot": "false",
    "log.showSignature": "true",
    "log.date": "relative",
    "format.pretty": "oneline",
}


def test_personal_settings_change_nothing(repository: Repository) -> None:
    test_a_merge_publishes_what_its_branch_added(repository)
    repository.commit("2026-11-21T14:30Z", {f"{FOLDER}/updates/ü.md": "x"})
    plain = history_of(repository)
    for name, value in PERSONAL_SETTINGS.items():
        repository.git("config", name, value)
    assert history_of(repository) == plain


def test_a_hook_of_another_repository_changes_nothing(
    new_repository: Callable[..., Repository], monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, other = new_repository("ours"), new_repository("other")
    ours.commit("2026-11-21T14:06Z", {INCIDENT: "x"})
    plain = history_of(ours)
    monkeypatch.setenv("GIT_DIR", str(other.root / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", "nowhere")
    monkeypatch.setenv("GIT_PREFIX", "somewhere/")
    assert history_of(ours) == plain


def test_long_hashes_are_read_too(new_repository: Callable[..., Repository]) -> None:
    repository = new_repository("long", "--object-format=sha256")
    repository.commit("2026-11-21T14:06Z", {INCIDENT: "one"})
    repository.commit("2026-11-21T14:16Z", {INCIDENT: "two"})
    history = history_of(repository)
    assert len(history.commit) == 64
    assert read_blobs(repository.root, history.blobs) == {history.blobs[0]: b"one"}


def test_a_folder_can_be_read_as_it_was(repository: Repository) -> None:
    good = repository.commit("2026-11-21T14:06Z", {INCIDENT: "good", FIRST: "x"})
    repository.commit("2026-11-21T14:07Z", {"incidents/2026-11/2026-11-21-other/incident.md": "x"})
    (repository.root / FIRST).unlink()
    bad = repository.commit("2026-11-21T14:16Z", {INCIDENT: "bad"})
    assert first_parent_commits(repository.root, FOLDER) == (bad, good)
    assert files_at(repository.root, good, FOLDER) == {INCIDENT: b"good", FIRST: b"x"}
    assert files_at(repository.root, bad, FOLDER) == {INCIDENT: b"bad"}
    assert files_at(repository.root, good, "incidents/2026-12") == {}


def test_links_and_empty_files_of_an_earlier_commit(repository: Repository) -> None:
    repository.write(INCIDENT, b"")
    (repository.root / FOLDER / "secret.md").symlink_to("/etc/hostname")
    commit = repository.commit("2026-11-21T14:06Z")
    assert files_at(repository.root, commit, FOLDER) == {INCIDENT: b""}


def test_the_commits_of_a_branch_are_no_commits_of_the_chain(repository: Repository) -> None:
    test_a_merge_publishes_what_its_branch_added(repository)
    assert first_parent_commits(repository.root, FOLDER) == (repository.git("rev-parse", "HEAD"),)


def test_a_blob_that_is_missing_is_left_out(repository: Repository) -> None:
    repository.commit("2026-11-21T14:06Z", {INCIDENT: "x\n\nmissing\n"})
    blob = repository.git("rev-parse", f"HEAD:{INCIDENT}")
    assert read_blobs(repository.root, ["0" * 40, blob]) == {blob: b"x\n\nmissing\n"}


def test_reading_takes_no_lock_and_changes_nothing(repository: Repository) -> None:
    repository.commit("2026-11-21T14:06Z", {INCIDENT: "x"})
    before = sorted(os.walk(repository.root / ".git"))
    history_of(repository)
    assert sorted(os.walk(repository.root / ".git")) == before


@given(data=st.binary(max_size=200))
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_identity_is_idempotent_and_never_fails(data: bytes) -> None:
    path = os.fsdecode(data)
    assert identity(identity(path)) == identity(path)
