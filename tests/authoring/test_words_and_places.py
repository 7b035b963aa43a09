"""Templates, times in words, addresses of pull requests, and what is found without reading everything."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from outspoken.authoring.alert import read_alert
from outspoken.authoring.git.pull_requests import compare_url
from outspoken.authoring.incident_store import DiskIncidents
from outspoken.authoring.lookup import find_awaiting_postmortem, incident_with_key, open_ones, the_open_one
from outspoken.authoring.refusal import AmbiguousError
from outspoken.authoring.situation_templates import names, read_template
from outspoken.authoring.time_input import (
    in_words,
    next_window,
    since,
    span_in_words,
    until,
    window_in_words,
)
from outspoken.model.component import Component
from outspoken.model.settings import Planned, Settings
from outspoken.model.vocabulary import Status
from outspoken.source.format.instants import duration_text
from outspoken.source.format.open_questions import questions
from outspoken.source.incidents.folder_context import context_for

NOW = datetime(2026, 11, 21, 14, 5, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
SITE = Settings(
    site_name="E", url="https://e.example/", host="e.example", components=(Component(id="api", name="API"),)
)
ANSWERS = dict.fromkeys(
    ("affected", "signing_in", "signed_in", "workaround", "started", "worst_case", "from", "until"), "WORDS"
)


@pytest.mark.parametrize("name", names(Path("/nonexistent")))
def test_every_shipped_template_can_be_filled(name: str) -> None:
    template = read_template(Path("/nonexistent"), name)
    bare, full = template.filled({}), template.filled(ANSWERS)

    assert template.about
    assert "{" not in full
    assert "WORDS" not in bare
    # Even where nobody answered anything, something goes out, or is asked.
    assert bare.strip() or questions(full) or full


@pytest.mark.parametrize("status", [*(status.value for status in Status), "update"])
def test_every_status_has_words_to_begin_with(status: str) -> None:
    assert read_template(Path("/nonexistent"), status).body


def test_a_line_with_an_unanswered_slot_is_left_out() -> None:
    template = read_template(Path("/nonexistent"), "network")

    assert "Who is affected:" not in template.filled({"started": "x"})
    assert "Who is affected: you." in template.filled({"started": "x", "affected": "you"})


def test_times_in_words_name_the_day_where_it_is_another() -> None:
    assert in_words(NOW, NOW, ZoneInfo("UTC")) == "14:05 UTC"
    assert in_words(NOW, NOW, BERLIN) == "14:05 UTC (15:05 in Berlin)"
    assert in_words(NOW - timedelta(days=1), NOW, ZoneInfo("UTC")) == "14:05 UTC on Friday, 20 November"
    assert window_in_words(NOW, NOW + timedelta(hours=12), NOW - timedelta(days=3), ZoneInfo("UTC")) == (
        "14:05 UTC on Saturday, 21 November",
        "02:05 UTC on Sunday, 22 November",
    )


def test_spans_count_from_now_and_stay_times_otherwise() -> None:
    assert (since("1h30m", NOW), until("2d", NOW)) == ("2026-11-21T12:35Z", "2026-11-23T14:05Z")
    assert since("2026-11-21 15:05 Europe/Berlin", NOW) == "2026-11-21 15:05 Europe/Berlin"
    assert (span_in_words("1h30m"), span_in_words("1d")) == ("1 hour 30 minutes", "1 day")
    assert (duration_text(timedelta(minutes=1530)), duration_text(timedelta(minutes=5))) == ("1d1h30m", "5m")


def test_the_next_window_keeps_to_the_settings() -> None:
    planned = Planned(days=(5,), start=datetime(2026, 1, 1, 2).time(), zone=BERLIN, notice=timedelta(days=2))  # noqa: DTZ001

    assert next_window(SITE, NOW) == "2026-11-23 02:00 UTC"
    site = Settings(
        site_name="E", url="https://e.example/", host="e", components=SITE.components, planned=planned
    )
    assert next_window(site, NOW) == "2026-11-28 02:00 Europe/Berlin"


@pytest.mark.parametrize(
    ("remote", "url"),
    [
        (
            "git@github.com:example/status.git",
            "https://github.com/example/status/compare/main...status/x?expand=1",
        ),
        (
            "https://ghe.example.com/example/status",
            "https://ghe.example.com/example/status/compare/main...status/x?expand=1",
        ),
        (
            "ssh://git@github.com:22/example/status.git",
            "https://github.com/example/status/compare/main...status/x?expand=1",
        ),
        (
            "https://kim:secret@github.com/example/status.git",
            "https://github.com/example/status/compare/main...status/x?expand=1",
        ),
        (
            "git@gitlab.example.com:group/sub/status.git",
            "https://gitlab.example.com/group/sub/status/-/merge_requests/new"
            "?merge_request%5Bsource_branch%5D=status%2Fx&merge_request%5Btarget_branch%5D=main",
        ),
        ("../remote.git", ""),
        ("/srv/remote.git", ""),
        ("file:///srv/remote.git", ""),
        ("backup:status.git", ""),
    ],
)
def test_the_page_for_a_pull_request_comes_from_the_remote(remote: str, url: str) -> None:
    assert compare_url(remote, "main", "status/x") == url


def test_a_key_holds_for_one_beginning_of_one_group() -> None:
    def key(group: str, started: str) -> str:
        return read_alert(f'{{"groupKey": "{group}", "alerts": [{{"startsAt": "{started}"}}]}}').key

    assert key("g", "2026-11-21T14:05:00Z") == key("g", "2026-11-21T15:05:00+01:00")
    assert (
        len(
            {
                key("g", "2026-11-21T14:05:00Z"),
                key("h", "2026-11-21T14:05:00Z"),
                key("g", "2026-11-21T14:06:00Z"),
            }
        )
        == 3
    )


def write(root: Path, incident: str, statuses: dict[str, str], more: str = "") -> None:
    """An incident with an update per status, an hour apart."""
    folder = root / "incidents" / incident[:7] / incident
    (folder / "updates").mkdir(parents=True)
    (folder / "incident.md").write_text(
        f"---\ntitle: T\nimpact: major\ncomponents: {{}}\nstarted: {incident[:10]}T10:00Z\n{more}---\n",
        encoding="utf-8",
    )
    for hour, (name, status) in enumerate(statuses.items(), 10):
        line = f"status: {status}\n" if status else ""
        (folder / "updates" / f"{incident[:10].replace('-', '')}T{hour}0000Z-{name}.md").write_text(
            f"---\n{line}at: {incident[:10]}T{hour}:00Z\n---\n\nx\n", encoding="utf-8"
        )


def test_the_open_ones_are_found_by_what_their_last_update_says(tmp_path: Path) -> None:
    write(tmp_path, "2026-11-01-open", {"a": "investigating"})
    write(tmp_path, "2026-11-02-over", {"a": "investigating", "b": "resolved"})
    write(tmp_path, "2026-11-03-postscript", {"a": "resolved", "b": ""})
    write(tmp_path, "2026-11-04-withdrawn", {"a": "investigating"}, "withdrawn: false alarm\n")
    write(tmp_path, "2026-11-05-bare", {})
    context = context_for(SITE, NOW)

    found = list(open_ones(DiskIncidents(tmp_path), context, NOW))
    assert [each.incident.id for each in found] == ["2026-11-05-bare", "2026-11-01-open"]
    with pytest.raises(AmbiguousError, match="2026-11-05-bare, 2026-11-01-open"):
        the_open_one(found, upcoming=True)


def test_of_several_matches_the_one_with_a_post_mortem_due_is_taken(tmp_path: Path) -> None:
    write(tmp_path, "2026-11-01-fra1-slow", {"a": "investigating", "b": "resolved"})
    write(tmp_path, "2026-11-02-fra1-down", {"a": "investigating", "b": "resolved"})
    write(tmp_path, "2026-11-03-fra1-again", {"a": "investigating"})
    context, store = context_for(SITE, NOW), DiskIncidents(tmp_path)
    with pytest.raises(
        AmbiguousError, match="several incidents match fra1: 2026-11-02-fra1-down, 2026-11-01-fra1-slow"
    ):
        find_awaiting_postmortem(store, context, SITE.postmortem, "fra1")

    (tmp_path / "incidents/2026-11/2026-11-02-fra1-down/postmortem.md").write_text("x", encoding="utf-8")
    assert (
        find_awaiting_postmortem(DiskIncidents(tmp_path), context, SITE.postmortem, "fra1")
        == "2026-11-01-fra1-slow"
    )


@pytest.mark.parametrize("line", ["key: a-7", 'key: "a-7"', "key: 'a-7'", "key:   a-7  "])
def test_a_key_is_found_however_it_was_written(tmp_path: Path, line: str) -> None:
    write(tmp_path, "2026-11-01-other", {}, "key: a-70\n")
    write(tmp_path, "2026-11-02-this", {}, f"{line}\n")

    assert incident_with_key(DiskIncidents(tmp_path), "a-7") == "incidents/2026-11/2026-11-02-this"
    assert incident_with_key(DiskIncidents(tmp_path), "7") is None
