"""`outspoken report`: figures for the team, checked against a count of our own over a real history."""

from __future__ import annotations

import json
import re
import statistics
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from outspoken.cli import main

REPOSITORY = Path(__file__).parent.parent.parent
EVERY = REPOSITORY / "tests" / "data" / "github-history" / "every-incident.jsonl"
MINUTE = 60
Run = Callable[..., Result]


@pytest.fixture(scope="module")
def hosted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole history of a large host as a repository."""
    root = tmp_path_factory.mktemp("hosted") / "site"
    command = [sys.executable, str(REPOSITORY / "benchmarks" / "corpus.py"), "hosted", str(EVERY), str(root)]
    subprocess.run(command, check=True, capture_output=True)
    return root


@pytest.fixture(scope="module")
def run(hosted: Path) -> Run:
    @cache
    def report(*words: str) -> Result:
        return CliRunner().invoke(
            main, ["report", "--root", str(hosted), "--now", "2026-11-01T00:00Z", *words]
        )

    return report


@pytest.fixture(scope="module")
def figures(run: Run) -> dict[str, object]:
    result = run("--from", "2020-01-01", "--format", "json")
    assert result.exit_code == 0, result.output
    found: dict[str, object] = json.loads(result.stdout)
    return found


def counted() -> tuple[list[float], list[float]]:
    """Every gap between two updates in minutes, and the longest of each incident, straight from the data."""
    gaps, longest = [], []
    for line in EVERY.read_text(encoding="utf-8").splitlines():
        times = sorted(datetime.fromisoformat(update["at"]) for update in json.loads(line)["updates"])
        found = [(b - a).total_seconds() / MINUTE for a, b in pairwise(times)]
        gaps += found
        longest += [max(found)] if found else []
    return gaps, longest


def test_the_figures_are_those_of_a_count_of_our_own(figures: dict[str, dict[str, int]]) -> None:
    gaps, longest = counted()
    everything = figures["gaps_with_maintenance"], figures["longest_silence_with_maintenance"]
    for found, own in zip(everything, (gaps, longest), strict=True):
        assert found["count"] == len(own)
        assert found["median"] == statistics.median(own) * MINUTE
        assert found["percentile_90"] == sorted(own)[int(len(own) * 0.9)] * MINUTE
    assert [found["median"] // MINUTE for found in everything] == [14, 36]
    assert [found["percentile_90"] // MINUTE for found in everything] == [53, 121]


def test_without_git_nothing_is_invented(figures: dict[str, object], run: Run) -> None:
    assert figures["dates"] == "as written"
    assert figures["first_update"] is None, "each incident starts with its first update: nothing was measured"
    text = run("--from", "2020-01-01").stdout
    assert "the times are those written in the files" in text
    assert "First update" not in text


def test_there_is_no_mean(run: Run) -> None:
    for style in ("md", "html", "json"):
        text = run("--from", "2020-01-01", "--format", style).stdout.lower()
        assert "mean" not in text.replace("meanwhile", "")
        assert "mttr" not in text


class Tags(HTMLParser):
    """Everything that a page would load or run."""

    def __init__(self) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.pictures = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.pictures += tag == "svg" and ("role", "img") in attrs
        if tag in {"script", "link", "img", "iframe"} or any(name == "style" for name, _ in attrs):
            self.loads.append(tag)


def test_the_file_loads_nothing_and_every_picture_has_its_table(run: Run) -> None:
    tags = Tags()
    tags.feed(run("--from", "2020-01-01", "--format", "html").stdout)
    assert tags.loads == []
    assert tags.pictures == 3


def test_a_title_is_never_markup_in_markdown(tmp_path: Path) -> None:
    folder = tmp_path / "incidents" / "2026-03" / "2026-03-01-a"
    (folder / "updates").mkdir(parents=True)
    (tmp_path / "mkdocs.yml").write_text(
        "site_name: S\nsite_url: https://s.example/\nplugins:\n  - outspoken:\n"
        "      components: [{id: api, name: API}]\n",
        encoding="utf-8",
    )
    (folder / "incident.md").write_text(
        "---\ntitle: 'A [link](x) and | a_bar_'\nimpact: major\ncomponents: {api: major_outage}\n"
        "started: 2026-03-01T10:00Z\n---\nIt fails.\n",
        encoding="utf-8",
    )
    (folder / "updates" / "20260301T101000Z-resolved.md").write_text(
        "---\nstatus: resolved\nat: 2026-03-01T10:10Z\n---\nDone.\n", encoding="utf-8"
    )
    result = CliRunner().invoke(main, ["report", "--root", str(tmp_path), "--now", "2026-03-02T00:00Z"])
    assert r"A \[link\](x) and \| a\_bar\_" in result.stdout


def test_an_uptime_of_zero_is_a_number(tmp_path: Path) -> None:
    folder = tmp_path / "incidents" / "2026-03" / "2026-03-01-a"
    folder.mkdir(parents=True)
    (tmp_path / "mkdocs.yml").write_text(
        "site_name: S\nsite_url: https://s.example/\nplugins:\n  - outspoken:\n"
        "      components: [{id: api, name: API, since: 2026-03-01}]\n",
        encoding="utf-8",
    )
    (folder / "incident.md").write_text(
        "---\ntitle: It fails\nimpact: critical\ncomponents: {api: major_outage}\n"
        "started: 2026-03-01T00:00Z\n---\nIt fails.\n",
        encoding="utf-8",
    )
    words = ["report", "--root", str(tmp_path), "--now", "2026-03-02T12:00Z", "--format", "json"]
    result = CliRunner().invoke(main, words)
    (uptime,) = json.loads(result.stdout)["uptime"]
    assert uptime["percent"] == 0.0
    assert isinstance(uptime["percent_outages_whole"], float)


def test_one_incident_is_found_by_a_part_of_its_id(run: Run) -> None:
    result = run("repository-search-is-degraded", "--format", "json")
    assert json.loads(result.stdout)["incident"] == "2025-09-13-repository-search-is-degraded"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("incident-with-codespace",), "incidents, such as 2022-"),
        (
            ("2025-09-13-repository-serch-is-degraded",),
            "did you mean 2025-09-13-repository-search-is-degraded?",
        ),
        (("codespaces", "--from", "2026-01-01"), "either an incident's ID or a period, not both"),
        (("--from", "2026-02-01", "--until", "2026-01-01"), "--from 2026-02-01 is after --until 2026-01-01"),
        (("--from", "yesterday"), "yesterday is not a day; write it as 2026-11-21"),
    ],
)
def test_wrong_usage_says_what_to_write(words: tuple[str, ...], says: str, run: Run) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert says in " ".join(result.stderr.split())


def test_the_report_of_one_incident_is_about_that_incident(run: Run) -> None:
    text = run("repository-search-is-degraded").stdout
    assert "The longest time between two updates was " in text
    assert "Half of all" not in text
    assert "1 incident." not in text


def test_what_is_still_to_come_has_no_figures(run: Run) -> None:
    assert "to Nov 1, 2026\n" in run("--until", "2199-12-31").stdout
    assert "2027-01-01 is in the future" in run("--from", "2027-01-01").stderr
    for year in ("0001", "9999"):
        result = run("--from", f"{year}-01-01")
        assert result.exit_code == 2
        assert f"in the year {int(year)}; check the year" in result.stderr


def test_answers_are_named_with_their_score(run: Run, tmp_path: Path) -> None:
    answers = tmp_path / "answers.csv"
    incident = "2025-09-13-repository-search-is-degraded"
    answers.write_text(f"incident,score,comment\n{incident},5,canary\n{incident},4,\n", encoding="utf-8")
    text = run(incident, "--feedback", str(answers)).stdout
    assert "- 5 of 5: 1\n- 4 of 5: 1\n" in text
    assert re.search(r"Lowest median\n\n- \[.+ · 4 of 5\n", text)
    assert "canary" not in text


def test_an_existing_file_is_never_overwritten(run: Run, tmp_path: Path) -> None:
    place = tmp_path / "report.html"
    assert run("--format", "html", "-o", str(place)).exit_code == 0
    before = place.read_bytes()
    assert b"How we kept customers informed" in before
    again = run("--format", "md", "-o", str(place))
    assert again.exit_code == 2
    assert "is not overwritten" in again.stderr
    assert place.read_bytes() == before
