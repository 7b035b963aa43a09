"""While the git host is down a folder holds the ledger; afterwards both are one again."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import world as worlds
from tests.announce.team_channel import ON_BRANCH

from outspoken.announce.ledger.ledger_record import DeliveryState
from outspoken.errors import ProblemsError

pytestmark = ON_BRANCH
STEMS = list(worlds.STEMS)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "ledger"


def take_down(site: Any) -> None:
    site.remote.rename(site.remote.with_name("gone.git"))


def bring_back(site: Any) -> None:
    site.remote.with_name("gone.git").rename(site.remote)


def test_without_the_git_host_a_folder_keeps_the_ledger(site: Any, folder: Path) -> None:
    take_down(site)
    report = site.run(folder=folder)
    assert [problem.rule for problem in report.problems] == ["ledger-unreachable"]
    assert (site.channels["team"].updates, report.needs_a_person) == (STEMS, False)
    site.run(1, folder=folder)
    assert site.channels["team"].updates == STEMS
    written = json.loads((folder / site.key(0, "team").path).read_text(encoding="utf-8"))
    assert (written["state"], written["id"]) == ("sent", "id-1")


def test_a_dry_run_writes_into_neither(site: Any, folder: Path) -> None:
    take_down(site)
    assert len(site.run(folder=folder, dry_run=True).written) == 3
    assert not folder.exists()
    site.run(folder=folder)
    bring_back(site)
    before = {path: path.read_bytes() for path in folder.rglob("*.json")}
    assert site.run(1, folder=folder, dry_run=True).written == ()
    assert (site.ledger(), {path: path.read_bytes() for path in folder.rglob("*.json")}) == ({}, before)


def test_when_it_is_back_the_branch_gets_the_entries_of_the_folder(site: Any, folder: Path) -> None:
    take_down(site)
    site.run(folder=folder)
    bring_back(site)
    report = site.run(5, folder=folder)
    assert (site.channels["team"].updates, report.problems) == (STEMS, ())
    assert [record["state"] for record in site.ledger().values()] == ["sent"] * 3
    assert site.run(6).done == {}


def test_the_folder_gets_the_entries_of_the_branch(site: Any, folder: Path) -> None:
    site.run()
    site.run(1, folder=folder)
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*.json")}
    assert {site.key(place, "team").path for place in range(3)} <= files
    take_down(site)
    site.add_update("20261121T150500Z-monitoring", minutes=5)
    site.run(6, folder=folder)
    assert site.channels["team"].updates == [*STEMS, "20261121T150500Z-monitoring"]


def test_a_clone_that_has_fetched_the_branch_repeats_nothing(site: Any, folder: Path) -> None:
    site.run()
    worlds.git(site.root, "fetch", "-q", "origin")
    take_down(site)
    report = site.run(2, folder=folder)
    assert (site.channels["team"].updates, report.done) == (STEMS, {})


def test_a_clone_that_knows_of_a_ledger_and_has_none_of_it_stops(site: Any, folder: Path) -> None:
    site.run()
    worlds.git(site.root, "fetch", "-q", "origin", "refs/tags/outspoken-ledger:refs/tags/outspoken-ledger")
    take_down(site)
    with pytest.raises(ProblemsError) as caught:
        site.run(2, folder=folder)
    assert [problem.rule for problem in caught.value.problems] == ["lost-ledger"]
    assert site.channels["team"].updates == STEMS


def test_without_a_folder_nothing_is_sent_while_the_git_host_is_down(site: Any) -> None:
    take_down(site)
    with pytest.raises(ProblemsError) as caught:
        site.run()
    assert [problem.rule for problem in caught.value.problems] == ["ledger-unreachable"]
    assert site.channels["team"].sent == []


def test_what_both_know_differently_ends_with_the_stronger(site: Any, folder: Path) -> None:
    site.run(folder=folder)
    key = site.key(0, "team")
    place = folder / key.path
    place.write_text(
        json.dumps({"state": "held", "at": "2026-11-21T15:30:00Z", "why": "old"}), encoding="utf-8"
    )
    shutil.rmtree(folder / "channels")
    site.run(40, folder=folder)
    assert json.loads(place.read_text(encoding="utf-8"))["state"] == DeliveryState.SENT
    assert site.ledger()[str(key)]["state"] == DeliveryState.SENT
    assert (folder / "channels" / "team.json").exists()
