"""Histories made from the declared keys: each has values of its type, and no rule finds an error in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from outspoken.model.field import Field, Need, Type, keys
from outspoken.model.incident_keys import IncidentKeys
from outspoken.model.update_keys import PostmortemKeys, UpdateKeys
from outspoken.model.vocabulary import Kind, Status
from outspoken.source.format.export_lines import (
    EXPORT_VERSION,
    ExportedComponent,
    ExportedIncident,
    ExportedPostmortem,
    ExportedUpdate,
    ExportHead,
)
from outspoken.source.format.instants import duration_text
from outspoken.source.format.read_context import is_blank

Values = st.SearchStrategy[dict[str, Any]]
NOW = datetime(2026, 12, 31, 12, tzinfo=UTC)
COMPONENTS = ("checkout", "search-2", "api_x")
IDS = tuple(f"2026-11-{day:02d}-slow-{day}" for day in range(1, 9))
_LINE = st.characters(
    exclude_categories=("Cc", "Cs", "Zl", "Zp"),
    exclude_characters="\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufffe\uffff",
)
# What YAML reads in a way of its own, and what ends a line in one format and not in another.
_ODD = st.sampled_from(
    [
        "yes",
        "null",
        "~",
        "12:30",
        "2026-11-21",
        "404",
        "- a",
        "a: b",
        "#x",
        "'",
        '"',
        "{a}",
        "[1, 2]",
        "& *",
        "!x",
        "%",
        "@",
        "`",
        "\\",
        "a, b",
        "é…“”",
        "\ufeff",
        "---",
    ]
)

_ODD_LINES = st.one_of(
    _ODD, st.sampled_from(["a \u2028 b", "a \u2029 b", "a\n\n  b", "a \n b", "a\tb\\", "a\ufeffb"])
)


def _texts(field: Field, *, lines: bool) -> st.SearchStrategy[str]:
    letters = st.one_of(_LINE, st.sampled_from("\n\t\u2028\u2029")) if lines else _LINE
    text = st.one_of(
        _ODD_LINES if lines else _ODD, st.text(letters, min_size=1, max_size=min(field.limit, 40))
    )
    return text.map(str.strip).filter(lambda one: not is_blank(one) and len(one) <= field.limit)


def _instants() -> st.SearchStrategy[str]:
    return st.integers(0, 10**8).map(lambda age: stamp(NOW - timedelta(seconds=age)))


def stamp(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def _durations() -> st.SearchStrategy[str]:
    return st.integers(1, 10**5).map(lambda minutes: duration_text(timedelta(minutes=minutes)))


def _record(field: Field) -> Values:
    return front_matter(field.fields).filter(bool)


_BY_TYPE: Mapping[Type, Callable[[Field], st.SearchStrategy[Any]]] = {
    Type.LINE: lambda field: _texts(field, lines=False),
    Type.TEXT: lambda field: _texts(field, lines=True),
    Type.WORD: lambda field: st.sampled_from([str(word) for word in field.words]),
    # Only what differs from the default is exported.
    Type.FLAG: lambda field: st.just(field.switched == "true"),
    Type.INSTANT: lambda _: _instants(),
    Type.PROMISE: lambda _: st.one_of(_instants(), _durations()),
    Type.DURATION: lambda _: _durations(),
    Type.DAY: lambda _: st.dates(NOW.date() - timedelta(days=99), NOW.date()).map(str),
    Type.INCIDENT: lambda _: st.sampled_from(IDS),
    Type.COMPONENT_STATES: lambda field: st.dictionaries(
        st.sampled_from(COMPONENTS), st.sampled_from([str(word) for word in field.words])
    ),
    Type.TEXTS_BY_NAME: lambda field: st.dictionaries(
        _texts(field, lines=False), _texts(field, lines=False), min_size=1, max_size=3
    ),
    Type.LINES: lambda field: st.lists(_texts(field, lines=False), min_size=1, max_size=3),
    Type.PATHS: lambda _: st.just([]),
    # One incident may have it, as one may have a path: they are tried in a test of their own.
    Type.INCIDENTS: lambda _: st.just([]),
    Type.RECORD: _record,
    Type.RECORDS: lambda field: st.lists(front_matter(field.fields), min_size=1, max_size=3),
}


def front_matter(fields: tuple[Field, ...]) -> Values:
    """Values of the required keys and of some others."""
    made = {field.name: _BY_TYPE[field.type](field) for field in fields}
    needed = {field.name: made[field.name] for field in fields if field.need is Need.ALWAYS}
    others = {name: one for name, one in made.items() if name not in needed}
    return st.fixed_dictionaries(needed, optional=others)


def _without_empty(values: dict[str, Any]) -> dict[str, Any]:
    """Drop what is exported only if it has a value."""
    return {name: one for name, one in values.items() if name in ("components",) or one not in ({}, [], ())}


BODIES = _texts(Field(type=Type.TEXT, help="", limit=300), lines=True).filter(lambda text: "<!-" not in text)


@st.composite
def incidents(draw: st.DrawFn, incident_id: str) -> ExportedIncident:
    """One incident or maintenance whose times follow each other."""
    kind = draw(st.sampled_from(list(Kind)))
    started = datetime.fromisoformat(f"{incident_id[:10]}T10:00:00+00:00")
    values = _without_empty(draw(front_matter(keys(IncidentKeys))))
    values = {name: one for name, one in values.items() if name not in ("started", "noticed", "scheduled")}
    values |= {"kind": str(kind), "impact": draw(st.sampled_from(["none", "minor", "critical"]))}
    if kind is Kind.INCIDENT:
        values["started"] = stamp(started)
        values |= {"noticed": stamp(started)} if draw(st.booleans()) else {}
    else:
        window = {"from": stamp(started), "until": stamp(started + timedelta(hours=1))}
        values["scheduled"] = window | ({"auto": False} if draw(st.booleans()) else {})
    for name in ("duplicate_of", "caused_by"):
        if values.get(name) == incident_id:
            del values[name]
    if draw(st.booleans()):
        values["redirects"] = [f"/issues/{incident_id}/"]
    updates = [_update(draw, kind, started, number) for number in range(draw(st.integers(0, 3)))]
    return ExportedIncident(
        id=incident_id,
        front_matter=values,
        body=draw(st.one_of(st.just(""), BODIES)),
        updates=tuple(updates),
        postmortem=draw(st.none() | _postmortems()),
    )


def _update(draw: st.DrawFn, kind: Kind, started: datetime, number: int) -> ExportedUpdate:
    values = _without_empty(draw(front_matter(keys(UpdateKeys))))
    if not values.get("components", True):
        del values["components"]
    values["at"] = stamp(started + timedelta(minutes=20 * number + draw(st.integers(0, 19))))
    values.pop("status", None)
    if draw(st.booleans()):
        values["status"] = draw(st.sampled_from([str(one) for one in Status if one.kind is kind]))
    return ExportedUpdate(id=f"2026-{number}_Note", front_matter=values, body=draw(BODIES))


def _postmortems() -> st.SearchStrategy[ExportedPostmortem]:
    values = front_matter(keys(PostmortemKeys)).map(_without_empty)
    return st.builds(ExportedPostmortem, front_matter=values, body=st.one_of(st.just(""), BODIES))


@st.composite
def histories(draw: st.DrawFn) -> list[ExportHead | ExportedIncident]:
    """The lines of an export, without files; incidents refer to earlier ones, so no reference leads back."""
    found = [draw(incidents(incident_id)) for incident_id in IDS[: draw(st.integers(1, 4))]]
    for place, one in enumerate(found):
        earlier = {other.id for other in found[:place]}
        for name in ("duplicate_of", "caused_by"):
            if one.front_matter.get(name) not in earlier:
                one.front_matter.pop(name, None)
    return [head(len(found)), *found]


def head(count: int) -> ExportHead:
    """The first line of an export of that many incidents."""
    return ExportHead(
        version=EXPORT_VERSION,
        incidents=count,
        site_name="Example: status",
        site_url="https://status.example.com/",
        host="status.example.com",
        language="en",
        time_zone="Europe/Berlin",
        components=(
            ExportedComponent(id="checkout", name="Checkout, cart", group="Shop & more"),
            ExportedComponent(id="api_x", name="API", description="no: yes", group="Shop & more"),
            ExportedComponent(id="search-2", name="Search", aliases=("Find",), since="2020-01-01"),
        ),
    )
