"""Whatever bytes lie in a site, reading them ends in Problems and never in a traceback."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from outspoken.cli.print_problems import as_github, as_json, as_text
from outspoken.model.component import Component
from outspoken.model.settings import Settings
from outspoken.source.format import front_matter
from outspoken.source.format.read_context import Refusal
from outspoken.source.incidents.folder import Parsed, parse_incident
from outspoken.source.incidents.folder_context import context_for
from outspoken.source.load import load

NOW = datetime(2026, 11, 21, 18, tzinfo=UTC)
FOLDER = "incidents/2026-11/2026-11-21-checkout-errors"
CONTEXT = context_for(
    Settings(
        site_name="Example status",
        url="https://status.example.com/",
        host="status.example.com",
        components=(Component(id="checkout", name="Checkout"),),
        zone=ZoneInfo("Europe/Berlin"),
    ),
    NOW,
)
INCIDENT = b"""---
title: Checkout errors
kind: incident
impact: major
components: {checkout: partial_outage}
started: 2026-11-21 15:05 Europe/Berlin
symptoms: {signing_in: The page stays white}
worst_case: 4h
redirects: [/issues/1/]
---
Some payments fail.
"""
UPDATE = b"""---
status: investigating
at: 2026-11-21T14:10Z
next_update: 30m
components:
  checkout: major_outage
---
We are looking into it.
"""
POSTMORTEM = b"""---
published: 2026-11-21T17:00Z
actions: [{what: Alert earlier, due: 2026-12-05}]
---
## What happened
"""
PIECES = (
    *(b"&a ", b"*a", b"!!x ", b"[", b"{", b"]", b"}", b"? ", b"- - ", b": ", b"'", b'"', b"|", b">", b"#"),
    *(b"---\n", b"...\n", b"\t", b"\r", b"\x00", b"\xff", b"\xef\xbb\xbf", b"\\x00", b"\xe2\x80\xae"),
    *(b"<<: ", b"%YAML 9.9\n", b"no", b"12:30", b"~", b"\xc2\x85"),
)


def parse(files: dict[str, bytes]) -> Parsed:
    return parse_incident(FOLDER, files, CONTEXT)


def printable(parsed: Parsed) -> bool:
    problems = [*parsed.problems, *(problem for problem, _ in parsed.future), *parsed.misnamed]
    for printer in (as_text, as_github, as_json):
        printer(problems).encode("utf-8")
    return all("\n" not in problem.message and problem.path for problem in problems)


@st.composite
def mutated(draw: st.DrawFn, original: bytes) -> bytes:
    """A file with bytes cut out, doubled, or replaced by what YAML takes for something special."""
    data = original
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.integers(0, 12)))
        piece = draw(st.sampled_from(PIECES) | st.binary(max_size=6) | st.just(data[start:end] * 2))
        data = data[:start] + piece * draw(st.sampled_from((1, 1, 1, 30))) + data[end:]
    return data


@settings(max_examples=120, deadline=None)
@given(mutated(INCIDENT), mutated(UPDATE), mutated(POSTMORTEM))
def test_damaged_files_never_raise(incident: bytes, update: bytes, postmortem: bytes) -> None:
    files = {
        "incident.md": incident,
        "updates/20261121T141000Z-investigating.md": update,
        "postmortem.md": postmortem,
    }

    assert printable(parse(files))


@settings(max_examples=120, deadline=None)
@given(st.binary(max_size=200).map(lambda data: b"---\n" + data + b"\n---\n"))
@example(b"---\n" + b"[" * 60_000 + b"\n---\n")
@example(b"---\n" + b"- " * 30_000 + b"\n---\n")
@example(b"---\n" + b"{a: " * 15_000 + b"\n---\n")
@example(b"---\n" + b"".join(b" " * n + b"a:\n" for n in range(300)) + b"---\n")
def test_any_front_matter_never_raises(data: bytes) -> None:
    assert printable(parse({"incident.md": data}))


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(
        st.text(min_size=1, max_size=20).map(lambda name: f"updates/{name}.md"), st.just(UPDATE), max_size=3
    )
)
def test_any_file_name_never_raises(files: dict[str, bytes]) -> None:
    assert parse({"incident.md": INCIDENT, **files}).incident is not None


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(("---", "\n", " ", "\t", "a", "--- ", "\n---\n"))).map("".join))
def test_a_file_is_split_at_the_same_fence_however_its_first_is_written(rest: str) -> None:
    parts = []
    for fence in ("---\n", "--- \n"):
        try:
            parts.append(front_matter.split(fence + rest))
        except Refusal as refusal:
            parts.append(("---\n", refusal.message))

    (head, body), (spaced, same) = parts
    assert (head, body) == (spaced.replace("--- \n", "---\n", 1), same)


SETTINGS = b"""site_name: Example status
site_url: !ENV [SITE_URL, "https://status.example.com/"]
theme: {name: material, palette: {primary: teal}}
nav: [index.md, About: about.md]
plugins:
  - search
  - outspoken:
      time_zone: Europe/Berlin
      components:
        - group: Storefront
          components: [{id: checkout, aliases: [cart]}]
      planned: {days: [saturday], between: "02:00-08:00 UTC"}
      uptime: {days: 90}
"""


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(mutated(SETTINGS))
@example(b"&a [*a]")
@example(
    b"site_name: x\nnav: &n [*n]\nplugins: &p [*p, outspoken: {components: [{id: a}]}]\nsite_url: https://a.example/\n"
)
def test_damaged_settings_never_raise(tmp_path: Path, data: bytes) -> None:
    loaded = load(tmp_path, now=NOW, use_git=False, settings=data)

    assert (loaded.history is None) == any(
        problem.path == "mkdocs.yml" and problem.is_error for problem in loaded.problems
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_byte_order_mark_and_line_ends_make_no_difference(encoding: str, end: str) -> None:
    text = INCIDENT.decode().replace("\n", end).encode(encoding)

    assert parse({"incident.md": text}) == parse({"incident.md": INCIDENT})
