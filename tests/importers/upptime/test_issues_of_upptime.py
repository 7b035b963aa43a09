"""Issues of an Upptime repository become incidents and maintenance, with every word."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.importers.conftest import Imported, bring, imported_from
from tests.importers.every_word import DATA, lost

from outspoken.model.incident import Incident, Window
from outspoken.model.vocabulary import Impact, Kind, State, Status

SAMPLE = DATA / "upptime"
ISSUES: list[dict[str, Any]] = json.loads((SAMPLE / "issues.json").read_text(encoding="utf-8"))


def sample(tmp_path: Path) -> Imported:
    (tmp_path / "new").mkdir()
    return bring(SAMPLE, tmp_path / "new", kind="upptime")


def of(done: Imported, number: int) -> Incident:
    return next(one for one in done.history.incidents if one.key == f"upptime:{number}")


def test_comments_become_updates_with_their_status(tmp_path: Path) -> None:
    incident = of(sample(tmp_path), 12)

    assert [update.status for update in incident.updates] == [
        Status.INVESTIGATING,
        Status.IDENTIFIED,
        None,
        Status.RESOLVED,
    ]
    assert (incident.impact, incident.components) == (Impact.MAJOR, (("checkout", State.MAJOR_OUTAGE),))
    assert incident.redirects == ("/incident/12/",)


def test_the_sign_of_the_monitor_is_not_in_the_title(tmp_path: Path) -> None:
    incident = of(sample(tmp_path), 12)

    assert (incident.title, incident.id) == ("Checkout is down", "2025-03-02-checkout-is-down")


def test_a_site_is_found_by_its_label(tmp_path: Path) -> None:
    incident = of(sample(tmp_path), 15)

    assert incident.components == (("partner-api", State.DEGRADED_PERFORMANCE),)
    assert incident.updates[-1].status is Status.INVESTIGATING


def test_the_comment_that_closes_an_issue_is_its_end(tmp_path: Path) -> None:
    assert of(sample(tmp_path), 16).updates[-1].status is Status.RESOLVED


def test_a_closed_issue_without_a_last_word_ends_when_it_was_closed(tmp_path: Path) -> None:
    last = of(sample(tmp_path), 17).updates[-1]

    assert (last.status, last.body, f"{last.at:%H:%M}") == (Status.RESOLVED, "Resolved", "18:40")


def test_maintenance_has_the_window_in_its_comment(tmp_path: Path) -> None:
    work = of(sample(tmp_path), 20)

    assert work.kind is Kind.MAINTENANCE
    assert work.window == Window(
        start=datetime(2025, 8, 24, 2, tzinfo=UTC), end=datetime(2025, 8, 24, 3, 30, tzinfo=UTC)
    )
    assert [name for name, _ in work.components] == ["checkout", "partner-api", "warehouse"]
    assert "expectedDown" not in work.updates[0].body


def test_what_is_no_incident_is_named(tmp_path: Path) -> None:
    done = sample(tmp_path)

    assert [(one.path, one.about) for one in done.made.remarks if one.path.endswith("#30")] == [
        ("issues.json#30", "an issue without the label status or maintenance is not an incident")
    ]
    assert done.problems == ()


def test_answers_of_the_api_are_read_too(tmp_path: Path) -> None:
    renamed = [
        {
            {"createdAt": "created_at", "closedAt": "closed_at"}.get(key, key): 3
            if key == "comments"
            else value
            for key, value in issue.items()
        }
        for issue in ISSUES
    ]
    (tmp_path / "issues.json").write_text(json.dumps(renamed), encoding="utf-8")

    made = imported_from("upptime", tmp_path / "issues.json", tmp_path / "new")

    assert len(made.incidents) == 6
    assert "its comments are not in the file: export the issues with comments" in {
        one.about for one in made.remarks
    }


def test_without_settings_sites_come_from_titles(tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()

    done = bring(SAMPLE / "issues.json", tmp_path / "new", kind="upptime", url="https://status.example.org/")

    assert [one.name for one in done.history.settings.components[:2]] == ["Checkout", "Partner API"]


def test_a_broken_file_is_named_and_another_imported(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('[{"number": 1', encoding="utf-8")
    (tmp_path / "b.json").write_text(json.dumps(ISSUES), encoding="utf-8")

    made = imported_from("upptime", tmp_path, tmp_path / "new")

    assert ("a.json", "it is not JSON that can be read") in {(one.path, one.about) for one in made.remarks}
    assert len(made.incidents) == 6


def test_a_second_import_changes_nothing(tmp_path: Path) -> None:
    sample(tmp_path)

    assert bring(SAMPLE, tmp_path / "new", kind="upptime").made.files == ()


def test_every_word_of_the_sample_is_kept(tmp_path: Path) -> None:
    done = sample(tmp_path)
    incidents = [
        one for one in ISSUES if {"status", "maintenance"} & {each["name"] for each in one["labels"]}
    ]
    texts = [one["title"] for one in incidents]
    texts += [one["body"].rpartition("-->")[2] for one in incidents]
    texts += [comment["body"] for one in incidents for comment in one["comments"]]

    assert lost(texts, done.root) == []


BODIES = st.text(
    st.characters(categories=("Lu", "Ll", "Lo", "Nd", "Po", "Sm", "Zs"), include_characters="\n"), min_size=1
)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(BODIES, st.lists(BODIES, max_size=3), st.booleans()), min_size=1, max_size=3))
def test_every_word_is_kept(issues: list[tuple[str, list[str], bool]]) -> None:
    listed = [
        {
            "number": number,
            "title": f"Title{number}",
            "body": body,
            "labels": [{"name": "maintenance" if planned else "status"}],
            "createdAt": f"2025-01-0{number + 1}T10:00:00Z",
            "closedAt": f"2025-01-0{number + 1}T12:00:00Z",
            "comments": [
                {"body": text, "createdAt": f"2025-01-0{number + 1}T1{place}:30:00Z"}
                for place, text in enumerate(comments)
            ],
        }
        for number, (body, comments, planned) in enumerate(issues)
    ]
    with TemporaryDirectory() as folder:
        source, root = Path(folder) / "issues.json", Path(folder) / "new"
        root.mkdir()
        source.write_text(json.dumps(listed), encoding="utf-8")

        bring(source, root, kind="upptime", url="https://status.example.org/")

        assert lost([text for body, comments, _ in issues for text in (body, *comments)], root) == []
