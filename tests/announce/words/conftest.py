"""A frozen week of one site, with every kind of news in it, and the golden files beside."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from outspoken.announce.words.compose import compose
from outspoken.announce.words.news import NewsItem, cases, pieces
from outspoken.channels.message import Message, Thread
from outspoken.model.channel import Audience, Channel
from outspoken.model.component import Component
from outspoken.model.history import History
from outspoken.model.incident import (
    Difference,
    Edit,
    Incident,
    Postmortem,
    Publication,
    Symptoms,
    Update,
    Window,
)
from outspoken.model.settings import Contact, Settings
from outspoken.model.update_rhythm import Cadence, UpdateRhythm
from outspoken.model.vocabulary import Detection, Impact, Kind, State, Status
from outspoken.render.shared import Shared, prepare

GOLDEN = Path(__file__).parent / "golden"
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
NOW = NOON + timedelta(days=7)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

SETTINGS = Settings(
    site_name="Example status",
    url="https://status.example.com/",
    host="status.example.com",
    components=(
        Component(id="checkout", name="Checkout"),
        Component(id="search", name="Search"),
        Component(id="api", name="API"),
    ),
    zone=ZoneInfo("Europe/Berlin"),
    cadence=Cadence(
        impacts={Impact.MAJOR: UpdateRhythm(every=30 * MINUTE), Impact.MINOR: UpdateRhythm(every=HOUR)}
    ),
    support=(Contact(kind="phone", label="Call us", value="+49 30 1234567", hours="24/7"),),
    mail_list="https://lists.example.com/status",
    repo_url="https://github.com/example/status",
)


def live(at: datetime) -> Publication:
    return Publication(at=at, order=int(at.timestamp()), bulk=False)


def says(at: datetime, status: Status | None, body: str, **more: object) -> Update:
    """An update, published two minutes after its own time."""
    published = live(at + 2 * MINUTE)
    stem = f"{at:%Y%m%dT%H%M%SZ}-{status or 'update'}"
    given = {"id": stem, "at": at, "body": body, "publication": published, "status": status}
    return Update(**(given | more))  # type: ignore[arg-type]


def trouble(name: str, title: str, *updates: Update, **more: object) -> Incident:
    """An incident that began five minutes before its first update."""
    day = f"{updates[0].at:%Y-%m-%d}"
    given = {
        "id": f"{day}-{name}",
        "folder": f"incidents/{day[:7]}/{day}-{name}",
        "title": title,
        "kind": Kind.INCIDENT,
        "impact": Impact.MAJOR,
        "components": (("checkout", State.MAJOR_OUTAGE),),
        "started": updates[0].at - 5 * MINUTE,
        "body": "",
        "publication": updates[0].publication,
        "updates": updates,
    }
    return Incident(**(given | more))  # type: ignore[arg-type]


def planned(name: str, title: str, start: datetime, length: timedelta, *updates: Update) -> Incident:
    return trouble(
        name,
        title,
        *updates,
        kind=Kind.MAINTENANCE,
        impact=Impact.NONE,
        components=(("search", State.UNDER_MAINTENANCE),),
        started=start,
        window=Window(start=start, end=start + length),
        affected="everybody who searches",
        workaround="browse by category",
    )


CHECKOUT = trouble(
    "checkout-errors",
    "Checkout fails for cards",
    says(
        NOON,
        Status.INVESTIGATING,
        "Since 11:55 UTC card payments fail at the last step. **Nobody is charged.** Carts are kept.",
        next_update=20 * MINUTE,
    ),
    says(
        NOON + 15 * MINUTE,
        None,
        "Still down. We have ruled out:\n\n- an attack,\n- the [card network](https://cards.example.net/).\n\n"
        "Please tell @here and `<!channel>` nothing yet, <https://status.example.com/> is enough.",
        impact=Impact.CRITICAL,
        components=(("api", State.DEGRADED_PERFORMANCE),),
        next_update=30 * MINUTE,
    ),
    says(
        NOON + 40 * MINUTE,
        Status.IDENTIFIED,
        "A certificate has expired. We are replacing it. "
        + "It takes a while on each of our machines. " * 12,
        eta=NOON + 70 * MINUTE,
    ),
    says(NOON + 60 * MINUTE, Status.RESOLVED, "Cards work again since 12:58 UTC. We are sorry."),
    says(
        NOON + 120 * MINUTE,
        Status.INVESTIGATING,
        "It has come back for some cards.",
        components=(("checkout", State.PARTIAL_OUTAGE),),
        publication=live(NOON + 150 * MINUTE),
    ),
    says(NOON + 180 * MINUTE, Status.RESOLVED, "Now it is over for good."),
    affected="about 12 % of customers in the EU",
    symptoms=Symptoms(
        signing_in="nothing unusual", signed_in="“Payment failed” after your bank's confirmation"
    ),
    workaround="pay by bank transfer; nothing is charged twice",
    worst_case=4 * HOUR,
    detected_by=Detection.MONITORING,
    credit="10 % of the month's fee",
    postmortem=Postmortem(
        body="We forgot to renew it.",
        publication=live(NOON + DAY),
        published=NOON + DAY,
    ),
)
INDEX = planned(
    "search-index",
    "A new search index",
    NOON + 2 * DAY + 12 * HOUR,
    30 * MINUTE,
    says(NOON + DAY, Status.SCHEDULED, "Search pauses for half an hour in the quietest night of the week."),
)
MOVE = planned(
    "search-moves",
    "Search moves to another building",
    NOON + 4 * DAY,
    HOUR,
    says(NOON + 2 * DAY, Status.SCHEDULED, "Search moves."),
    says(NOON + 3 * DAY, Status.CANCELLED, "We put it off; a new date will be announced here."),
)
LATE = trouble(
    "slow-search",
    "Search is slow",
    says(NOON + 6 * DAY, Status.MONITORING, "Search answers after five seconds.", next_update=30 * MINUTE),
    impact=Impact.MINOR,
    components=(("search", State.DEGRADED_PERFORMANCE),),
)
OVERRUN = replace(
    planned(
        "search-disks",
        "New disks for search",
        NOON + 6 * DAY + 2 * HOUR,
        HOUR,
        says(NOON + 5 * DAY, Status.SCHEDULED, "Search gets new disks."),
        says(NOON + 6 * DAY + 2 * HOUR, Status.IN_PROGRESS, "We have begun.", announce=False),
    ),
)


def withdrawn(at: datetime, reason: str) -> dict[str, object]:
    """What a withdrawal of something published leaves behind."""
    fact = Difference(name="withdrawn", before=None, after=reason)
    order = int(at.timestamp())
    return {"withdrawn": reason, "edits": (Edit(at=at, facts=(fact,), order=order),)}


TOO_EARLY = trouble(
    "api-errors",
    "The API answers with errors",
    says(NOON + 5 * DAY, Status.IDENTIFIED, "A disk is full. We make room."),
    says(
        NOON + 5 * DAY + HOUR,
        Status.RESOLVED,
        "The API answers again.",
        **withdrawn(NOON + 5 * DAY + 2 * HOUR, "It still fails for every tenth request."),
    ),
    components=(("api", State.PARTIAL_OUTAGE),),
)
FALSE_ALARM = trouble(
    "checkout-down",
    "Checkout is down",
    says(NOON + 5 * DAY, Status.INVESTIGATING, "Nobody can pay.", next_update=20 * MINUTE),
    **withdrawn(NOON + 5 * DAY + HOUR, "Our monitoring had lost its own connection."),
    affected="everybody",
    workaround="pay by bank transfer",
)
HISTORY = History(settings=SETTINGS, incidents=(CHECKOUT, INDEX, MOVE, LATE, OVERRUN, TOO_EARLY, FALSE_ALARM))


def shared_in(language: str) -> Shared:
    """The week as a site in this language."""
    return prepare(replace(HISTORY, settings=replace(SETTINGS, language=language)), NOW)


@pytest.fixture(scope="session")
def shared() -> Shared:
    return shared_in("en")


def every_piece() -> Mapping[str, NewsItem]:
    """The week's news by what they are; those that begin alike are in their order."""
    found: dict[str, NewsItem] = {}
    for piece in (*pieces(HISTORY, NOW), *cases(HISTORY, NOW)):
        found[f"{piece.incident.title}: {piece.update_id}"] = piece
    return found


@pytest.fixture(scope="session")
def news() -> Mapping[str, NewsItem]:
    return every_piece()


def channel(kind: str, audience: Audience = Audience.CUSTOMERS, **more: object) -> Channel:
    given = {"id": f"{kind}-{audience.value}", "kind": kind, "audience": audience}
    return Channel(**(given | more))  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def message_for(shared: Shared, news: Mapping[str, NewsItem]) -> Callable[..., Message]:
    """The message of the news whose name ends so, for a channel of a kind and an audience."""

    def announced(
        name: str,
        kind: str,
        audience: Audience = Audience.CUSTOMERS,
        *,
        thread: Thread | None = None,
        within: Shared = shared,
        **more: object,
    ) -> Message:
        (piece,) = (piece for key, piece in news.items() if key.endswith(name))
        return compose(piece, channel(kind, audience, **more), within, thread)

    return announced


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a text with its golden file, or write that with `--update-golden`."""

    def compare(name: str, text: str) -> None:
        path = GOLDEN / name
        if request.config.getoption("--update-golden"):
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        assert text == path.read_text(encoding="utf-8"), f"pytest --update-golden {path}"

    return compare
