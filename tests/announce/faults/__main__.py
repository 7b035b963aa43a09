"""`make faults`: every way an announcement may be killed, refused, misled and raced, with a table."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import scenarios as all_scenarios
from fakechannel import CLASSES
from scenarios import Outcome, killed_once, killed_twice, matrix, raced, reminded
from world import Verdict, World, world

Scenario = tuple[str, Callable[[World], Outcome]]
DOUBLE_KILLS, RACES, SKEWED_RACES = 120, 30, 10


def main() -> None:
    """Run everything and print one table; exit with 1 where anything was lost or repeated."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=2, help="how many worlds at once")
    parser.add_argument(
        "--every", type=int, default=1, help="only every so many scenarios: a look, no verdict"
    )
    options = parser.parse_args()
    begun = time.monotonic()
    scenarios = list(_scenarios())[:: options.every]
    with ThreadPoolExecutor(options.jobs) as crew:
        shares = crew.map(_share, [scenarios[place :: options.jobs] for place in range(options.jobs)])
    outcomes = [outcome for share in shares for outcome in share]
    _print(outcomes)
    _say(f"{len(outcomes)} scenarios in {time.monotonic() - begun:.0f} s")
    sys.exit(not all(outcome.verdict.is_good for _, outcome in outcomes))


def _scenarios() -> Iterable[Scenario]:
    for step, network, kind in matrix():
        yield f"{network}, {kind}", lambda w, s=step, n=network, k=kind: killed_once(w, s, n, k)  # type: ignore[misc]
    for by_hand in (False, True):
        for step, network, kind in matrix():
            # Other networks are tried above: only these change what a second call finds.
            if network in ("ok", "lost", "push answer lost"):
                yield (
                    f"reminders {'by hand' if by_hand else 'by time'}, {kind}",
                    lambda w, s=step, n=network, k=kind, h=by_hand: reminded(w, s, n, k, by_hand=h),  # type: ignore[misc]
                )
    for seed in range(DOUBLE_KILLS):
        yield "double kills, all classes", lambda w, s=seed: killed_twice(w, s)  # type: ignore[misc]
    for seed in range(RACES):
        yield "races of four, all classes", lambda w, s=seed: raced(w, s)  # type: ignore[misc]
    for kind in CLASSES:
        yield from _slow(kind)
    for seed in range(SKEWED_RACES):
        yield "races of skewed clocks", lambda w, s=seed: all_scenarios.skewed_race(w, s)  # type: ignore[misc]


def _slow(kind: str) -> Iterable[Scenario]:
    """Runs that are stopped, channels that are late, and clocks that disagree."""
    for pause in all_scenarios.PAUSES:
        for step in all_scenarios.STEPS:
            yield (
                f"stopped {pause}, {kind}",
                lambda w, s=step, p=pause: all_scenarios.paused(w, s, p, kind),  # type: ignore[misc]
            )
    for seconds in all_scenarios.LATE:
        for lag in (0, 50):
            for dies in (False, True):
                yield (
                    f"late, {kind}",
                    lambda w, s=seconds, g=lag, d=dies: all_scenarios.late(w, s, kind, g, is_killed=d),  # type: ignore[misc]
                )
    for skew in all_scenarios.SKEWS:
        for step in all_scenarios.DOUBTFUL:
            yield (
                f"skewed clocks, {kind}",
                lambda w, s=step, k=skew: all_scenarios.skewed(w, s, -k if abs(k) < 9 else 0, k, kind),  # type: ignore[misc]
            )


def _share(scenarios: Iterable[Scenario]) -> list[tuple[str, Outcome]]:
    done = []
    with tempfile.TemporaryDirectory() as folder, world(Path(folder)) as here:
        for row, scenario in scenarios:
            done.append((row, scenario(here)))
            if not done[-1][1].verdict.is_good:
                _say(f"BAD: {done[-1][1]}")
    return done


def _print(outcomes: list[tuple[str, Outcome]]) -> None:
    rows: dict[str, list[Outcome]] = {}
    for row, outcome in outcomes:
        rows.setdefault(row, []).append(outcome)
    head = ("scenarios", "killed", "messages", "duplicates", "lost", "waiting", "held", "held wrongly")
    _say(f"{'network, class of channel':44}" + "".join(f"{name:>13}" for name in head))
    for row, found in [*rows.items(), ("all", [outcome for _, outcome in outcomes])]:
        total = sum((outcome.verdict for outcome in found), Verdict())
        figures = (
            *(len(found), sum(outcome.reached for outcome in found), total.messages, total.duplicates),
            *(total.lost, total.waiting, total.held_neither, total.held_others),
        )
        _say(f"{row:44}" + "".join(f"{figure:13}" for figure in figures))


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
