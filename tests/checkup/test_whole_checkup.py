"""`outspoken doctor`: everything at once, on one screen."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from tests.checkup.conftest import NOW, Folder, Programs

from outspoken.checkup import whole_checkup
from outspoken.checkup.finding import Finding, Verdict, good
from outspoken.checkup.ledger_check import ledger_finding
from outspoken.checkup.whole_checkup import findings
from outspoken.cli import main


def found(folder: Folder, environ: dict[str, str], *, online: bool = True) -> dict[str, Finding]:
    whole = findings(folder.root, online=online, encoding="utf-8", now=lambda: NOW, environ=environ)
    return {one.check: one for one in whole}


def test_offline_nothing_is_asked_over_the_network(folder: Folder, programs: Programs) -> None:
    all_of_it = found(folder, programs(), online=False)
    assert all_of_it["GitHub"].message == "nothing was checked over the network, because of --offline"
    assert "ledger" not in all_of_it


def test_online_github_and_the_ledger_are_asked(
    folder: Folder, programs: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(whole_checkup, "ledger_finding", lambda _: good("ledger", "reached"))
    all_of_it = found(folder, programs())
    assert all_of_it["secrets"].verdict is Verdict.GOOD
    assert all_of_it["ledger"].message == "reached"


def test_without_settings_github_is_not_asked(folder: Folder, programs: Programs) -> None:
    (folder.root / "mkdocs.yml").unlink()
    all_of_it = found(folder, programs())
    assert all_of_it["settings"].remedy == "outspoken init"
    assert all_of_it["GitHub"].message == "not checked, because the settings cannot be read"


def test_a_remote_at_another_host_is_not_checked(folder: Folder, programs: Programs) -> None:
    bare = folder.root.parent / "remote.git"
    folder.git("init", "-q", "--bare", str(bare))
    folder.git("remote", "set-url", "origin", str(bare))
    assert found(folder, programs())["GitHub"].verdict is Verdict.UNKNOWN


def test_a_ledger_that_was_deleted_is_named(folder: Folder) -> None:
    bare = folder.root.parent / "remote.git"
    folder.git("init", "-q", "--bare", str(bare))
    folder.git("remote", "set-url", "origin", str(bare))
    assert ledger_finding(folder.root).message == "reached; the first announcement creates it"
    folder.git("push", "-q", "origin", "HEAD:refs/tags/outspoken-ledger")
    assert ledger_finding(folder.root).verdict is Verdict.TO_DO
    folder.git("push", "-q", "origin", "HEAD:refs/heads/announcements")
    assert ledger_finding(folder.root).message == "reached"
    folder.git("remote", "set-url", "origin", str(bare / "gone"))
    assert ledger_finding(folder.root).verdict is Verdict.UNKNOWN


def test_the_command_fits_on_a_small_screen_and_exits_with_what_it_found(
    folder: Folder, programs: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in programs().items():
        monkeypatch.setenv(name, value)
    done = CliRunner().invoke(main, ["doctor", "--root", str(folder.root), "--offline"])
    assert done.exit_code == 1
    assert "To do: 2\n" in done.output
    assert "  owners: no owner is named who approves changes of\n    templates and settings\n" in done.output
    assert "    > outspoken init --owner @name\n" in done.output
    lines = [line for line in done.output.splitlines() if not line.startswith("    > ")]
    assert [line for line in lines if len(line) > 60] == []
    assert len(done.output.splitlines()) <= 24


def test_json_has_every_finding_and_no_secret(
    folder: Folder, programs: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {**programs(), "TEAM_WEBHOOK": "https://hooks.example.com/s3cret"}.items():
        monkeypatch.setenv(name, value)
    done = CliRunner().invoke(main, ["doctor", "--root", str(folder.root), "--json", "--offline"])
    listed = json.loads(done.output)["findings"]
    assert {tuple(sorted(one)) for one in listed} == {("check", "message", "remedy", "verdict")}
    assert {one["verdict"] for one in listed} <= {"good", "to do", "not checked"}
    assert "s3cret" not in done.output
    assert "hunter2" not in done.output
