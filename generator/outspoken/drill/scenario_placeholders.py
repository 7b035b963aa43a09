"""Fills the placeholders of a scenario, `{component}` and `{name}`, with a component of the site."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

from msgspec.structs import replace

from outspoken.model.component import Component
from outspoken.model.drills.scenario import Inject, InjectKind, Scenario, ScriptedAnswer

_NOISE = (InjectKind.TICKET, InjectKind.CALL, InjectKind.POST)


def fill_placeholders(
    scenario: Scenario, components: Sequence[Component], seed: int | None = None
) -> Scenario:
    """Return the scenario for one of these components: the first, or one that the seed chooses.

    With a seed, events without information are shuffled too. The same seed gives the same drill. Without any
    component it is about "our service".
    """
    chance = Random(seed) if seed is not None else None  # noqa: S311 - a drill, not a secret
    chosen = chance.choice(components) if chance and components else next(iter(components), None)
    if chance:
        scenario = _with_noise_moved(scenario, chance)
    component, name = (chosen.id, chosen.name) if chosen else ("service", "Our service")

    def fill(text: str) -> str:
        return text.replace("{component}", component).replace("{name}", name)

    return _filled(scenario, fill)


def _with_noise_moved(scenario: Scenario, chance: Random) -> Scenario:
    """Shuffle the events that reveal nothing and that no expectation depends on; the times stay."""
    fixed = {each.after for each in scenario.expects} | {each.at for each in scenario.expects}
    places = [
        place
        for place, inject in enumerate(scenario.injects)
        if inject.kind in _NOISE and not inject.reveals and inject.at not in fixed
    ]
    moved = list(scenario.injects)
    for place, source in zip(places, chance.sample(places, len(places)), strict=True):
        moved[place] = replace(scenario.injects[source], at=scenario.injects[place].at)
    return replace(scenario, injects=tuple(moved))


def _filled(scenario: Scenario, fill: Callable[[str], str]) -> Scenario:
    def event(inject: Inject) -> Inject:
        return replace(inject, text=fill(inject.text))

    def answer(one: ScriptedAnswer) -> ScriptedAnswer:
        options = tuple((name, fill(value)) for name, value in one.options)
        return replace(one, message=fill(one.message), options=options)

    return replace(
        scenario,
        title=fill(scenario.title),
        about=fill(scenario.about),
        injects=tuple(map(event, scenario.injects)),
        given=tuple(map(answer, scenario.given)),
        answers=tuple(map(answer, scenario.answers)),
    )
