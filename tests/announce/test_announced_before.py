"""What was announced is not announced again, whatever happens to its file, its channel or the history."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import world as worlds
from click.testing import CliRunner
from tests.announce.team_channel import ON_BRANCH

from outspoken.announce.ledger.ledger_record import DeliveryState
from outspoken.channels.sending.sender import Outcome, Sent
from outspoken.cli import main
from outspoken.errors import ProblemsError

FOLDER = f"incidents/2026-11/{worlds.INCIDENT}"
LATER = "20261121T150500Z-monitoring"


def git(site: Any, *words: str, minutes: float) -> str:
    from datetime import timedelta

    return worlds.git(site.root, *words, at=site.now + timedelta(minutes=minutes))


def path_of(update: str) -> str:
    return f"{FOLDER}/updates/{update}.md"


def rename(site: Any, old: str, new: str, *, minutes: float, change: Callable[[str], str] = str) -> None:
    """Rename a file or folder in a commit."""
    (site.root / new).parent.mkdir(parents=True, exist_ok=True)
    git(site, "mv", old, new, minutes=minutes)
    if (site.root / new).is_file():
        text = (site.root / new).read_text(encoding="utf-8")
        (site.root / new).write_text(change(text), encoding="utf-8")
    git(site, "commit", "-qam", "Renamed", minutes=minutes)


def sent_since(site: Any, count: int) -> list[str]:
    updates: list[str] = site.channels["team"].updates[count:]
    return updates


@pytest.mark.parametrize("change", [str, lambda text: text.replace("We say", "We now say")])
def test_an_update_whose_file_was_renamed_is_not_announced_again(
    site: Any, change: Callable[[str], str]
) -> None:
    site.run()
    rename(site, path_of(worlds.STEMS[2]), path_of("20261121T145100Z-resolved"), minutes=5, change=change)

    report = site.run(6)

    assert sent_since(site, 3) == []
    (record,) = report.known.values()
    assert (record.state, record.why) == (DeliveryState.SKIPPED, f"it was announced as {site.key(2, 'team')}")
    assert not report.needs_a_person
    assert site.run(7).known == {}


def test_a_file_renamed_twice_between_two_runs_is_not_announced_again(site: Any) -> None:
    site.run()
    rename(site, path_of(worlds.STEMS[2]), path_of("20261121T145100Z-resolved"), minutes=5)
    rename(site, path_of("20261121T145100Z-resolved"), path_of("20261121T145200Z-resolved"), minutes=6)
    site.run(7)
    assert sent_since(site, 3) == []


def test_a_renamed_update_with_another_status_is_another_update(site: Any) -> None:
    site.run()
    old, new = path_of(worlds.STEMS[1]), path_of("20261121T145200Z-monitoring")
    rename(site, old, new, minutes=5, change=lambda text: text.replace("identified\n", "monitoring\n", 1))
    site.run(6)
    assert sent_since(site, 3) == ["20261121T145200Z-monitoring"]


def test_a_renamed_update_that_may_have_been_sent_waits_for_a_person(site: Any) -> None:
    site.channels["team"].answers = [Sent(outcome=Outcome.MAYBE, why="no answer")]
    site.run()
    rename(site, path_of(worlds.STEMS[0]), path_of("20261121T144100Z-investigating"), minutes=5)
    report = site.run(6)
    assert sent_since(site, 3) == []
    assert f"it may have been announced as {site.key(0, 'team')}" in [
        record.why for record in report.held.values()
    ]


def test_a_file_renamed_before_it_was_announced_is_announced_once(site: Any) -> None:
    site.run()
    site.add_update(LATER, minutes=5)
    rename(site, path_of(LATER), path_of("20261121T150600Z-monitoring"), minutes=6)
    site.run(7)
    site.run(8)
    assert sent_since(site, 3) == ["20261121T150600Z-monitoring"]


def test_an_incident_that_was_given_another_id_is_not_announced_again(site: Any) -> None:
    site.run()
    rename(site, FOLDER, "incidents/2026-11/2026-11-21-payments-fail", minutes=5)
    site.run(6)
    assert sent_since(site, 3) == []


@pytest.mark.parametrize("first_run", [0, 55])
def test_an_incident_s_folder_may_move_to_another_month(site: Any, first_run: float) -> None:
    site.run(first_run)
    announced = list(site.channels["team"].updates)
    rename(site, FOLDER, f"incidents/2026-12/{worlds.INCIDENT}", minutes=first_run + 1)
    site.run(first_run + 2)
    assert site.channels["team"].updates == announced


def test_a_file_from_before_the_channel_that_is_renamed_later_stays_unannounced(site: Any) -> None:
    site.run(55)
    rename(site, path_of(worlds.STEMS[2]), path_of("20261121T145100Z-resolved"), minutes=56)
    site.run(57)
    assert site.channels["team"].updates == []


def renamed_channel(site: Any, *, minutes: float) -> None:
    settings = (site.root / "mkdocs.yml").read_text(encoding="utf-8")
    site.write({"mkdocs.yml": settings.replace("team: {", "other: {")}, minutes=minutes)
    site.channels["other"] = type(site.channels["team"])()


def test_a_renamed_channel_does_not_get_what_it_has_again(site: Any) -> None:
    site.run()
    renamed_channel(site, minutes=5)
    report = site.run(6)
    assert site.channels["other"].updates == []
    assert {record.why for record in report.known.values()} == {
        f"it was announced as {site.key(place, 'team')}" for place in range(3)
    }
    site.add_update(LATER, minutes=7)
    site.run(8)
    assert site.channels["other"].updates == [LATER]


def test_a_renamed_channel_gets_what_its_former_name_did_not_get(site: Any) -> None:
    site.run()
    site.add_update(LATER, minutes=4)
    renamed_channel(site, minutes=5)
    site.run(6)
    assert site.channels["other"].updates == [LATER]


def test_a_second_channel_gets_the_last_hour_though_the_first_got_it_too(
    make: Callable[..., Any],
) -> None:
    site = make("team")
    site.run()
    settings = (site.root / "mkdocs.yml").read_text(encoding="utf-8")
    row = next(row for row in settings.splitlines() if "team: {" in row)
    site.write({"mkdocs.yml": f"{settings}{row.replace('team', 'other')}\n"}, minutes=5)
    site.channels["other"] = type(site.channels["team"])()
    site.run(6)
    assert site.channels["other"].updates == list(worlds.STEMS)


@ON_BRANCH
def test_what_was_reverted_and_applied_again_is_announced_once(site: Any) -> None:
    site.run()
    site.add_update(LATER, minutes=5)
    site.run(6)
    git(site, "revert", "--no-edit", "HEAD", minutes=7)
    site.run(8)
    git(site, "revert", "--no-edit", "HEAD", minutes=9)
    site.run(10)
    assert sent_since(site, 3) == [LATER]


def test_what_was_reverted_before_it_was_announced_is_announced_when_it_comes_back(site: Any) -> None:
    site.run()
    site.add_update(LATER, minutes=5)
    git(site, "revert", "--no-edit", "HEAD", minutes=6)
    site.run(7)
    git(site, "revert", "--no-edit", "HEAD", minutes=8)
    site.run(9)
    assert sent_since(site, 3) == [LATER]


def rewritten(site: Any, *, minutes: float, squash: bool) -> None:
    """Give every commit another id and another date."""
    if squash:
        git(site, "checkout", "-q", "--orphan", "new", minutes=minutes)
        git(site, "commit", "-qm", "Everything", minutes=minutes)
        git(site, "branch", "-M", "main", minutes=minutes)
    else:
        git(site, "rebase", "-q", "--force-rebase", "--root", minutes=minutes)


@pytest.mark.parametrize("squash", [False, True])
@pytest.mark.parametrize("first_run", [0, 55])
def test_after_main_was_rewritten_only_what_is_new_is_announced(
    site: Any, squash: bool, first_run: float
) -> None:
    site.run(first_run)
    announced = list(site.channels["team"].updates)
    rewritten(site, minutes=first_run + 20, squash=squash)
    site.add_update(LATER, minutes=first_run + 21)
    site.run(first_run + 22)
    assert site.channels["team"].updates == [*announced, LATER]


def test_history_from_long_before_the_channel_stays_unannounced_after_main_was_rewritten(site: Any) -> None:
    days = 3 * 24 * 60
    site.run(days)
    rewritten(site, minutes=days + 20, squash=False)
    site.add_update("20261124T151500Z-monitoring", minutes=days + 21)
    site.run(days + 22)
    assert site.channels["team"].updates == ["20261124T151500Z-monitoring"]


def shallow(site: Any, folder: Path) -> None:
    """Go on in a clone without its history."""
    site.git("symbolic-ref", "HEAD", "refs/heads/main")
    worlds.git(site.root, "push", "-q", "origin", "main")
    worlds.git(folder, "clone", "-q", "--depth=1", f"file://{site.remote}", "shallow")
    site.root = folder / "shallow"


@ON_BRANCH
def test_a_shallow_clone_announces_what_is_new_and_says_what_it_lacks(site: Any, tmp_path: Path) -> None:
    site.run()
    site.add_update(LATER, minutes=5)
    shallow(site, tmp_path)
    report = site.run(6)
    assert sent_since(site, 3) == [LATER]
    assert [problem.rule for problem in report.problems if "shallow" in problem.message] == ["no-git-history"]
    said = CliRunner().invoke(
        main, ["announce", "--dry-run", "--root", str(site.root), "--now", "2026-11-21T15:07Z"]
    )
    assert "the clone is shallow" in said.stderr


@ON_BRANCH
@pytest.mark.parametrize(
    ("old", "new", "held"),
    [
        (path_of(worlds.STEMS[2]), path_of("20261121T145100Z-resolved"), [worlds.STEMS[2]]),
        (
            FOLDER,
            "incidents/2026-11/2026-11-21-cards-fail",
            [f"{worlds.INCIDENT}/{stem}" for stem in worlds.STEMS],
        ),
    ],
    ids=["update", "incident"],
)
def test_in_a_shallow_clone_what_may_have_been_renamed_waits_for_a_person(
    site: Any, tmp_path: Path, old: str, new: str, held: list[str]
) -> None:
    site.run()
    rename(site, old, new, minutes=5)
    shallow(site, tmp_path)
    report = site.run(6)
    assert sent_since(site, 3) == []
    assert [record.why for record in report.held.values()] == [
        f"in a shallow clone it is unknown whether it was announced as {name}" for name in held
    ]


def without_announce_false(text: str) -> str:
    return text.replace("announce: false\n", "")


@pytest.mark.parametrize(("minutes", "announced"), [(10, [LATER]), (6 + 24 * 60, [])])
def test_an_update_with_announce_false_is_announced_if_that_is_changed_within_a_day(
    site: Any, minutes: float, announced: list[str]
) -> None:
    site.run()
    site.add_update(LATER, minutes=5, extra="announce: false\n")
    site.run(6)
    text = (site.root / path_of(LATER)).read_text(encoding="utf-8")
    site.write({path_of(LATER): without_announce_false(text)}, minutes=minutes)
    report = site.run(minutes + 1)
    assert sent_since(site, 3) == announced
    assert bool(report.stale) == (not announced)
    site.run(minutes + 2)
    assert sent_since(site, 3) == announced


def set_back(site: Any) -> str:
    """Set the ledger back to where it was before the last update, as a person would."""
    site.run()
    earlier: str = site.git("rev-parse", "announcements")
    site.add_update(LATER, minutes=5)
    site.run(6)
    site.git("update-ref", "refs/heads/announcements", earlier)
    return earlier


@ON_BRANCH
def test_after_the_ledger_was_set_back_nothing_is_sent_until_a_person_decides(site: Any) -> None:
    set_back(site)
    with pytest.raises(ProblemsError) as caught:
        site.run(7)
    (problem,) = caught.value.problems
    assert (problem.rule, "was reset" in problem.message) == ("lost-ledger", True)
    newest = site.git("rev-parse", "refs/outspoken/newest")
    site.git("update-ref", "refs/heads/announcements", newest)
    site.run(8)
    assert sent_since(site, 3) == [LATER]


@ON_BRANCH
def test_a_person_may_go_on_from_a_ledger_that_was_set_back(site: Any) -> None:
    set_back(site)
    site.git("update-ref", "-d", "refs/outspoken/newest")
    site.run(7)
    assert sent_since(site, 3) == [LATER, LATER]
    site.run(8)
    assert sent_since(site, 3) == [LATER, LATER]


@ON_BRANCH
def test_a_commit_on_top_of_the_ledger_by_hand_is_not_taken_for_that(site: Any, tmp_path: Path) -> None:
    site.run()
    worlds.git(tmp_path, "clone", "-q", "-b", "announcements", str(site.remote), "hand")
    worlds.write(tmp_path / "hand", {"NOTES.md": "Mine\n"})
    worlds.git(tmp_path / "hand", "add", "-A")
    worlds.git(tmp_path / "hand", "commit", "-q", "-m", "Notes")
    worlds.git(tmp_path / "hand", "push", "-q", "origin", "announcements")
    site.add_update(LATER, minutes=5)
    site.run(6)
    assert sent_since(site, 3) == [LATER]


@ON_BRANCH
def test_a_host_that_takes_no_other_names_takes_the_ledger(site: Any) -> None:
    hook = site.remote / "hooks" / "update"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text('#!/bin/sh\ncase "$1" in refs/outspoken/*) exit 1;; esac\n', encoding="utf-8")
    hook.chmod(0o755)
    site.run()
    site.add_update(LATER, minutes=5)
    site.run(6)
    assert sent_since(site, 3) == [LATER]
    assert site.git("for-each-ref", "refs/outspoken") == ""


@ON_BRANCH
def test_a_ledger_that_was_begun_again_is_not_taken_for_one_that_was_reset(site: Any) -> None:
    site.run()
    for name in ("refs/heads/announcements", "refs/tags/outspoken-ledger"):
        site.git("update-ref", "-d", name)
    site.run(70)
    site.add_update(LATER, minutes=71)
    site.run(72)
    assert sent_since(site, 3) == [LATER]
