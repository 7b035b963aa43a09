"""What publishing costs: every step of the workflows, the goals, and a cState site of the same content."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from cache import FOLDER
from goals import Row, ratio
from pipeline import StepCost, pipeline
from rival import THEME, hugo_costs, theme
from timing import Cost

Costs = Mapping[str, Sequence[StepCost]]
# Processor seconds of all steps of a workflow.
GOALS = (("cold", "publish", 10.0), ("warm", "publish", 6.0), ("warm", "watch", 2.0))


def publishing(size: int, now: str, epoch: str) -> Iterator[Row]:
    """Print what each step cost, and return the goals.

    Packages come from the registry: wall seconds from empty caches are those of the network.
    """
    with pipeline(size, now, epoch) as ours:
        theirs, why_not = _rival(size)
        print("\n".join(table({name: [*steps, *theirs.get(name, ())] for name, steps in ours.items()})))
        print(f"{why_not}\n", flush=True)
    yield from _goals(size, ours, theirs)


def _goals(size: int, ours: Costs, theirs: Costs) -> Iterator[Row]:
    for caches, workflow, goal in GOALS:
        steps = [each for each in ours[caches] if each.workflow == workflow]
        spent = _sum(steps)
        yield Row(
            what=f"steps of {workflow}, {size} incidents, {caches} caches, CPU",
            measured=spent.cpu, goal=goal, unit="s",
            details=f"{len(steps)} steps, {spent.wall:.3g} s one after the other",
        )  # fmt: skip
    for caches in theirs:
        build, other = _sum([each for each in ours[caches] if each.job == "build"]), _sum(theirs[caches])
        yield ratio(f"steps of build / cState with Hugo, {caches} caches, wall", build.wall, other.wall, 2)


def table(costs: Costs) -> Iterator[str]:
    """Yield the lines of a table: the seconds of each step, and of each workflow together."""
    yield "processor and wall seconds  " + "".join(f"{name:>15}" for name in costs)
    rows = list(zip(*costs.values(), strict=True))
    for workflow in dict.fromkeys(row[0].workflow for row in rows):
        own = [row for row in rows if row[0].workflow == workflow]
        yield f"{_figures([_sum(column) for column in zip(*own, strict=True)])}  {workflow}"
        for row in own:
            yield f"{_figures([each.cost for each in row])}    {row[0].name}"


def _figures(costs: Sequence[Cost]) -> str:
    return " " * 28 + "".join(f"{each.cpu:8.2f}{each.wall:7.2f}" for each in costs)


def _sum(steps: Sequence[StepCost]) -> Cost:
    return Cost(wall=sum(each.cost.wall for each in steps), cpu=sum(each.cost.cpu for each in steps))


def _rival(size: int) -> tuple[Costs, str]:
    """Return the costs of a cState site, or none and the reason."""
    if not theme():
        return {}, f"cState is not measured: set {THEME} to its repository (https://github.com/cstate/cstate)"
    try:
        with tempfile.TemporaryDirectory(prefix="cstate-", dir=FOLDER) as folder:
            return hugo_costs(size, Path(folder)), ""
    except (OSError, subprocess.CalledProcessError, SystemExit) as error:
        return {}, f"cState is not measured: {error}"
