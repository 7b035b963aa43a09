"""Whatever is written is found clean, and says what was asked for."""

from __future__ import annotations

import string
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from outspoken.authoring.drafted_change import DraftedChange, open_incident, post_update
from outspoken.authoring.drafts import IncidentDraft, UpdateDraft
from outspoken.authoring.lookup import read
from outspoken.authoring.refusal import MissingError
from outspoken.authoring.state_input import component_named, read_states
from outspoken.errors import ProblemsError
from outspoken.model.component import Component
from outspoken.model.file_names import folder_of
from outspoken.model.incident import Incident
from outspoken.model.settings import Settings
from outspoken.model.vocabulary import INCIDENT_STATUSES, Impact, State, Status
from outspoken.rules import RULES
from outspoken.source.format.front_matter import read_document
from outspoken.source.format.ids import check_incident_id
from outspoken.source.format.read_context import ReadContext
from outspoken.source.format.writing import document, inner, mapping, scalar
from outspoken.source.incidents import new_ids
from outspoken.source.incidents.folder_context import context_for

NOW = datetime(2026, 11, 21, 14, 5, 10, tzinfo=UTC)
SITE = Settings(
    site_name="Example",
    url="https://status.example.com/",
    host="status.example.com",
    components=(Component(id="checkout", name="Checkout"), Component(id="a-b_2", name="Second")),
)
CONTEXT = context_for(SITE, NOW)
# What a person may type: with everything that YAML, Markdown and file names trip over.
TRICKY = st.sampled_from(
    ["yes", "12:30", "- x", "a: b", "#x", "{x}", "'", '"', "*", "&x", "~", "null", "1e3", "ß", "日本", "5:"]
)
LINE = st.one_of(TRICKY, st.text(st.characters(blacklist_categories=("Cc", "Cs", "Zl", "Zp")), max_size=130))
SPANS = st.sampled_from(["", "5m", "4h", "1h30m", "2d"])
COMPONENTS = st.dictionaries(
    st.sampled_from(["checkout", "a-b_2"]), st.sampled_from([s.value for s in State])
)


class Memory:
    """A store that holds what was written."""

    root, settings = Path(), None

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.texts = texts

    def folders(self) -> list[str]:
        return sorted({"/".join(path.split("/")[:3]) for path in self.texts}, reverse=True)

    def has(self, folder: str) -> bool:
        return any(path.startswith(f"{folder}/") or path == folder for path in self.texts)

    def updates(self, folder: str) -> list[str]:
        return sorted(path for path in self.texts if path.startswith(f"{folder}/updates/"))

    def read(self, paths: object) -> Mapping[str, bytes]:
        return {path: self.texts[path].encode() for path in paths if path in self.texts}  # type: ignore[attr-defined]

    def files(self, folder: str) -> dict[str, bytes]:
        return {path[len(folder) + 1 :]: text.encode() for path, text in self.texts.items()}


def written(change: DraftedChange, before: Mapping[str, str] = MappingProxyType({})) -> Incident:
    """The incident as a reader finds it, which must be without fault."""
    files = {**before, **change.files}
    parsed = read(Memory(files), folder_of(change.incident), CONTEXT)
    assert [problem for problem in parsed.problems if problem.is_error] == []
    assert (parsed.future, parsed.misnamed) == ((), ())
    assert parsed.incident is not None
    return parsed.incident


def refused(fault: ProblemsError) -> bool:
    """Whether only texts prevented it: those without characters, or with too many."""
    known = {"bad-text", "empty-body", "scaffold-text", "control-character"}
    return {problem.rule for problem in fault.problems if problem.is_error} <= known & RULES.keys()


@settings(max_examples=120, deadline=None)
@given(
    title=LINE,
    affected=LINE,
    signed_in=LINE,
    workaround=LINE,
    key=LINE,
    message=LINE,
    components=COMPONENTS,
    impact=st.sampled_from([impact.value for impact in Impact]),
    status=st.sampled_from(sorted(status.value for status in INCIDENT_STATUSES)),
    worst_case=SPANS,
    next_update=SPANS,
    announce=st.booleans(),
)
def test_a_new_incident_reads_back_as_it_was_meant(
    title: str,
    affected: str,
    signed_in: str,
    workaround: str,
    key: str,
    message: str,
    components: dict[str, str],
    impact: str,
    status: str,
    worst_case: str,
    next_update: str,
    announce: bool,
) -> None:
    given = {
        "title": title, "impact": impact, "started": "2026-11-21T14:00Z", "affected": affected,
        "symptoms.signed_in": signed_in, "workaround": workaround, "worst_case": worst_case, "key": key,
    }  # fmt: skip
    draft = IncidentDraft(given=given, components=components)
    of_update = {"status": status, "next_update": next_update, "announce": "" if announce else "false"}
    update = UpdateDraft(at=NOW, message=message, given=of_update)
    try:
        change = open_incident(Memory({}), CONTEXT, SITE, draft, update, NOW.date())
    except ProblemsError as fault:
        assert refused(fault), fault.problems
        return
    incident = written(change)
    (said,) = incident.updates
    assert (incident.title, incident.impact, dict(incident.components)) == (title.strip(), impact, components)
    assert (incident.affected, incident.symptoms.signed_in) == (affected.strip(), signed_in.strip())
    assert (incident.workaround, incident.key or "") == (workaround.strip(), key.strip())
    assert (said.status, said.at, said.announce) == (status, NOW, announce)
    assert (said.body, said.id) == (message.strip("\n"), change.update)
    assert (incident.worst_case is None, said.next_update is None) == (not worst_case, not next_update)


