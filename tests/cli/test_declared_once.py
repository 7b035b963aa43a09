"""A key that is declared in one place is found everywhere: tried in a copy of the package with more keys."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.cli.forks import Forks

from .conftest import DOWN, Type

ROOT = Path(__file__).parent.parent.parent
# One of each sort, each with one declaration: an instant, a list of mappings, a mapping of texts, a list of
# texts, a flag, another incident, and a text that updates have too.
OF_INCIDENT = """
    first_report: Annotated[
        datetime | None,
        Field(
            type=Type.INSTANT,
            example=TIME,
            help="when the first report arrived",
            label="First report",
            option=KeyOption(
                commands=("new",),
                question="When did the first report arrive?",
                why="It shows how quickly the team reacted.",
                span=Span.AGO,
            ),
        ),
    ] = None
    figures: Annotated[
        tuple[Figure, ...],
        Field(
            type=Type.RECORDS,
            record=Figure,
            example="[{value: 4100, of: failed payments}]",
            help="how large the damage is",
            label="Figures",
            option=KeyOption(commands=("new",)),
        ),
    ] = ()
    afterwards: Annotated[
        Afterwards,
        Field(type=Type.RECORD, record=Afterwards, help="what is left to do", label="Afterwards"),
    ] = field(default_factory=lambda: Afterwards())
    regions: Annotated[
        tuple[str, ...],
        Field(
            type=Type.LINES,
            example="[Frankfurt, Dublin]",
            help="where it fails",
            label="Regions",
            option=KeyOption(commands=OPENING, question="Where does it fail?", why="Others need not wait."),
        ),
    ] = ()
    safe: Annotated[
        bool,
        Field(type=Type.FLAG, help="no data is lost", label="Data safe", option=KeyOption(commands=OPENING)),
    ] = False
    follows: Annotated[
        str | None,
        Field(
            type=Type.INCIDENT,
            example="2026-11-20-payments-slow",
            help="the incident that it follows",
            label="Follows",
            option=KeyOption(commands=OPENING),
        ),
    ] = None
    reference: Annotated[
        str,
        Field(
            type=Type.LINE,
            example="INC-2041",
            help="the number to ask for",
            label="Reference",
            option=KeyOption(commands=OPENING),
        ),
    ] = ""
"""
NESTED = """
class Figure(Struct, frozen=True, kw_only=True):
    value: Annotated[float, Field(type=Type.NUMBER, need=Need.ALWAYS, example="4100", help="the number")]
    of: Annotated[str, Field(type=Type.LINE, example="failed payments", help="what was counted")] = ""


class Afterwards(Struct, frozen=True, kw_only=True):
    refund: Annotated[
        str,
        Field(
            type=Type.TEXT, example="by 1 December", help="when money is returned",
            option=KeyOption(commands=("new",)),
        ),
    ] = ""


