"""Announcements of Gatus become incidents and notices, with every word."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.importers.conftest import Imported, bring, imported_from
from tests.importers.every_word import DATA, lost

from outspoken.model.vocabulary import Impact, Status

SAMPLE = DATA / "gatus" / "config.yaml"


def sample(tmp_path: Path) -> Imported:
    (tmp_path / "new").mkdir()
    return bring(SAMPLE, tmp_path / "new", kind="gatus", url="https://status.example.org/")


def test_good_news_ends_the_outage_before_it(tmp_path: Path) -> None:
    done = sample(tmp_path)
    outage = next(one for one in done.history.incidents if one.impact is Impact.MAJOR)

    assert [update.status for update in outage.updates] == [Status.INVESTIGATING, Status.RESOLVED]
    assert "it is taken as the end of the outage or warning before it" in done.abouts


def test_a_notice_and_what_is_archived_are_over(tmp_path: Path) -> None:
    done = sample(tmp_path)

    assert {one.title: one.updates[-1].status for one in done.history.incidents if len(one.updates) == 1} == {
        "Search answers slowly in America": Status.RESOLVED,
        "New monitoring: a page for each region from next week": Status.RESOLVED,
        "A word that this version does not know": Status.RESOLVED,
    }


def test_endpoints_become_components(tmp_path: Path) -> None:
    assert [(one.id, one.group) for one in sample(tmp_path).history.settings.components] == [
        ("checkout", "core"),
        ("search", "core"),
        ("nightly-backup", None),
    ]


def test_what_cannot_be_read_is_named_and_the_rest_imported(tmp_path: Path) -> None:
    done = sample(tmp_path)

    assert {remark.path: remark.about for remark in done.made.remarks if remark.grade == "not_imported"} == {
        "config.yaml#6": "an announcement without a time that can be read",
        "config.yaml#7": "an announcement without a message",
    }
    assert "unknown type: none was used" in done.abouts
    assert done.problems == ()


def test_a_broken_file_is_named_and_another_imported(tmp_path: Path) -> None:
    source = tmp_path / "old"
    source.mkdir()
    (source / "a.yaml").write_text("announcements: [", encoding="utf-8")
    (source / "b.yaml").write_bytes(SAMPLE.read_bytes())

    made = imported_from("gatus", source, tmp_path / "new")

    assert ("a.yaml", "it is not YAML that can be read") in {(one.path, one.about) for one in made.remarks}
    assert len(made.incidents) == 4


def test_a_second_import_adds_only_the_end_that_came_since(tmp_path: Path) -> None:
    first = {"timestamp": "2025-01-01T10:00:00Z", "type": "outage", "message": "Down"}
    end = {"timestamp": "2025-01-01T11:00:00Z", "type": "operational", "message": "Up"}
    source = tmp_path / "config.yaml"
    source.write_text(yaml.safe_dump({"announcements": [first]}), encoding="utf-8")
    (tmp_path / "new").mkdir()
    bring(source, tmp_path / "new", kind="gatus", url="https://status.example.org/")
    source.write_text(yaml.safe_dump({"announcements": [end, first]}), encoding="utf-8")

    done = bring(source, tmp_path / "new", kind="gatus")

    assert done.texts() == ["Down", "Up"]
    assert bring(source, tmp_path / "new", kind="gatus").made.files == ()


MESSAGES = st.text(
    st.characters(categories=("Lu", "Ll", "Lo", "Nd", "Po", "Sm", "Zs"), include_characters="\n"), min_size=1
).filter(lambda text: any(sign.isalnum() for sign in text))
KINDS = st.sampled_from(["outage", "warning", "information", "operational", "none", "new"])


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(KINDS, MESSAGES, st.booleans()), min_size=1, max_size=5))
def test_every_word_is_kept(messages: list[tuple[str, str, bool]]) -> None:
    start = datetime(2025, 1, 1, tzinfo=UTC)
    listed = [
        {
            "timestamp": (start + timedelta(hours=number)).isoformat(),
            "type": kind,
            "message": text,
            "archived": old,
        }
        for number, (kind, text, old) in enumerate(messages)
    ]
    with TemporaryDirectory() as folder:
        source, root = Path(folder) / "config.yaml", Path(folder) / "new"
        root.mkdir()
        source.write_text(yaml.safe_dump({"announcements": listed}, allow_unicode=True), encoding="utf-8")

        bring(source, root, kind="gatus", url="https://status.example.org/")

        assert lost([text for _, text, _ in messages], root) == []
