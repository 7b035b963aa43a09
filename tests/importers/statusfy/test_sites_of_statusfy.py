"""A Statusfy site becomes incidents and maintenance, with every word and every address."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.importers.conftest import Imported, bring, imported_from
from tests.importers.every_word import DATA, lost

from outspoken.importers.import_report import Remarks
from outspoken.importers.statusfy.statusfy_ids import statusfy_id
from outspoken.importers.statusfy.update_blocks import split_blocks
from outspoken.model.incident import Incident
from outspoken.model.vocabulary import Impact, Kind, State, Status

SAMPLE = DATA / "statusfy"


def sample(tmp_path: Path) -> Imported:
    (tmp_path / "new").mkdir(exist_ok=True)
    return bring(SAMPLE, tmp_path / "new", kind="statusfy")


def of(done: Imported, title: str) -> Incident:
    return next(one for one in done.history.incidents if one.title == title)


def test_containers_become_updates(tmp_path: Path) -> None:
    incident = of(sample(tmp_path), "Orders arrive late")

    assert [update.status for update in incident.updates] == [
        Status.INVESTIGATING,
        Status.MONITORING,
        None,
        Status.RESOLVED,
    ]
    assert incident.body == "Orders do not arrive in time."
    assert incident.updates[2].body.startswith("**Mitigated**")


def test_a_container_in_code_is_an_example(tmp_path: Path) -> None:
    assert "only an example" in of(sample(tmp_path), "Orders arrive late").updates[0].body


def test_an_incident_without_updates_ends_after_its_duration(tmp_path: Path) -> None:
    incident = of(sample(tmp_path), "The page was away")

    assert (incident.impact, incident.components[0]) == (
        Impact.MAJOR,
        ("site-delivery", State.MAJOR_OUTAGE),
    )
    assert [f"{update.at:%H:%M} {update.status}" for update in incident.updates] == [
        "13:03 investigating",
        "13:22 resolved",
    ]


def test_scheduled_work_has_its_window(tmp_path: Path) -> None:
    work = of(sample(tmp_path), "New disks")

    assert (work.kind, work.window and f"{work.window.length}") == (Kind.MAINTENANCE, "1:30:00")
    assert work.updates[-1].status is Status.COMPLETED


def test_old_addresses_redirect(tmp_path: Path) -> None:
    done = sample(tmp_path)

    assert of(done, "The page was away").redirects == ("/incidents/382ee1ab/",)
    assert of(done, "Orders arrive late").redirects == (
        f"/incidents/{statusfy_id('2020-08-17_feeds-delayed.md')}/",
    )


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("2018-11-21_networking-issues.md", "cb146392"),
        ("2020-12-29_adamrms-unavailable.md", "40148640"),
        ("é.md", "2d5e45b2"),
        ("a.md", "2d20733a"),
    ],
)
def test_ids_are_those_of_hash_sum(name: str, expected: str) -> None:
    assert statusfy_id(name) == expected


def test_names_of_systems_come_from_the_translation(tmp_path: Path) -> None:
    done = sample(tmp_path)

    assert [(one.id, one.name) for one in done.history.settings.components] == [
        ("checkout", "Checkout"),
        ("site-delivery", "Site delivery"),
        ("api", "api"),
    ]
    assert done.history.settings.site_name == "Harbour status"


def test_what_is_not_imported_is_named_by_its_file(tmp_path: Path) -> None:
    done = sample(tmp_path)

    assert {one.path: one.about for one in done.made.remarks if one.grade == "not_imported"} == {
        "content/2022-01-01_broken.md": "its front matter cannot be read",
        "content/es/2020-08-17_feeds-delayed.md": "it is a translation: incidents have one language here",
    }
    assert done.problems == ()


def test_a_time_that_is_none_is_named_and_its_text_kept(tmp_path: Path) -> None:
    done = sample(tmp_path)

    assert ("a time that cannot be read was ignored", "2021-03-097T16:00:00Z") in {
        (one.about, one.detail) for one in done.made.remarks
    }
    assert of(done, "Slow pages").updates[0].status is Status.RESOLVED


def test_without_settings_every_system_is_listed(tmp_path: Path) -> None:
    shutil.copytree(SAMPLE / "content", tmp_path / "old" / "content")
    (tmp_path / "new").mkdir()

    done = bring(tmp_path / "old", tmp_path / "new", kind="statusfy", url="https://status.example.org/")

    assert {one.id: one.retired for one in done.history.settings.components} == {
        "api": None,
        "site-delivery": None,
        "checkout": None,
    }


def test_a_second_import_changes_nothing(tmp_path: Path) -> None:
    sample(tmp_path)

    assert sample(tmp_path).made.files == ()


def test_the_newest_update_may_be_written_first(tmp_path: Path) -> None:
    (tmp_path / "old" / "content").mkdir(parents=True)
    (tmp_path / "new").mkdir()
    at = "2021-03-07T10:00:00Z"
    blocks = (
        f"::: update Completed | {at}\nIt is over.\n:::\n\n::: update Identified | {at}\nA slow disk.\n:::\n"
    )
    head = (
        f"---\ntitle: Slow\ndate: {at}\nseverity: major-outage\naffectedsystems: [api]\nresolved: true\n---\n"
    )
    (tmp_path / "old" / "content" / "a.md").write_text(head + blocks, encoding="utf-8")

    done = bring(tmp_path / "old", tmp_path / "new", kind="statusfy", url="https://status.example.org/")

    assert done.texts() == ["A slow disk.", "It is over."]
    assert done.history.incidents[0].updates[-1].status is Status.RESOLVED


def test_settings_with_keys_in_quotes_are_read(tmp_path: Path) -> None:
    shutil.copytree(SAMPLE, tmp_path / "old")
    (tmp_path / "new").mkdir()
    script = (SAMPLE / "config.js").read_text(encoding="utf-8")
    for key in ("baseUrl", "systems", "title"):
        script = script.replace(f"{key}:", f'"{key}":')
    (tmp_path / "old" / "config.js").write_text(script, encoding="utf-8")

    settings = bring(tmp_path / "old", tmp_path / "new", kind="statusfy").history.settings

    assert (settings.url, len(settings.components)) == ("https://status.harbour.example/", 3)


def test_a_folder_without_content_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="has no Markdown file in content/"):
        imported_from("statusfy", tmp_path, tmp_path)


LINES = st.sampled_from(
    [
        "",
        "Words here.",
        "- a list",
        "```",
        "::: update Resolved | 2024-03-01T11:00:00Z",
        "::: update Looking into it | 2024-03-01T12:00:00Z",
        "::: update Monitoring",
        "::: update",
        ":::",
        "::: warning",
        "> quoted",
        "<!-- note -->",
    ]
)
MARKS = {"update", "2024", "03", "01t11", "01t12", "00", "00z", "resolved", "monitoring", "language", "code"}


@given(st.lists(LINES, max_size=12))
def test_no_line_of_a_text_is_lost(lines: list[str]) -> None:
    outside, blocks = split_blocks("\n".join(lines), Remarks("x"))
    kept = "\n".join((outside, *(block.text for block in blocks)))

    assert [line for line in lines if line and not line.startswith(":::") and line not in kept] == []


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(LINES, min_size=1, max_size=10))
def test_every_word_is_kept(lines: list[str]) -> None:
    head = (
        "---\ntitle: Slow\ndate: 2024-03-01T10:00:00Z\nseverity: major-outage\naffectedsystems: [api]\n---\n"
    )
    with TemporaryDirectory() as folder:
        source, root = Path(folder) / "old", Path(folder) / "new"
        (source / "content").mkdir(parents=True)
        root.mkdir()
        body = "\n".join(lines)
        (source / "content" / "a.md").write_text(head + body, encoding="utf-8")

        bring(source, root, kind="statusfy", url="https://status.example.org/")

        assert [word for word in lost(lines, root) if word not in MARKS] == []