@settings(max_examples=60, deadline=None)
@given(
    title=LINE,
    components=COMPONENTS,
    minutes=st.integers(1, 3000),
    hours=st.integers(1, 5000),
    auto=st.booleans(),
    more=st.lists(
        st.sampled_from(["", *(one.value for one in Status if one not in INCIDENT_STATUSES)]), max_size=3
    ),
)
def test_planned_work_and_its_updates_read_back_as_they_were_meant(
    title: str, components: dict[str, str], minutes: int, hours: int, auto: bool, more: list[str]
) -> None:
    start = NOW + timedelta(hours=hours)
    end = start + timedelta(minutes=minutes)
    given = {
        "title": title, "kind": "maintenance", "scheduled.from": f"{start:%Y-%m-%dT%H:%MZ}",
        "scheduled.until": f"{end:%Y-%m-%d %H:%M} Etc/UTC", "scheduled.auto": "" if auto else "false",
    }  # fmt: skip
    draft = IncidentDraft(given=given, components=components)
    texts: dict[str, str] = {}
    try:
        first = UpdateDraft(at=NOW, message="x", given={"status": "scheduled"})
        change = open_incident(Memory(texts), CONTEXT, SITE, draft, first, start.date())
    except ProblemsError as fault:
        assert refused(fault), fault.problems
        return
    texts |= change.files
    said = ["scheduled"]
    for status in more:
        try:
            update = UpdateDraft(at=NOW, message="y", given={"status": status})
            change = post_update(Memory(texts), CONTEXT, change.incident, update)
        except ProblemsError as fault:
            assert {problem.rule for problem in fault.problems if problem.is_error} == {
                "resolved-before-start"
            }
            continue
        texts |= change.files
        said.append(status)
    incident = written(change, texts)
    assert incident.window is not None
    assert (incident.window.start, incident.auto) == (start.replace(second=0), auto)
    assert sorted(update.status or "" for update in incident.updates) == sorted(said)


@given(LINE)
def test_every_text_survives_yaml(words: str) -> None:
    text = document((("a", scalar(words)), ("b", mapping({"c": words, "d": inner(words)}))), "")
    problems: list[object] = []
    read = read_document(text.encode(), ReadContext("x", problems))  # type: ignore[arg-type]
    if read is None:
        # Only what no file of ours may hold.
        assert not words.isprintable()
        return
    assert read.fields is not None
    (_, first), (_, second) = read.fields.value
    assert (first.value, second.value[0][1].value) == (words, words)


@given(LINE)
def test_every_title_has_an_id(title: str) -> None:
    name = new_ids.incident_id(NOW.date(), title, lambda name: not name.endswith("-12"))
    check_incident_id(name)


def test_an_id_is_made_of_plain_letters() -> None:
    assert new_ids.title_slug("Œuvre: Zahlungen für Æther & Straße!") == "oeuvre-zahlungen-fur-aether-strasse"
    assert new_ids.title_slug("!!!") == "incident"
    assert new_ids.title_slug(string.ascii_lowercase * 5) == (string.ascii_lowercase * 5)[:60]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("支付失败", "zhi-fu-shi-bai"),
        ("決済ができません", "jue-ji-gadekimasen"),
        ("결제 오류", "gyeol-je-o-lyu"),
        ("Не работает оплата", "ne-rabotaet-oplata"),  # noqa: RUF001
        ("Οι πληρωμές απέτυχαν", "oi-pliromes-apetychan"),  # noqa: RUF001
        ("فشل الدفع", "fshl-ldf"),
        ("ระบบชำระเงิน", "rabbchamraengin"),
        ("💳 支付", "credit-card-zhi-fu"),
        ("🔥", "fire"),
    ],
)
def test_a_title_in_any_script_names_its_incident(title: str, name: str) -> None:
    assert new_ids.title_slug(title) == name


def test_a_component_without_a_state_takes_the_usual_one() -> None:
    assert read_states("Checkout\nsecond=operational", CONTEXT, "partial_outage") == {
        "checkout": "partial_outage",
        "a-b_2": "operational",
    }


@pytest.mark.parametrize(
    ("text", "reported"),
    [
        ("chekout", "--component chekout: unknown component; did you mean checkout?"),
        (
            "checkout=partial_outge",
            "--component checkout=partial_outge: unknown state; did you mean partial_outage?",
        ),
    ],
)
def test_a_component_or_state_that_does_not_exist_names_its_option(text: str, reported: str) -> None:
    with pytest.raises(MissingError) as caught:
        read_states(text, CONTEXT)
    assert str(caught.value) == reported


def test_a_name_that_two_components_have_selects_neither_on_the_command_line() -> None:
    components = (
        Component(id="db-eu", name="Database", group="Europe", aliases=("database",)),
        Component(id="db-us", name="DATABASE", group="America"),
        Component(id="search", name="Search"),
    )
    context = context_for(replace(SITE, components=components), NOW)
    reported = ["Database", "database", "SEARCH", "DB-US"]
    assert [component_named(word, context) for word in reported] == [None, "db-eu", "search", "db-us"]
    with pytest.raises(MissingError, match="write db-eu or db-us"):
        read_states("Database=operational", context)