class SituationKeys("""
OF_UPDATE = """
    tried: Annotated[
        str,
        Field(
            type=Type.TEXT,
            example="a restart",
            help="what did not help",
            label="Tried",
            option=KeyOption(
                commands=("update",), question="What did not help?", why="Readers then need not ask."
            ),
        ),
    ] = ""
    call: Annotated[
        datetime | None,
        Field(
            type=Type.INSTANT,
            example=TIME,
            help="when questions are answered",
            label="Call",
            option=KeyOption(commands=("update",), span=Span.FROM_NOW),
        ),
    ] = None
    restored: Annotated[
        tuple[str, ...],
        Field(
            type=Type.LINES,
            example="[Dublin]",
            help="where it works again",
            label="Works again in",
            option=KeyOption(commands=("update",), question="Where does it work again?"),
        ),
    ] = ()
    confirmed: Annotated[
        bool,
        Field(
            type=Type.FLAG,
            help="customers confirm it",
            label="Confirmed",
            option=KeyOption(commands=("update", "resolve"), question="Do customers confirm it?"),
        ),
    ] = False
    reference: Annotated[
        str,
        Field(
            type=Type.LINE,
            example="INC-2042",
            help="the number of this part",
            label="Part",
            option=KeyOption(commands=("update",)),
        ),
    ] = ""
"""
WHOLE = ("new", "Payments fail", "--impact", "major", "--component", "checkout", "-m", "Some fail.")
NEW_KEYS = (
    *("--first-report", "20m", "--figures", "value=4100, of=payments, and carts", "--figures", "value=3"),
    *("--refund", "by Friday", "--regions", "Frankfurt", "--regions", "Dublin, IE", "--safe"),
    *("--reference", "INC-1"),
)


@pytest.fixture(scope="session")
def extended(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the package whose tables of keys have more declarations, and nothing else."""
    top = tmp_path_factory.mktemp("extended")
    package = top / "generator" / "outspoken"
    shutil.copytree(ROOT / "generator" / "outspoken", package, ignore=shutil.ignore_patterns("__pycache__"))
    (top / "templates").symlink_to(ROOT / "templates")
    (top / "docs").mkdir()
    shutil.copy(ROOT / "docs" / "tables.py", top / "docs")
    incident, update = package / "model" / "situation_keys.py", package / "model" / "update_keys.py"
    text = incident.read_text(encoding="utf-8").replace("\nclass SituationKeys(", NESTED)
    incident.write_text(
        text.replace("\n    detected_by: Annotated[", f"{OF_INCIDENT}    detected_by: Annotated["), "utf-8"
    )
    text = update.read_text(encoding="utf-8")
    update.write_text(text.replace("\n    eta: Annotated[", f"{OF_UPDATE}    eta: Annotated[", 1), "utf-8")
    return top


@pytest.fixture(scope="module")
def longer_forks(extended: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forks]:
    """Runs commands of the copy."""
    found = Forks(tmp_path_factory.mktemp("streams"), PYTHONPATH=str(extended / "generator"))
    yield found
    found.close()


@pytest.fixture
def longer(site: Any, extended: Path, longer_forks: Forks) -> Any:
    """The site, with commands of the copy."""
    site.environment["PYTHONPATH"] = str(extended / "generator")
    site.forks = longer_forks
    return site


def python(site: Any, extended: Path, script: str) -> str:
    """What a script prints that imports the copy."""
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=extended / "docs", env=site.environment, capture_output=True,
        text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_an_option_of_a_declared_key_writes_it(longer: Any) -> None:
    done = longer.run(*WHOLE, *NEW_KEYS)

    assert (done.returncode, done.stderr) == (0, "")
    head = next(iter(longer.files().values()))
    assert (
        "first_report: 2026-11-21T13:45:20Z\n"
        'figures: [{value: 4100, of: "payments, and carts"}, {value: 3}]\nafterwards: {refund: by Friday}\n'
        'regions: [Frankfurt, "Dublin, IE"]\nsafe: true\nreference: INC-1\n'
    ) in head
    assert longer.check() == "1 incident, 1 update: no problems.\n"


def test_the_help_of_a_declared_key_is_that_of_its_option(longer: Any) -> None:
    text = " ".join(longer.run("new", "--help").stdout.split())
    assert "--first-report TIME OR DURATION When the first report arrived." in text
    assert "--figures VALUE=TEXT,OF=TEXT How large the damage is. May be given several times." in text
    assert "--refund TEXT When money is returned." in text
    assert "--tried TEXT What did not help." in " ".join(longer.run("update", "--help").stdout.split())


def test_check_refuses_a_wrong_value_of_a_declared_key_with_a_hint(longer: Any) -> None:
    longer.run(*WHOLE)
    path, text = next(iter(longer.files().items()))
    wrong = "first_report: yesterday\nfigures: [{of: payments}, {value: many}]\nafterwards: {refnd: x}\n"
    longer.write(path, text.replace("started:", f"{wrong}started:"))
    said = longer.check()

    assert "first_report: yesterday is not a time" in said.replace(
        "first_report: 'yesterday'", "first_report: yesterday"
    )
    assert "value is missing; write value: 4100" in said
    assert "value is many; write a number from 0 to 1e+09, as in value: 4100" in said
    assert "unknown key refnd; did you mean refund?" in said


def test_check_names_every_wrong_value_of_declared_keys_at_once(longer: Any) -> None:
    longer.run(*WHOLE, "--started", "20m")
    path, text = next(iter(longer.files().items()))
    wrong = (
        "first_report: 2027-11-21T14:00Z\nregions: [Rome, {a: b}, [Oslo]]\nregion: Rome\nsafe: yes\n"
        "follows: 2026-11-21-payment-fails\nreference: [INC-1]\nreference: INC-1\n"
    )
    longer.write(path, text.replace("started:", f"{wrong}started:"))
    longer.write(
        f"{path.rpartition('/')[0]}/updates/20261121T140500Z-update.md",
        "---\nat: 2026-11-21T14:05Z\ncall: 2026-11-21T14:01Z\nconfirmed: 1\nreference:\n---\n\nStill down.\n",
    )
    said = [line.partition(".md:")[2] for line in longer.check().splitlines()[:-1]]

    assert said == [
        "5: error: first_report is 2027-11-21T14:00Z, which is in the future; check day and time zone; "
        "for scheduled maintenance write kind: maintenance and scheduled: [future-time]",
        "6: error: an entry of regions is a list; write regions: [Frankfurt, Dublin] [wrong-type]",
        "6: error: an entry of regions is a mapping; write regions: [Frankfurt, Dublin] [wrong-type]",
        "7: error: unknown key region; did you mean regions? [unknown-key]",
        "8: error: safe is yes, neither true nor false; write safe: true [bad-flag]",
        "9: error: follows: there is no incident 2026-11-21-payment-fails; "
        "did you mean 2026-11-21-payments-fail? [unknown-incident]",
        "10: error: reference is a list; write reference: INC-2041 [wrong-type]",
        "11: error: reference is written twice, first on line 10; keep one of the two [duplicate-key]",
        "3: warning: call is 2026-11-21T14:01Z, but the update itself is dated 2026-11-21T14:05Z; "
        "write a later time: check the day and the zone [past-promise]",
        "4: error: confirmed is 1, neither true nor false; write confirmed: true or false [bad-flag]",
    ]


def test_the_form_takes_declared_keys_of_every_sort(longer: Any) -> None:
    update = {"message": "Works again.", "confirmed": True, "tried": "a restart", "call": "30m"}
    new = {
        "what": "new", "title": "Payments fail", "message": "Some fail.", "impact": "minor",
        "regions": "Frankfurt, Dublin", "safe": "true", "follows": "2026-11-20-payments-slow",
    }  # fmt: skip

    assert json.loads(longer.run("form", "--dry-run", said=json.dumps(update)).stdout)[:-4] == [
        "update", "--tried=a restart", "--call=30m", "--confirmed",
    ]  # fmt: skip
    assert json.loads(longer.run("form", "--dry-run", said=json.dumps(new)).stdout)[2:-5] == [
        "--no-components", "--regions=Frankfurt", "--regions=Dublin", "--safe",
        "--follows=2026-11-20-payments-slow",
    ]  # fmt: skip
    new["safe"] = "perhaps"
    assert "safe is 'perhaps': write true or false" in longer.run("form", said=json.dumps(new)).stderr


def test_a_template_for_a_situation_suggests_declared_keys_and_has_slots_for_them(longer: Any) -> None:
    longer.write(
        "templates/scaffolds/messages/ours.md",
        "---\nabout: a region\nregions: [Oslo, Rome]\nsafe: true\n---\n"
        "It fails in {regions}.\nAsk for {reference}.\n",
    )
    told = longer.run(*WHOLE[:-2], "--template", "ours", "--reference", "INC-1")

    assert told.returncode == 0, told.stderr
    head, update = longer.files().values()
    assert "regions: [Oslo, Rome]\nsafe: true\nreference: INC-1\n" in head
    assert update.endswith("It fails in Oslo, Rome.\nAsk for INC-1.\n")


def test_a_moved_incident_is_followed_by_declared_references(longer: Any) -> None:
    longer.run(*WHOLE)
    longer.run("new", "Carts fail", *WHOLE[2:], "--follows", "2026-11-21-payments-fail")
    done = longer.run("move", "2026-11-21-payments-fail", "paying-fails")

    assert done.returncode == 0, done.stderr
    assert (
        "follows: 2026-11-21-paying-fails\n"
        in longer.files()["incidents/2026-11/2026-11-21-carts-fail/incident.md"]
    )


def test_private_words_are_found_in_a_declared_list(longer: Any) -> None:
    longer.run(*WHOLE, "--regions", "Frankfurt", "--regions", "db-01.internal", "--commit")

    assert (
        "db-01.internal looks like an internal host name"
        in longer.run("check", "--base", "origin/main", "--format", "text").stdout
    )


def test_an_option_of_a_list_says_how_it_is_written(longer: Any) -> None:
    done = longer.run(*WHOLE, "--figures", "4100 payments")

    assert (done.returncode, longer.files()) == (2, {})
    assert "write it in one line as value=…, of=…" in done.stderr


def test_an_entry_of_a_list_is_one_line(longer: Any) -> None:
    """Two lines would become two entries without a word."""
    done = longer.run(*WHOLE, "--regions", "Frankfurt\nDublin")

    assert (done.returncode, longer.files()) == (2, {})
    assert "--regions: it has more than one line; write each entry in an option of its own" in done.stderr


def test_a_declared_key_is_asked_for_on_a_terminal(longer: Any, terminal: Type) -> None:
    path = longer.write("../editor", "#!/bin/sh\nprintf 'Payments fail.\\n' > \"$1\"\n", 0o755)
    longer.environment["EDITOR"] = str(path.resolve())
    longer.open()
    screen = terminal("update", "--status", "identified", "--next-update", "1h")
    screen.answer("What did not help?", "a restart")
    # Of a list, each entry by itself, until one is empty.
    for entry in ("Dublin, IE", "Oslo", ""):
        screen.answer("Where does it work again?", entry)
    screen.answer("Do customers confirm it?", DOWN)

    assert screen.end() == 0, screen.text
    assert (
        'next_update: 1h\ntried: a restart\nrestored: ["Dublin, IE", Oslo]\nconfirmed: true\n'
        in list(longer.files().values())[-1]
    )


FACTS = """
from datetime import UTC, datetime
from pathlib import Path
from outspoken.derive.facts import IncidentFacts
from outspoken.render.language.language import Language
from outspoken.render.messages.message_facts import news_of
from outspoken.render.messages.message_templates import MessageTemplates
from outspoken.source.load import load
root = Path(ROOT)
history = load(root, now=datetime(2026, 11, 21, 15, tzinfo=UTC), use_git=False).history
settings, (incident,), language = history.settings, history.incidents, Language("en")
templates = MessageTemplates(settings=settings, language=language, overrides=root / "templates")
for entry in IncidentFacts(incident).timeline(datetime(2026, 11, 21, 15, tzinfo=UTC)):
    print(templates.write("ours.txt", news_of(incident, entry, entry.at, settings, language)).text)
"""
TEMPLATE = (
    "{{ news.first_report }}, {{ news.figures[0].value }} {{ news.figures[0].of }}, "
    "{{ news.afterwards.refund }}, {{ listing(news.regions) }}, {{ 'safe' if news.safe }}, "
    "{{ news.reference }}, {{ news.tried }}"
)


def test_a_message_template_uses_a_declared_key(longer: Any, extended: Path) -> None:
    longer.run(*WHOLE, *NEW_KEYS)
    longer.run("update", "-m", "Still down.", "--tried", "a restart", "--reference", "INC-2")
    longer.write("templates/messages/ours.txt", TEMPLATE)

    reported = python(
        longer, extended, FACTS.replace("Path(ROOT)", f"Path({str(longer.root)!r})")
    ).splitlines()
    first = "2026-11-21 13:45:20+00:00, 4,100 payments, and carts, by Friday, Frankfurt, Dublin, IE, safe"
    # Of a key that both have, the update's value counts, if it has one.
    assert reported == [f"{first}, INC-1,", f"{first}, INC-2, a restart"]


DATA = """
import json
from datetime import UTC, datetime
from pathlib import Path
from outspoken.announce.words.compose import compose
from outspoken.announce.words.news import pieces
from outspoken.model.channel import Audience, Channel
from outspoken.render.shared import shared_for
from outspoken.source.load import load
root, now = Path(ROOT), datetime(2026, 11, 21, 15, tzinfo=UTC)
history = load(root, now=now, use_git=False).history
shared = shared_for(root, history, now)
hook = Channel(id="hook", kind="webhook", audience=Audience.CUSTOMERS)
print(json.dumps([compose(piece, hook, shared).data for piece in pieces(history, now)]))
"""


def test_a_program_gets_a_declared_key_as_data(longer: Any, extended: Path) -> None:
    longer.run(*WHOLE, *NEW_KEYS)
    longer.run("update", "-m", "Still down.", "--tried", "a restart", "--call", "30m", "--confirmed")
    root = DATA.replace("Path(ROOT)", f"Path({str(longer.root)!r})")
    first, second = json.loads(python(longer, extended, root))

    assert {name: first["incident"][name] for name in ("first_report", "figures", "regions", "follows")} == {
        "first_report": "2026-11-21T13:45:20Z",
        "figures": [{"value": 4100.0, "of": "payments, and carts"}, {"value": 3.0}],
        "regions": ["Frankfurt", "Dublin, IE"],
        "follows": None,
    }
    assert (first["update"]["tried"], first["update"]["confirmed"]) == (None, None)
    assert (second["update"]["tried"], second["update"]["confirmed"]) == ("a restart", True)
    assert second["update"]["call"] == "2026-11-21T14:35:30Z"


def test_check_renders_what_a_template_says_of_a_declared_key(longer: Any) -> None:
    longer.run(*WHOLE)
    longer.write(
        "templates/messages/chat-customers.txt", "{% for one in news.regions %}{{ news.regoins }}{% endfor %}"
    )

    assert "news has no attribute 'regoins'" in longer.check()


def test_pages_and_feeds_show_a_declared_key_by_its_label(longer: Any, tmp_path: Path) -> None:
    longer.run(*WHOLE, *NEW_KEYS)
    longer.run("update", "-m", "Still down.", "--tried", "a <b> restart", "--call", "30m", "--confirmed")
    done = longer.run("build", "--no-prose", "--site-dir", str(tmp_path / "out"))
    assert done.returncode == 0, done.stderr
    folder = tmp_path / "out" / "incidents" / "2026-11-21-payments-fail"
    page, twin, feed = (
        re.sub(r"</?(?:time|bdi)\b[^>]*>", "", path.read_text(encoding="utf-8"))
        for path in (folder / "index.html", folder / "index.md", tmp_path / "out" / "updates.atom")
    )

    for label, html, text in (
        ("First report", "Nov 21, 2026, 13:45 UTC", "2026-11-21 13:45 UTC"),
        ("Figures", "4,100, payments, and carts, 3", "4,100, payments, and carts, 3"),
        ("Afterwards", "by Friday", "by Friday"),
        ("Regions", "Frankfurt, Dublin, IE", "Frankfurt, Dublin, IE"),
        ("Data safe", "yes", "yes"),
        ("Reference", "INC-1", "INC-1"),
        ("Tried", "a &lt;b&gt; restart", r"a \<b\> restart"),
        ("Call", "Nov 21, 2026, 14:35 UTC", "2026-11-21 14:35 UTC"),
        ("Confirmed", "yes", "yes"),
    ):
        assert f'<dt>{label}</dt><dd dir="auto">{html}</dd>' in page.replace("\u202f", " "), label
        assert f"- {label}: {text}\n" in twin, label
    assert "Tried: a &amp;lt;b&amp;gt; restart" in feed
    assert "Call: 2026-11-21 14:35 UTC" in feed


def test_the_kit_writes_a_declared_key_and_asks_for_it(longer: Any) -> None:
    longer.write(
        "templates/kit/open/customers-ours.md", "# Where\n\nIn {{ need('regions') }}. {{ need('tried') }}\n"
    )
    longer.open("Payments fail", "--regions", "Frankfurt", "--regions", "Dublin")
    shown = longer.run("kit").stdout

    assert "In Frankfurt, Dublin. [tried?]" in shown
    assert "what did not help" in shown


SCHEMA = """
import json
from outspoken.source.format.schema import schemas
print(json.dumps({name: schemas()[name]["properties"] for name in ("incident.json", "update.json")}))
"""


def test_the_schema_has_a_declared_key(longer: Any, extended: Path) -> None:
    found = json.loads(python(longer, extended, SCHEMA))

    assert (
        found["incident.json"]["first_report"]["anyOf"][0]["description"] == "when the first report arrived"
    )
    assert found["incident.json"]["figures"]["anyOf"][0]["items"]["required"] == ["value"]
    assert "refund" in found["incident.json"]["afterwards"]["anyOf"][0]["properties"]
    assert found["update.json"]["tried"]["anyOf"][0]["description"] == "what did not help"


TABLES = """
from tables import refreshed
for name in ("incident", "update"):
    print(refreshed(f"<!-- fields: {name} -->\\n<!-- end -->"))
print(refreshed("<!-- table: facts -->\\n<!-- end -->"))
print(refreshed("<!-- table: commands -->\\n<!-- end -->"))
"""


def test_the_manual_has_a_declared_key(longer: Any, extended: Path) -> None:
    manual = python(longer, extended, TABLES)

    for row in (
        "| `first_report` |  | when the first report arrived | `2026-11-21 14:05 Europe/Berlin` |",
        "| `figures.of` |  | what was counted | `failed payments` |",
        "| `afterwards.refund` |  | when money is returned | `by 1 December` |",
        "| `tried` |  | what did not help | `a restart` |",
        "| `news.first_report` | when the first report arrived |",
        "| `news.afterwards.refund` | when money is returned |",
        "| `news.tried` | what did not help |",
        "| `news.reference` | the number to ask for; of an update that has it: the number of this part |",
        "| `--first-report TIME OR DURATION` | When the first report arrived. "
        "14:05 means the last 14:05 before now. |",
    ):
        assert row in manual


def test_check_reports_a_change_of_a_declared_key_that_was_published(longer: Any) -> None:
    longer.run(*WHOLE, *NEW_KEYS, "--commit")
    longer.run("update", "-m", "Still down.", "--tried", "a restart", "--commit")
    longer.git("push", "-q", "origin", "main")
    for path, text in longer.files().items():
        changed = text.replace("T13:45:20Z", "T13:50:20Z", 1) if "first_report" in text else text
        changed = changed.replace("{value: 3}", "{value: 300000}").replace("a restart", "the old release")
        longer.write(path, changed)
    longer.git("commit", "-q", "-a", "-m", "Change facts")
    said = longer.run("check", "--base", "origin/main", "--format", "text").stdout

    assert "first_report was 2026-11-21T13:45Z, becomes 2026-11-21T13:50Z" in said
    assert "figures was [{value: 4100, of: payments, and carts}, {value: 3}]" in said
    assert "tried was a restart, becomes the old release" in said


def test_a_declared_key_that_was_not_known_may_be_added_later(longer: Any) -> None:
    longer.run(*WHOLE, "--commit")
    longer.git("push", "-q", "origin", "main")
    path, text = next(iter(longer.files().items()))
    known = "first_report: 2026-11-21T14:00Z\nsafe: true\nregions: [Frankfurt]\n"
    longer.write(path, text.replace("started:", f"{known}started:"))
    longer.git("commit", "-q", "-a", "-m", "Add what is known by now")

    assert "facts-changed" not in longer.run("check", "--base", "origin/main").stdout
