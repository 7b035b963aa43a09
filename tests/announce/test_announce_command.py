"""The command line: real senders to a channel on loopback, exit codes, and what a person has to do."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import world as worlds
from click.testing import CliRunner, Result

from outspoken.cli import main

NOW = "2026-11-21T15:00Z"
SETTINGS = """\
site_name: Example status
site_url: https://status.example.com/
plugins:
  - outspoken:
      components: [{id: checkout, name: Checkout}]
      channels:
        team: {kind: slack_webhook, audience: internal, secret: TEAM_WEBHOOK}
"""


@pytest.fixture
def has_branch() -> bool:
    """These tests look at the branch, or use commands that do."""
    return True


class Chat(BaseHTTPRequestHandler):
    """Answers as the server's `codes` say, then 200."""

    def do_POST(self) -> None:
        server: Any = self.server
        server.got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        code = server.codes.pop(0) if server.codes else 200
        self.send_response(code)
        self.end_headers()
        self.wfile.write(b"ok" if code == 200 else b"invalid_token")

    def log_message(self, format: str, *args: Any) -> None:
        """Discard the line."""


@pytest.fixture
def chat(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    server: Any = ThreadingHTTPServer(("127.0.0.1", 0), Chat)
    server.got, server.codes = [], []
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    monkeypatch.setenv("OUTSPOKEN_BASE_SLACK_WEBHOOK", f"http://127.0.0.1:{server.server_address[1]}")
    monkeypatch.setenv("TEAM_WEBHOOK", "https://hooks.slack.com/services/T000/B000/topsecret")
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def run(site: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Runs the command in the site."""
    site.write({"mkdocs.yml": SETTINGS})
    for name in [name for name in os.environ if name.startswith("GITHUB_")]:
        monkeypatch.delenv(name)

    def invoke(*words: str, now: str = NOW) -> Result:
        return CliRunner().invoke(main, [*words, "--root", str(site.root), "--now", now])

    return invoke


def test_every_update_goes_out_once(run: Any, chat: Any) -> None:
    first = run("announce")
    assert (first.exit_code, first.output.count("sent 2026-11-21-checkout-errors/")) == (0, 3)
    assert len(chat.got) == 3
    again = run("announce", now="2026-11-21T15:05Z")
    assert (again.exit_code, again.output, len(chat.got)) == (0, "Nothing to announce.\n", 3)


def test_a_dry_run_prints_the_messages_and_needs_no_secret(
    run: Any, chat: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TEAM_WEBHOOK")
    shown = run("announce", "--dry-run")
    assert (shown.exit_code, chat.got) == (0, [])
    assert len(re.findall(r"^\S+/team \(slack_webhook, internal\), ", shown.stdout, re.MULTILINE)) == 3
    assert "We say 20261121T144000Z-investigating." in shown.stdout


def test_a_dry_run_prints_every_message_with_its_length(run: Any) -> None:
    shown = run("announce", "--dry-run").stdout
    assert len(re.findall(r"^2026-\S+/team \(.*\), \d+ of 3000 characters$", shown, re.MULTILINE)) == 3


def test_a_dry_run_says_that_nothing_is_to_be_announced_only_where_that_is_so(run: Any, chat: Any) -> None:
    assert "Nothing to announce" not in run("announce", "--dry-run").output
    run("announce")
    assert run("announce", "--dry-run").output == "Nothing to announce.\n"


def test_a_missing_secret_names_the_variable_and_exits_with_one(
    run: Any, chat: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TEAM_WEBHOOK")
    said = run("announce")
    assert (said.exit_code, said.output) == (
        1,
        "team sent nothing: TEAM_WEBHOOK is not set; set TEAM_WEBHOOK\n",
    )


def test_a_refused_message_is_held_until_a_person_decides(run: Any, chat: Any) -> None:
    chat.codes = [404]
    said = run("announce")
    key = f"{worlds.INCIDENT}/{worlds.STEMS[0]}/team"
    assert said.exit_code == 1
    assert f"then outspoken announce resolve {key} --retry, or --skip" in said.output
    assert "topsecret" not in said.output
    status = run("announce", "status", now="2026-11-21T15:05Z")
    assert (status.exit_code, key in status.output) == (1, True)
    assert status.output.startswith("1 held message, 2 sent messages\n")
    assert run("announce", "resolve", key, "--retry", now="2026-11-21T15:06Z").output == f"{key}: retry\n"
    assert run("announce", now="2026-11-21T15:07Z").exit_code == 0
    assert len(chat.got) == 4
    assert run("announce", "status", now="2026-11-21T15:08Z").output.startswith("3 sent messages\n")


@pytest.mark.usefixtures("chat")
def test_status_says_what_each_channel_promises(run: Any) -> None:
    run("announce")
    status = run("announce", "status", now="2026-11-21T15:05Z").output
    assert "UTC; at most once: a message in doubt waits for a person" in status


@pytest.mark.usefixtures("chat")
def test_status_still_names_what_was_too_old_a_week_later(run: Any, site: Any) -> None:
    run("announce")
    site.add_update("20261121T150500Z-monitoring", minutes=5)
    said = run("announce", now="2026-11-23T15:00Z")
    again = f"announce resolve {worlds.INCIDENT}/20261121T150500Z-monitoring/team --retry"
    assert said.exit_code == 1
    assert again in said.output
    assert again in run("announce", "status", now="2026-11-29T15:00Z").output
    assert again not in run("announce", "status", now="2026-12-01T15:00Z").output


def test_what_a_person_found_to_be_out_is_not_sent_again(run: Any, site: Any, chat: Any) -> None:
    chat.codes = [500]
    assert run("announce").exit_code == 1
    key = f"{worlds.INCIDENT}/{worlds.STEMS[0]}/team"
    run("announce", "resolve", key, "--sent", "1700000000.1", now="2026-11-21T15:06Z")
    record = site.ledger()[key]
    assert (record["state"], record["id"], record["person"]) == ("sent", "1700000000.1", True)
    assert (run("announce", now="2026-11-21T15:07Z").exit_code, len(chat.got)) == (0, 3)


def test_an_update_too_old_to_be_announced_goes_out_when_a_person_says_so(
    run: Any, site: Any, chat: Any
) -> None:
    run("announce")
    site.add_update("20261121T150500Z-monitoring", minutes=5)
    late = run("announce", now="2026-11-23T15:00Z")
    key = f"{worlds.INCIDENT}/20261121T150500Z-monitoring/team"
    assert (late.exit_code, f"resolve {key} --retry" in late.output) == (1, True)
    run("announce", "resolve", key, "--retry", now="2026-11-23T15:01Z")
    assert (run("announce", now="2026-11-23T15:02Z").exit_code, len(chat.got)) == (0, 4)


def test_a_message_may_be_skipped_before_anyone_tried_it(run: Any, chat: Any) -> None:
    key = f"{worlds.INCIDENT}/{worlds.STEMS[0]}/team"
    assert run("announce", "resolve", key, "--skip").exit_code == 0
    assert run("announce").output.count("sent ") == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nonsense", "--skip"), "is not incident/update/channel"),
        ((f"{worlds.INCIDENT}/{worlds.STEMS[0]}/taem", "--skip"), f"did you mean {worlds.INCIDENT}/"),
        ((f"{worlds.INCIDENT}/{worlds.STEMS[0]}/team",), "give exactly one of"),
        ((f"{worlds.INCIDENT}/{worlds.STEMS[0]}/team", "--skip", "--retry"), "give exactly one of"),
    ],
)
def test_a_wrong_decision_is_wrong_usage(run: Any, words: tuple[str, ...], said: str) -> None:
    result = run("announce", "resolve", *words)
    assert (result.exit_code, said in result.output) == (2, True)


def test_under_a_workflow_what_needs_a_person_is_an_annotation_and_on_the_job_s_page(
    run: Any, chat: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    chat.codes = [404]
    said = run("announce")
    assert f"::error title=announce::{worlds.INCIDENT}/" in said.output
    summary = (tmp_path / "summary.md").read_text(encoding="utf-8")
    assert summary.startswith("### Announced\n\n- sent ")
    assert "--retry, or --skip" in summary


def test_watch_says_when_a_publish_is_due_and_what_is_overdue(
    run: Any, site: Any, chat: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("announce")
    site.add_update("20261121T150500Z-monitoring", minutes=5, extra="next_update: 30m\n")
    run("announce", now="2026-11-21T15:06Z")
    build = tmp_path / "build.json"
    build.write_text(json.dumps({"commit": None, "now": "2026-11-21T15:06:00Z"}), encoding="utf-8")
    before = run("watch", str(tmp_path), now="2026-11-21T15:20Z")
    assert (before.exit_code, before.stdout) == (0, "publish=false\noverdue=false\n")
    assert ": the promised update: due at 2026-11-21 15:35 UTC" in before.stderr
    assert "the page next changes at 2026-11-21 15:35 UTC" in before.stderr
    monkeypatch.setenv("GITHUB_OUTPUT", str(tmp_path / "output"))
    after = run("watch", str(build), now="2026-11-21T15:40Z")
    assert (after.exit_code, after.stdout) == (1, "publish=true\noverdue=true\n")
    assert "the promised update is late since 2026-11-21 15:35 UTC" in after.stderr
    assert (tmp_path / "output").read_text(encoding="utf-8") == after.stdout


def test_watch_names_incidents_that_take_longer_than_estimated(run: Any, site: Any) -> None:
    site.add_update("20261121T150500Z-identified", minutes=5, extra="eta: 2026-11-21T15:30Z\n")
    assert "longer than estimated" not in run("watch", now="2026-11-21T15:29Z").stderr
    late = run("watch", now="2026-11-21T15:30Z")
    assert "it takes longer than estimated since 2026-11-21 15:30 UTC" in late.stderr


def test_an_overdue_case_is_announced_to_the_team_once(run: Any, site: Any, chat: Any) -> None:
    run("announce")
    site.add_update("20261121T150500Z-monitoring", minutes=5, extra="next_update: 30m\n")
    run("announce", now="2026-11-21T15:06Z")
    assert len(chat.got) == 4
    run("watch", "--tell", now="2026-11-21T15:40Z")
    run("watch", "--tell", now="2026-11-21T15:50Z")
    run("announce", now="2026-11-21T15:55Z")
    assert len(chat.got) == 5
    assert f"{worlds.INCIDENT}/overdue-promise-20261121T150500Z-monitoring/team" in site.ledger()


def test_a_reminder_that_is_too_old_is_reported_and_needs_no_decision(run: Any, site: Any, chat: Any) -> None:
    run("announce")
    site.add_update("20261121T150500Z-monitoring", minutes=5, extra="next_update: 30m\n")
    run("announce", now="2026-11-21T15:06Z")
    late = run("announce", now="2026-11-22T15:36Z")
    assert "overdue-promise-20261121T150500Z-monitoring/team was older than a day" in late.stderr
    assert (late.exit_code, len(chat.got)) == (0, 4)


def test_watch_starts_a_run_for_a_case_that_changes_no_page_and_only_once(
    run: Any, site: Any, chat: Any, tmp_path: Path
) -> None:
    run("announce")
    extra = "eta: 2026-11-21T15:30Z\nnext_update: 2026-11-22T09:00Z\n"
    site.add_update("20261121T150500Z-identified", minutes=5, extra=extra)
    run("announce", now="2026-11-21T15:06Z")
    asked = run("watch", "--format", "json", now="2026-11-21T15:40Z")
    announced = json.loads(asked.stdout)
    assert (asked.exit_code, announced["publish"], announced["overdue"]) == (1, True, True)
    (matter,) = [one for one in announced["matters"] if one["is_overdue"]]
    assert (matter["kind"], matter["case"]) == ("eta", "eta-20261121T1530Z")
    assert matter["hint"] == "post an update with a new eta"
    # A build since then has had its announcement: what it could not send is no reason for another.
    (tmp_path / "build.json").write_text('{"commit": null, "now": "2026-11-21T15:35:00Z"}', encoding="utf-8")
    again = run("watch", str(tmp_path), "--format", "json", now="2026-11-21T15:40Z")
    assert json.loads(again.stdout)["publish"] is False
    before = len(chat.got)
    run("announce", now="2026-11-21T15:41Z")
    run("announce", now="2026-11-21T15:42Z")
    assert len(chat.got) == before + 1
    assert f"{worlds.INCIDENT}/overdue-eta-20261121T1530Z/team" in site.ledger()
    assert json.loads(run("watch", "--format", "json", now="2026-11-21T15:50Z").stdout)["publish"] is False


def test_what_the_plan_requires_is_sent_to_the_team_once(run: Any, site: Any, chat: Any) -> None:
    run("announce")
    before = len(chat.got)
    plan = Path(__file__).parents[1] / "fail" / "plan-not-signed" / "plan"
    shutil.copytree(plan, site.root / "plan")
    drill = site.root / "plan" / "drills" / "2026-05-26-database.md"
    drill.write_text("A drill.\n", encoding="utf-8")
    for now in ("2026-11-25T12:00Z", "2026-11-25T12:05Z"):
        run("watch", "--tell", now=now)
    assert len(chat.got) == before + 1
    assert "the last drill was on 2026-05-26" in json.dumps(chat.got[-1])
    sent = worlds.git(site.remote, "ls-tree", "-r", "--name-only", "announcements").splitlines()
    assert "plan/plan/overdue-plan-rehearsal-20260526/team.json" in sent


def test_watch_annotates_what_is_overdue(run: Any, site: Any) -> None:
    site.add_update("20261121T150500Z-monitoring", minutes=5, extra="next_update: 30m\n")
    said = run("watch", "--format", "github", now="2026-11-21T15:40Z")
    assert (
        f"::warning ::{worlds.INCIDENT}: the promised update is late since 2026-11-21 15:35 UTC"
        in said.stdout
    )
    assert said.stdout.endswith("overdue=true\n")


def test_watch_lists_a_message_that_waits(run: Any, chat: Any) -> None:
    chat.codes = [429] * 3
    run("announce")
    assert run("watch", now="2026-11-21T15:20Z").stdout == "publish=true\noverdue=false\n"


def test_a_ledger_that_cannot_be_read_does_not_stop_the_page_s_clock(
    run: Any, site: Any, tmp_path: Path
) -> None:
    site.add_update("20261121T145500Z-monitoring", extra="next_update: 2026-11-21T15:35Z\n")
    (tmp_path / "build.json").write_text('{"commit": null, "now": "2026-11-21T15:06:00Z"}', encoding="utf-8")
    site.remote.rename(site.remote.with_name("gone.git"))
    said = run("watch", str(tmp_path), now="2026-11-21T15:40Z")
    assert (said.exit_code, said.stdout) == (1, "publish=true\noverdue=true\n")
    assert "[ledger-unreachable]" in said.stderr


def test_a_site_without_an_answer_is_reported_and_no_reason_to_publish(
    run: Any, chat: Any, tmp_path: Path
) -> None:
    run("announce")
    said = run("watch", str(tmp_path / "nothing"), now="2026-11-21T15:20Z")
    assert said.stdout.startswith("publish=false")
    assert "nothing that could be read" in said.stderr


def test_stages_shows_the_seconds_since_the_merge(tmp_path: Path) -> None:
    def job(name: str, began: str, ended: str | None, conclusion: str | None = "success") -> dict[str, Any]:
        at = "2026-11-21T15:{}Z".format
        return {
            "name": name,
            "started_at": at(began),
            "completed_at": ended and at(ended),
            "conclusion": conclusion,
        }

    jobs = [
        job("Announce", "01:30", "03:10"),
        job("Build", "00:10", "01:20"),
        job("Prove that readers get this build", "02:00", "02:30"),
        job("How long it took", "03:20", None, None),
        job("Nothing was left at an earlier state", "01:20", "01:20", "skipped"),
    ]
    (tmp_path / "jobs.json").write_text(json.dumps({"jobs": jobs}), encoding="utf-8")
    words = ["timings", str(tmp_path / "jobs.json"), "--since", "2026-11-21T16:00:00+01:00"]
    assert CliRunner().invoke(main, words).output.splitlines()[2:] == [
        "| Build | 70 s | 80 s |  | success |",
        "| Announce | 100 s | 190 s | 180 s | late |",
        "| Prove that readers get this build | 30 s | 150 s | 180 s | success |",
    ]
    (tmp_path / "jobs.json").write_text("[]", encoding="utf-8")
    assert CliRunner().invoke(main, words).exit_code == 2
