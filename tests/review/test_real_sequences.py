"""What real teams wrote, opened, updated and resolved again, one pull request after the other."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

DATA = Path(__file__).parents[1] / "data"
CHANNELS = """\
      channels:
        team: {kind: slack_webhook, audience: internal, secret: TEAM_WEBHOOK}
        x: {kind: x, audience: customers, api_key: A, api_secret: B, token: C, token_secret: D}
"""
SETTINGS = f"""\
site_name: Example status
site_url: https://status.example.com/
plugins:
  - outspoken:
      components: [{{id: service}}]
{CHANNELS}"""
IMPORTED = ["2021-12-15-jira-outage", "2021-06-07-repo-jenkins-ci-org", "2022-02-11-agents-not-allocating-ci"]
STATUSES = {"Investigating", "Identified", "Monitoring", "Resolved"}
# What they wrote names what is private, and says nothing of lost data.
ASKED = {"private-words", "aftermath-missing"}
Publish = Callable[..., Any]
Steps = list[tuple[datetime, dict[str, str]]]


def hosted() -> Iterator[dict[str, Any]]:
    """Incidents of a hosted page that went the usual way, with their updates as they were posted."""
    lines = (DATA / "github-history" / "incidents.jsonl").read_text(encoding="utf-8").splitlines()
    for one in map(json.loads, lines):
        said = [update["status"] for update in one["updates"]]
        times = [update["at"] for update in one["updates"]]
        usual = said[-1] == "Resolved" and set(said) <= {*STATUSES, "Update"} and len(one["title"]) <= 120
        if usual and 3 <= len(said) <= 7 and times == sorted(set(times)):
            yield one


def steps_of_hosted(one: dict[str, Any]) -> Steps:
    """The files that each update adds, with its instant."""
    start = one["updates"][0]["at"]
    words = re.sub(r"[^a-z0-9]+", "-", one["title"].lower()).strip("-")[:40].strip("-")
    place = f"incidents/{start[:7]}/{start[:10]}-{words}"
    head = (
        f"---\ntitle: {json.dumps(one['title'])}\nimpact: {one['impact'] or 'minor'}\n"
        f"components: {{service: partial_outage}}\nstarted: {start}\n---\n"
    )
    steps: Steps = []
    for update in one["updates"]:
        status = update["status"].lower()
        stamp = datetime.fromisoformat(update["at"]).strftime("%Y%m%dT%H%M%SZ")
        says = f"status: {status}\n" if update["status"] in STATUSES else ""
        text = f"---\n{says}at: {update['at']}\n---\n{update['message']}\n"
        files = {f"{place}/updates/{stamp}-{status}.md": text}
        steps.append((datetime.fromisoformat(update["at"]), files))
    steps[0][1][f"{place}/incident.md"] = head
    return steps


def replay(site: Any, steps: Steps) -> None:
    """Propose, check, foretell and merge each step a minute after its instant."""
    for place, (at, files) in enumerate(steps):
        now = (at + timedelta(minutes=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
        site.git("checkout", "-q", "-B", "change", "main")
        site.commit(files, now)
        checked = site.run("check", "--format", "json", now=now)
        problems = [one for one in json.loads(checked.output)["problems"] if one["rule"] not in ASKED]
        assert (checked.exit_code, problems) == (0, []), checked.output
        reported = site.run("preview", now=now).output
        closes = any("\nstatus: resolved\n" in text for text in files.values())
        assert ("is opened" if place == 0 else "is closed" if closes else "is updated") in reported
        assert re.search(r"^team \(internal, slack_webhook\), \d+ of \d+ characters", reported, re.MULTILINE)
        assert re.search(
            rf"^x \(customers, x\), \d+ of 280 characters{', as a reply' * bool(place)}:$", reported, re.M
        )
        site.git("checkout", "-q", "main")
        site.git("merge", "-q", "--ff-only", "change")
    assert "Everything works" in reported.partition("On the channels")[0]


@pytest.mark.parametrize("one", list(hosted())[:4], ids=lambda one: one["id"])
def test_a_hosted_pages_incident_is_replayed(publish: Publish, one: dict[str, Any]) -> None:
    steps = steps_of_hosted(one)
    before = (steps[0][0] - timedelta(days=1)).isoformat()
    replay(publish({}, at=before, settings=SETTINGS), steps)


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The incidents of a cState site, in our own files."""
    root = tmp_path_factory.mktemp("imported") / "site"
    command = [
        sys.executable,
        "-m",
        "outspoken",
        "import",
        "cstate",
        str(DATA / "jenkins-status"),
        "--root",
        str(root),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (root / "mkdocs.yml").exists(), done.stderr
    return root


def steps_of_imported(root: Path, folder: Path) -> Steps:
    """The files of an imported incident, by the instants in its updates' names."""
    place = folder.relative_to(root).as_posix()
    steps: Steps = []
    for path in sorted(folder.glob("updates/*.md")):
        at = datetime.fromisoformat(path.name[:16])
        steps.append((at, {f"{place}/updates/{path.name}": path.read_text(encoding="utf-8")}))
    steps[0][1][f"{place}/incident.md"] = (folder / "incident.md").read_text(encoding="utf-8")
    return steps


@pytest.mark.parametrize("name", IMPORTED)
def test_a_cstate_sites_incident_is_replayed(publish: Publish, imported: Path, name: str) -> None:
    (folder,) = imported.glob(f"incidents/*/{name}")
    steps = steps_of_imported(imported, folder)
    settings = (imported / "mkdocs.yml").read_text(encoding="utf-8")
    settings = settings.replace("      components:\n", f"{CHANNELS}      components:\n", 1)
    before = (steps[0][0] - timedelta(days=1)).isoformat()
    replay(publish({}, at=before, settings=settings), steps)


def test_a_correction_and_a_late_word_are_distinguished(publish: Publish) -> None:
    steps = steps_of_hosted(next(hosted()))
    site = publish(steps[0][1] | steps[1][1], at=steps[1][0].isoformat(), settings=SETTINGS)
    path, text = next((path, text) for path, text in steps[1][1].items())
    now = (steps[1][0] + timedelta(minutes=5)).strftime("%Y-%m-%dT%H:%M:%SZ")
    site.write({path: text.replace("degraded performance", "degraded performence")})
    assert json.loads(site.run("check", "--format", "json", now=now).output)["problems"] == []
    assert "it changes what was published" in site.run("preview", now=now).output
    front = text.partition("\n---\n")[0]
    site.write({path: f"{front}\n---\nCodespaces in all regions cannot be created since midnight.\n"})
    rules = [
        one["rule"] for one in json.loads(site.run("check", "--format", "json", now=now).output)["problems"]
    ]
    assert rules == ["rewritten"]
