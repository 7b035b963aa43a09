"""What git knows of an incident before it was moved belongs to it afterwards: dates, order and edits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from outspoken.model.incident import Incident
from outspoken.source.load import load

NOW = datetime(2026, 11, 22, tzinfo=UTC)
SETTINGS = """\
site_name: Example status
site_url: https://status.example.com/
plugins:
  - outspoken:
      components: [{id: checkout, name: Checkout}]
"""
IDS = ("2026-11-21-chekout", "2026-11-21-checkout", "2026-11-21-cards")
UPDATE = "---\nstatus: investigating\nat: 2026-11-21T14:10Z\n---\nWe are looking into it.\n"
OTHER = "2026-11-21-twin"


def head(aliases: tuple[str, ...] = (), title: str = "Checkout errors", more: str = "") -> str:
    listed = f"aliases: [{', '.join(aliases)}]\n" if aliases else ""
    return (
        f"---\ntitle: {title}\nimpact: major\ncomponents: {{checkout: partial_outage}}\n"
        f"started: 2026-11-21T14:05Z\n{listed}{more}---\nSome payments fail.\n"
    )


def files(own: str, text: str) -> dict[str, str]:
    folder = f"incidents/2026-11/{own}"
    return {f"{folder}/incident.md": text, f"{folder}/updates/20261121T141000Z-investigating.md": UPDATE}


@pytest.fixture
def moved(new_repository: Callable[..., Any]) -> Callable[..., tuple[Incident, ...]]:
    """Publishes an incident, gives it each of these versions in a commit, and reads the site."""

    def read(*versions: dict[str, str], others: dict[str, str] | None = None) -> tuple[Incident, ...]:
        repository = new_repository("site")
        known = {"mkdocs.yml": SETTINGS, **files(IDS[0], head()), **(others or {})}
        repository.commit("2026-11-21T14:12:00Z", known)
        own = next(iter(files(IDS[0], ""))).rpartition("/")[0]
        for hour, version in enumerate(versions, start=15):
            repository.git("rm", "-rq", own)
            repository.commit(f"2026-11-21T{hour}:00:00Z", version)
            own = next(iter(version)).rpartition("/")[0]
        loaded = load(repository.root, now=NOW)
        assert loaded.history is not None
        assert [one for one in loaded.problems if one.is_error] == []
        return loaded.history.incidents

    return read


def test_a_move_changes_no_date_and_is_not_an_edit(moved: Callable[..., tuple[Incident, ...]]) -> None:
    (here,) = moved(files(IDS[1], head(IDS[:1])), files(IDS[2], head(IDS[:2])))

    assert (here.id, here.first_id) == (IDS[2], IDS[0])
    assert here.publication.at == here.updates[0].publication.at == datetime(2026, 11, 21, 14, 12, tzinfo=UTC)
    assert (here.publication.order, here.edits, here.updates[0].edits) == (0, (), ())


def test_back_at_the_first_id_it_is_the_same_too(moved: Callable[..., tuple[Incident, ...]]) -> None:
    (here,) = moved(files(IDS[1], head(IDS[:1])), files(IDS[0], head(IDS[:2])))

    assert (here.id, here.first_id, here.former_ids) == (IDS[0], IDS[0], (IDS[1],))
    assert here.publication.at == datetime(2026, 11, 21, 14, 12, tzinfo=UTC)
    assert here.edits == ()


def test_edits_before_with_and_after_the_move_are_shown(moved: Callable[..., tuple[Incident, ...]]) -> None:
    (here,) = moved(
        files(IDS[0], head(title="Cart errors")),
        files(IDS[1], head(IDS[:1], title="Card errors")),
        files(IDS[1], head(IDS[:1], title="Cards fail")),
    )

    facts = [[(one.before, one.after) for one in edit.facts] for edit in here.edits]
    assert facts == [
        [("Checkout errors", "Cart errors")],
        [("Cart errors", "Card errors")],
        [("Card errors", "Cards fail")],
    ]
    assert [edit.at.hour for edit in here.edits] == [15, 16, 17]


@pytest.mark.parametrize("follows", [True, False])
def test_a_reference_to_a_former_id_is_one_to_the_incident_and_no_edit(
    moved: Callable[..., tuple[Incident, ...]], follows: bool
) -> None:
    def twin(of: str) -> dict[str, str]:
        return files(OTHER, head(title="Twin", more=f"duplicate_of: {of}\n"))

    named = twin(IDS[1] if follows else IDS[0])
    _, second = moved({**files(IDS[1], head(IDS[:1])), **named}, others=twin(IDS[0]))

    assert (second.id, second.duplicate_of, second.edits) == (OTHER, IDS[1], ())
