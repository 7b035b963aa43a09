"""Tables of incidents come along, whatever their separators, encodings, columns and mistakes are."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from tests.importers.conftest import Imported, bring, imported_from

from outspoken.cli import main
from outspoken.importers.csv_rows.csv_mapping import COLUMNS, preset_names, read_mapping
from outspoken.importers.csv_rows.csv_text import read_table
from outspoken.importers.import_report import Grade, ImportOutcome, Remarks
from outspoken.importers.import_request import SourceError
from outspoken.model.vocabulary import Impact, Kind, State, Status
from outspoken.render.text.git_host_markdown import to_html

HISTORY = Path(__file__).parents[2] / "data" / "github-history" / "every-incident.jsonl"
HEADING = ["Id", "Title", "Impact", "Components", "Started", "At", "Status", "Text", "Url"]
WORD = re.compile(r"\w+")


def table(*rows: list[str], heading: list[str] = HEADING, delimiter: str = ",") -> str:
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter).writerows([heading, *rows])
    return file.getvalue()


def update(at: str = "2025-03-01T10:00Z", status: str = "Investigating", text: str = "We look.", *,
           number: str = "7", title: str = "Slow", **cells: str) -> list[str]:  # fmt: skip
    row = {"Id": number, "Title": title, "Impact": "minor", "Started": "2025-03-01T10:00Z", "At": at,
           "Status": status, "Text": text, **cells}  # fmt: skip
    return [row.get(name, "") for name in HEADING]


def brought(tmp_path: Path, text: str | bytes, mapping: str = "", **asked: Any) -> Imported:
    path = tmp_path / "incidents.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    if mapping:
        asked["map"] = tmp_path / "mapping.yml"
        asked["map"].write_text(mapping, encoding="utf-8")
    return bring(path, tmp_path / "new", kind="csv", url="https://status.example.org/", **asked)


def abouts(done: Imported, grade: Grade) -> list[str]:
    return [remark.about for remark in done.made.remarks if remark.grade is grade]


@pytest.fixture(scope="module")
def github(tmp_path_factory: pytest.TempPathFactory) -> Imported:
    """All incidents of a hosted page, as a table with a row for each update."""
    rows = [
        [
            *(one["id"], one["title"], one["impact"], ", ".join(one.get("components", []))),
            *(one["started_at"], posted["at"], posted["status"], posted["message"], one["url"]),
        ]
        for one in map(json.loads, HISTORY.read_text(encoding="utf-8").splitlines())
        for posted in one["updates"]
    ]
    return brought(tmp_path_factory.mktemp("github"), table(*rows))


def test_every_incident_and_every_update_of_a_large_table_arrive(github: Imported) -> None:
    assert (github.made.count(ImportOutcome.NEW), github.made.updates) == (819, 4570)
    assert len({one.id for one in github.history.incidents}) == 819
    assert [problem for problem in github.problems if problem.is_error] == []


def test_no_word_of_a_large_table_is_lost(github: Imported) -> None:
    told = {}
    for one in map(json.loads, HISTORY.read_text(encoding="utf-8").splitlines()):
        said = " ".join(posted["message"] for posted in one["updates"])
        told[f"csv:{one['id']}"] = Counter(WORD.findall(said))
    different = []
    for one in github.history.incidents:
        shown = " ".join(unescape(re.sub(r"<[^>]+>", " ", to_html(each.body))) for each in one.updates)
        if Counter(WORD.findall(shown)) != told[one.key]:
            different.append(one.key)
    assert different == []


def test_a_large_table_imported_again_changes_nothing(github: Imported) -> None:
    source = github.root.parent / "incidents.csv"
    made = imported_from("csv", source, github.root)
    assert made.files == ()
    assert made.count(ImportOutcome.PRESENT) == 819


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_separator_and_encoding_are_found(tmp_path: Path, delimiter: str, encoding: str) -> None:
    text = table(update(text="Größer; kleiner, «so»\nzweite Zeile"), delimiter=delimiter)
    done = brought(tmp_path, text.encode(encoding))
    assert done.texts() == ["Größer; kleiner, «so»\\\nzweite Zeile"]


def test_rows_of_one_id_are_one_incident(tmp_path: Path) -> None:
    done = brought(
        tmp_path,
        table(
            update(Components="API, Web Shop", Url="https://old.example/incidents/7"),
            update("2025-03-01T10:30Z", "Update", "Still."),
            update("2025-03-01T11:00Z", "Resolved", "Over."),
            update("2025-03-02T09:00Z", number="8"),
        ),
    )
    one = done.history.incidents[0]
    assert [(each.status, each.body) for each in one.updates] == [
        (Status.INVESTIGATING, "We look."), (None, "Still."), (Status.RESOLVED, "Over."),
    ]  # fmt: skip
    assert (one.key, one.redirects) == ("csv:7", ("/incidents/7/",))
    assert dict(one.components) == dict.fromkeys(("api", "web-shop"), State.DEGRADED_PERFORMANCE)
    assert len(done.history.incidents) == 2


def test_the_newest_row_may_be_the_first(tmp_path: Path) -> None:
    done = brought(
        tmp_path,
        table(
            update("2025-03-01T13:00Z", "Resolved", "Over."),
            update("2025-03-01T12:00Z", "Monitoring", "Second."),
            update("2025-03-01T12:00Z", "Monitoring", "First."),
            update("2025-03-01T10:00Z", "Investigating", "We look."),
        ),
    )
    assert [(each.status, each.body) for each in done.history.incidents[0].updates] == [
        (Status.INVESTIGATING, "We look."), (Status.MONITORING, "First."),
        (Status.MONITORING, "Second."), (Status.RESOLVED, "Over."),
    ]  # fmt: skip


def test_rows_that_disagree_take_the_worst_and_name_the_rest(tmp_path: Path) -> None:
    done = brought(
        tmp_path,
        table(
            update(title="Slow", Impact="minor", Url="https://old.example/a/"),
            update(
                "2025-03-01T11:00Z", title="Search is down", Impact="critical", Url="https://old.example/b/"
            ),
        ),
    )
    one = done.history.incidents[0]
    assert (one.title, one.impact, one.redirects) == ("Slow", Impact.CRITICAL, ("/a/", "/b/"))
    details = {remark.about: remark.detail for remark in done.made.remarks if remark.grade is Grade.ASSUMED}
    assert details["its rows have different titles: the first was used"] == "Search is down"


def test_one_row_may_be_a_whole_incident(tmp_path: Path) -> None:
    text = table(
        ["1", "Slow", "P1", "2025-03-01 10:00", "2025-03-01 11:00", "We look.", "A cable."],
        ["2", "Move", "P2", "2025-03-02 02:00", "2025-03-02 04:00", "", ""],
        heading=["Id", "Title", "Impact", "Started", "Ended", "Text", "Resolution"],
    )
    mapping = (
        "columns: {id: Id, title: Title, impact: Impact, started: Started, ended: Ended, text: Text,"
        " resolution: Resolution}\nzone: Europe/Berlin\nimpacts: {P1: critical, P2: maintenance}\n"
    )
    first, second = brought(tmp_path, text, mapping).history.incidents
    assert (first.impact, f"{first.started:%H:%M}") == (Impact.CRITICAL, "09:00")
    assert [each.body for each in first.updates] == ["We look.", "A cable."]
    assert first.updates[-1].status is Status.RESOLVED
    assert (second.kind, second.window and f"{second.window.end:%H:%M}") == (Kind.MAINTENANCE, "03:00")


def test_comments_of_an_issue_are_updates(tmp_path: Path) -> None:
    text = table(
        ["OPS-7", "Slow", "High", "01/Mar/25 10:00 AM", "01/Mar/25 12:00 PM", "Done", "We look.",
         "01/Mar/25 11:00 AM;kim;A cable; cut.", ""],
        heading=["Issue key", "Summary", "Priority", "Created", "Resolved", "Status", "Description",
                 "Comment", "Comment"],
    )  # fmt: skip
    done = brought(tmp_path, text, map=Path("jira"))
    assert done.texts() == ["We look.", "A cable; cut.", "Resolved"]
    assert done.history.incidents[0].key == "jira:OPS-7"


def test_a_column_that_is_not_there_is_named_with_those_that_are(tmp_path: Path) -> None:
    with pytest.raises(SourceError) as caught:
        brought(tmp_path, table(update()), "columns: {title: Titel, at: When, id: Id}\n")
    message = str(caught.value)
    assert "no column Titel (for title), did you mean Title?" in message
    assert "no column When (for at)" in message
    assert "its columns are: Id, Title, Impact" in message


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        ("colums: {}\n", "unknown key colums: did you mean columns?"),
        ("columns: {titel: X}\n", "unknown key below columns titel: did you mean title?"),
        ("zone: Mars\n", "Mars is not a time zone"),
        ("format: rtf\n", "format is rtf: write one of plain, markdown, html"),
        ("- a\n", "cannot be read as a mapping"),
    ],
)
def test_what_is_wrong_with_a_mapping_is_named(tmp_path: Path, mapping: str, said: str) -> None:
    with pytest.raises(SourceError, match=re.escape(said)):
        brought(tmp_path, table(update()), mapping)


def test_a_word_of_ours_that_does_not_exist_is_named(tmp_path: Path) -> None:
    mapping = "columns: {id: Id, title: Title, at: At}\nstatuses: {Fixed: resolve}\n"
    with pytest.raises(SourceError, match="did you mean resolved"):
        brought(tmp_path, table(update()), mapping)


def test_a_quote_that_is_not_closed_costs_one_line(tmp_path: Path) -> None:
    good = table(update(), update("2025-03-02T10:00Z", number="9", text="Whole\nand quoted"))
    bad = '8,"Broken,minor,,2025-03-01T10:00Z,2025-03-01T10:00Z,Investigating,Some words,'
    lines = good.splitlines(keepends=True)
    for place in (1, 2, len(lines)):
        folder = tmp_path / str(place)
        folder.mkdir()
        done = brought(folder, "".join([*lines[:place], f"{bad}\r\n", *lines[place:]]))
        assert {one.key for one in done.history.incidents} == {"csv:7", "csv:8", "csv:9"}
        assert "a quote is not closed: its line was read without quotes" in abouts(done, Grade.ASSUMED)


def test_a_row_that_is_too_long_or_too_short_keeps_its_words(tmp_path: Path) -> None:
    heading = "Id,Title,At,Status,Text\n"
    done = brought(
        tmp_path, f"{heading}1,Slow,2025-03-01T10:00Z,,We look, and look\n2,Short,2025-03-01T10:00Z\n"
    )
    assert done.texts(0) == ["We look, and look"]
    assert "a row has more fields than the heading: the rest is in the last one" in done.abouts
    assert abouts(done, Grade.NOT_IMPORTED) == [
        "an update has neither a text nor a status",
        "the incident has nothing that can be imported",
    ]


def test_times_that_cannot_be_read_take_those_above(tmp_path: Path) -> None:
    done = brought(tmp_path, table(update(), update("03/04/2025", "Update", "Second.")))
    assert done.texts() == ["We look.", "Second."]
    assert "an update has no time: that of the row above was used" in abouts(done, Grade.ASSUMED)


@pytest.mark.parametrize(
    ("written", "times"),
    [
        ("01.03.2025 10:00", "['%d.%m.%Y %H:%M']"),
        ("1740819600", "[]"),
        ("1740819600000", "[]"),
        ("1 March 2025, 10:00", "[]"),
        ("2025-03-01 10:00", "[]"),
    ],
)
def test_times_are_read_in_the_zone_of_the_mapping(tmp_path: Path, written: str, times: str) -> None:
    mapping = f"columns: {{id: Id, title: Title, at: At, text: Text}}\nzone: Europe/Berlin\ntimes: {times}\n"
    (one,) = brought(tmp_path, table(update(written)), mapping).history.incidents
    assert f"{one.updates[0].at:%d %H:%M}" == "01 09:00"


@pytest.mark.parametrize("title", ["🔥", "a: b\nkind: maintenance", "---", "../../x", "=1+1", "x" * 200])
def test_hostile_cells_are_only_text(tmp_path: Path, title: str) -> None:
    done = brought(tmp_path, table(update(title=title, text="<script>x</script>", number="../../evil")))
    assert done.problems == ()
    assert done.history.incidents[0].kind is Kind.INCIDENT
    assert not list(tmp_path.parent.glob("*evil*"))


def test_a_plain_spreadsheet_needs_no_mapping(tmp_path: Path) -> None:
    done = brought(
        tmp_path, "Name,Start,End,Severity,Service\nSlow,2025-03-01T10:00Z,2025-03-01T11:00Z,high,API\n"
    )
    (one,) = done.history.incidents
    assert (one.title, one.impact) == ("Slow", Impact.MAJOR)
    assert done.texts() == ["Slow", "Resolved"]


def test_the_shipped_mappings_can_be_read_and_the_example_has_every_key() -> None:
    assert preset_names() == ("better-stack", "instatus", "jira", "spreadsheet")
    for name in preset_names():
        assert read_mapping(Path(name)).columns
    example = CliRunner().invoke(main, ["import", "csv", "--example"])
    assert example.exit_code == 0
    assert set(COLUMNS) - {"comments"} == read_mapping(None).columns.keys()
    assert "statuses: {}" in example.stdout


FIELDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\0"), max_size=12)


@given(st.lists(st.lists(FIELDS, min_size=3, max_size=3), min_size=1, max_size=6), st.sampled_from(",;\t"))
def test_what_a_spreadsheet_writes_is_read_again(rows: list[list[str]], delimiter: str) -> None:
    text = table(*rows, heading=["one", "two", "three"], delimiter=delimiter)
    found = read_table(text.encode(), Remarks("x"))
    kept = [tuple(row) for row in rows if any(cell.strip() for cell in row)]
    assert [row.fields for row in found.rows] == kept
