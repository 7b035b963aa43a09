"""What of a site's own files is missing, old or not answered."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from outspoken.authoring.scaffold.installation import Installation, this_installation
from outspoken.checkup.finding import Finding, Verdict
from outspoken.checkup.site_checks import page_findings, scaffold_findings, secret_findings, settings_finding
from outspoken.cli import main
from outspoken.errors import Problem
from outspoken.model.settings import Settings
from outspoken.source.settings.read_settings import read_settings


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    page = tmp_path_factory.mktemp("made") / "page"
    words = ["init", str(page), "--repo", "acme/status", "--owner", "@kim"]
    assert CliRunner().invoke(main, words).exit_code == 0
    return page


@pytest.fixture
def made(made_once: Path, tmp_path: Path) -> Path:
    """What `init` writes, the test's own."""
    return shutil.copytree(made_once, tmp_path / "page")


def settings(root: Path) -> Settings:
    known = read_settings(root, [])
    assert known is not None
    return known


def of_scaffold(root: Path, runs: Installation | None = None) -> dict[str, Finding]:
    return {one.check: one for one in scaffold_findings(root, runs or this_installation())}


def test_a_page_without_settings_is_begun_with_init(tmp_path: Path) -> None:
    problems: list[Problem] = []
    one = settings_finding(read_settings(tmp_path, problems), problems)
    assert (one.verdict, one.remedy) == (Verdict.TO_DO, "outspoken init")
    (tmp_path / "mkdocs.yml").write_text("site_name: [\n", encoding="utf-8")
    problems.clear()
    one = settings_finding(read_settings(tmp_path, problems), problems)
    assert (one.verdict, one.remedy) == (Verdict.TO_DO, "outspoken check")


def test_open_questions_are_counted(made: Path) -> None:
    found = {one.check: one for one in page_findings(made, settings(made))}
    assert (
        found["page support.md"].message == "site_src/support.md has 2 open questions, so it is not published"
    )
    assert found["incidents"].message == "there is only the first entry, which says that the page has opened"
    (made / "site_src" / "support.md").write_text("# Support\n\nCall us.\n", encoding="utf-8")
    assert "page support.md" not in {one.check for one in page_findings(made, settings(made))}


def test_a_page_that_names_no_way_to_reach_people_is_incomplete(made: Path) -> None:
    (made / "site_src" / "support.md").unlink()
    assert {one.check for one in page_findings(made, settings(made))} >= {"support"}


def test_what_init_wrote_is_as_this_version_writes_it(made: Path) -> None:
    assert {check: one.verdict for check, one in of_scaffold(made).items()} == {
        "version": Verdict.GOOD,
        "files of init": Verdict.GOOD,
    }


def test_an_older_workflow_is_named_with_the_command_that_renews_it(made: Path) -> None:
    from outspoken.authoring.scaffold.record import RECORD_FILE, digest, read_record, record_text

    (made / ".github" / "workflows" / "watch.yml").write_text("older\n", encoding="utf-8")
    record = {**read_record(made), ".github/workflows/watch.yml": digest("older\n")}
    (made / RECORD_FILE).write_text(record_text(record), encoding="utf-8")
    one = of_scaffold(made)["files of init"]
    assert (one.verdict, one.message, one.remedy) == (
        Verdict.TO_DO,
        "older than this version: .github/workflows/watch.yml",
        "outspoken upgrade && git diff",
    )


@pytest.mark.parametrize(
    "pin",
    ["outspoken==0.0.1 --hash=sha256:00\n", "./requirements/outspoken-0.0.1-py3-none-any.whl --hash=x\n"],
)
def test_another_version_in_the_workflows_is_named(made: Path, pin: str) -> None:
    (made / "requirements" / "outspoken.pin").write_text(pin, encoding="utf-8")
    one = of_scaffold(made)["version"]
    assert one.verdict is Verdict.TO_DO
    assert "the workflows install outspoken 0.0.1, but this is" in one.message


def test_a_release_is_named_in_a_file_of_its_own(made: Path) -> None:
    (made / "requirements" / "outspoken.pin").unlink()
    (made / "requirements" / "outspoken.txt").write_text("outspoken==0.0.2\n", encoding="utf-8")
    assert "the workflows install outspoken 0.0.2, but this is" in of_scaffold(made)["version"].message


def test_a_pin_of_the_commit_that_runs_is_the_same_version(made: Path) -> None:
    runs = Installation(version="9", commit="a" * 40, address="https://example.com/outspoken")
    pin = made / "requirements" / "outspoken.pin"
    pin.write_text(f"outspoken @ git+https://example.com/outspoken@{'a' * 40}\n", encoding="utf-8")
    assert of_scaffold(made, runs)["version"].verdict is Verdict.GOOD
    pin.write_text(f"outspoken @ git+https://example.com/outspoken@{'b' * 40}\n", encoding="utf-8")
    assert "install outspoken bbbbbbbbbbbb, but this is" in of_scaffold(made, runs)["version"].message


def test_a_repository_that_init_did_not_write_is_not_checked(tmp_path: Path) -> None:
    found = of_scaffold(tmp_path)
    assert found["version"].verdict is Verdict.UNKNOWN
    assert found["owners"].remedy == "outspoken init --owner @name"


def test_a_secret_that_the_workflow_does_not_pass_on_is_named(made: Path) -> None:
    assert list(secret_findings(made, settings(made))) == []
    path = made / "mkdocs.yml"
    channels = """      channels:
        team: {kind: slack_webhook, audience: internal, secret: TEAM_WEBHOOK}
        texts:
          {kind: twilio_sms, audience: customers, account: SID, token: TOKEN, from: Us, recipients: TO}
      components:
"""
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("      components:\n", channels, 1), encoding="utf-8")
    found = list(secret_findings(made, settings(made)))

    assert [one.check for one in found] == ["variable SID", "variable TO", "variable TOKEN"]
    assert found[0].remedy == "write SID: ${{ secrets.SID }} under env of the step that announces"
    workflow = made / ".github" / "workflows" / "publish.yml"
    lines = "".join(f"          {name}: ${{{{ secrets.{name} }}}}\n" for name in ("SID", "TO", "TOKEN"))
    text = workflow.read_text(encoding="utf-8")
    workflow.write_text(text.replace("          TEAM_WEBHOOK:", f"{lines}          TEAM_WEBHOOK:"), "utf-8")
    assert [one.verdict for one in secret_findings(made, settings(made))] == [Verdict.GOOD]
