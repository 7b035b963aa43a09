"""The headline of the home page now, and at every later time at which it changes without a new build."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from msgspec import Struct

from outspoken.derive.current import Situation
from outspoken.model.incident import Incident
from outspoken.model.vocabulary import Level
from outspoken.render.over_time import TimeStep, steps
from outspoken.render.pages.cards import Card


class Hero(Struct, frozen=True, kw_only=True):
    """The sentence at the top: a level, and the incident whose title it is (None: everything works).

    `others` is how many more incidents are open; `are_smaller` is true if each of them has a lower level.
    """

    level: Level
    incident: Incident | None
    others: int = 0
    are_smaller: bool = False


Heroes = Mapping[datetime, Hero]
"""The headline now and at each instant (UTC) at which the clock changes the situation."""


class Folded(Struct, frozen=True, kw_only=True):
    """An incident below the headline; `apart` has the times at which it is not the headline itself."""

    card: Card
    apart: tuple[TimeStep[bool], ...]


def hero(current: Situation) -> Hero:
    """The headline of a situation."""
    if not current.active:
        return Hero(level=current.level, incident=None)
    worst = current.active[0]
    others = [other for other in current.open if other.incident.id != worst.incident.id]
    return Hero(
        level=current.level,
        incident=worst.incident,
        others=len(others),
        are_smaller=all(other.level.rank < worst.level.rank for other in others),
    )


def folded(now: datetime, heroes: Heroes, cards: Iterable[Card]) -> tuple[Folded, ...]:
    """Return the cards that are shown below the headline, now or at a later time."""
    every = (Folded(card=card, apart=_apart(now, heroes, card.item.incident)) for card in cards)
    return tuple(one for one in every if any(step.value for step in one.apart))


def _apart(now: datetime, heroes: Heroes, incident: Incident) -> tuple[TimeStep[bool], ...]:
    return steps(now, heroes, lambda instant: heroes[instant].incident is not incident)
