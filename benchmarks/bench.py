"""Measures the performance goals, as ratios within one run on one machine."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import median

from cache import FOLDER, HERE, corpus
from goals import Row, print_table, ratio
from synthetic import make_corpus
from timing import Cost, cost, median_cost, peak_memory
from writing import write_site

NOW = "2026-11-21T12:00:00Z"
OUTSPOKEN = str(Path(sys.executable).with_name("outspoken"))
# A corpus without git is inside this repository, which must not be used as its own.
ENVIRONMENT = {**os.environ, "GIT_CEILING_DIRECTORIES": str(FOLDER), "SOURCE_DATE_EPOCH": "1795262400"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """How many incidents each comparison has, and how often each command runs."""

    plain: int
    few: int
    many: int
    runs: int
    starts: int
    published: int = 300


FULL = Sizes(plain=5000, few=1000, many=10_000, runs=3, starts=25)
QUICK = Sizes(plain=500, few=200, many=2000, runs=1, starts=9)


def main() -> None:
    """Measure everything and print one table; exit with 1 if a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small corpora, once each: a look, no verdict")
    parser.add_argument("--only", help="only the rows whose name holds this word")
    options = parser.parse_args()
    sizes = QUICK if options.quick else FULL
    _compile_modules()
    rows: list[Row] = []
    for name, measure in COMPARISONS.items():
        if options.only and options.only not in name:
            continue
        print(f"measuring {name} …", file=sys.stderr, flush=True)
        rows += measure(sizes)
    _sites().cleanup()
    print_table(rows)
    sys.exit(not options.quick and not all(row.is_met for row in rows))


def _compile_modules() -> None:
    """Compile every module: some installers leave that to the first run, some settings to each run."""
    folders = (sysconfig.get_path("purelib"), str(HERE.parent / "generator"))
    # A package may have templates of modules, which are no modules: its answer says nothing.
    subprocess.run([sys.executable, "-m", "compileall", "-q", *folders], check=False, capture_output=True)


def against_plain(sizes: Sizes) -> Iterator[Row]:
    """Compare a cold build with the same text as pages of MkDocs + Material alone."""
    ours = _build(corpus(sizes.plain, "site"), sizes.runs)
    theirs = _mkdocs(corpus(sizes.plain, "plain"), sizes.runs)
    title = f"build of {sizes.plain} / plain MkDocs + Material"
    yield ratio(f"{title}, CPU", ours.cpu, theirs.cpu, 0.30)
    yield ratio(f"{title}, wall", ours.wall, theirs.wall, 0.15)


def linearity(sizes: Sizes) -> Iterator[Row]:
    """Compare ten times the incidents (and components), minus the cost of a site without any.

    Without prose: a small history is read while the engine works, which would hide its cost.
    """
    none, few, many = (
        _build(corpus(size, "site"), sizes.runs, "--no-prose") for size in (0, sizes.few, sizes.many)
    )
    title = f"build of {sizes.many} / of {sizes.few}, start-up taken off"
    goal = 1.05 * sizes.many / sizes.few
    yield ratio(f"{title}, CPU", many.cpu - none.cpu, few.cpu - none.cpu, goal)
    yield ratio(f"{title}, wall", many.wall - none.wall, few.wall - none.wall, goal)


def memory(sizes: Sizes) -> Iterator[Row]:
    """Measure the peak memory of all processes together (bytes)."""
    peak = peak_memory(_build_command(corpus(sizes.many, "site"), _site_dir()), ENVIRONMENT)
    yield Row(
        what=f"peak memory of a build of {sizes.many}",
        measured=peak / 1e6,
        goal=400,
        unit="MB",
        details="PSS of all processes",
    )


def with_git(sizes: Sizes) -> Iterator[Row]:
    """Compare the same corpus with one commit for each update, and without git."""
    with_it, without = (_build(corpus(sizes.many, form), sizes.runs) for form in ("git", "site"))
    title = f"build of {sizes.many} in git / without"
    yield ratio(f"{title}, CPU", with_it.cpu, without.cpu, 1.4)
    yield ratio(f"{title}, wall", with_it.wall, without.wall, 1.4)


def checking(sizes: Sizes) -> Iterator[Row]:
    """`check` against `build`."""
    root = corpus(sizes.many, "site")
    check = median_cost(
        [
            cost([OUTSPOKEN, "check", "--root", str(root), "--now", NOW], ENVIRONMENT)
            for _ in range(sizes.runs)
        ]
    )
    build = _build(root, sizes.runs)
    yield ratio(f"check / build of {sizes.many}, CPU", check.cpu, build.cpu, 0.5)
    yield ratio(f"check / build of {sizes.many}, wall", check.wall, build.wall, 0.5)


def starting(sizes: Sizes) -> Iterator[Row]:
    """Measure what a user waits for before a command does anything."""
    bare = _started([sys.executable, "-c", "import click"], sizes.starts)
    for option in ("--version", "--help"):
        ours = _started([OUTSPOKEN, option], sizes.starts)
        yield ratio(f"outspoken {option} / python -c 'import click'", ours.wall, bare.wall, 1.5)


def updating(sizes: Sizes) -> Iterator[Row]:
    """Measure an update with all answers as options, in a small site and in one with a long history."""
    bare = _started([sys.executable, "-c", "import click"], sizes.starts)
    few = median_cost(list(_updates(sizes.few, sizes.starts)))
    many = median_cost(list(_updates(sizes.many, sizes.starts)))
    yield ratio("outspoken update / python -c 'import click', CPU", few.cpu, bare.cpu, 2)
    yield ratio(f"update among {sizes.many} / among {sizes.few}, CPU", many.cpu, few.cpu, 1.1)


def _updates(size: int, times: int) -> Iterator[Cost]:
    """Return the cost of each of several updates of one new incident, in a site of `size` others."""
    root = _site_dir()
    corpus = make_corpus(size, components=12)
    write_site(corpus, root)
    states = f"{corpus.components[0][0]}=partial_outage"
    told = ["--root", str(root), "--component", states, "--now", NOW, "--message", "Words."]
    cost([OUTSPOKEN, "new", "Down", "--impact", "major", *told], ENVIRONMENT)
    words = ["update", "2026-11-21-down", "--status", "identified", "--next-update", "30m", *told]
    for _ in range(times):
        yield cost([OUTSPOKEN, *words, "--eta", "2h", "--impact", "minor"], ENVIRONMENT)


def announcing(sizes: Sizes) -> Iterator[Row]:
    """Measure `announce` with nothing due, and an entry in the ledger for every update."""
    from announced_history import ENVIRONMENT as WITH_SECRETS
    from announced_history import announced

    with announced(sizes.many, NOW) as (root, entries):
        command = [OUTSPOKEN, "announce", "--root", str(root), "--now", NOW]
        first = cost(command, WITH_SECRETS)
        later = median_cost([cost(command, WITH_SECRETS) for _ in range(sizes.runs)])
    yield Row(
        what=f"announce, nothing due, {sizes.many} incidents",
        measured=later.wall,
        goal=1.0,
        unit="s",
        details=f"{entries} entries in the ledger; looking through all of them once took {first.wall:.3g} s",
    )


def for_programs(sizes: Sizes) -> Iterator[Row]:
    """Measure what feeds, calendars and other files for programs add to a build, with 8 groups."""
    root = corpus(sizes.many, "site")
    command = [sys.executable, str(Path(__file__).with_name("programs.py")), str(root), "8"]
    found = [json.loads(subprocess.check_output(command, env=ENVIRONMENT)) for _ in range(sizes.runs)]
    programs = median(one["programs"] for one in found)
    without = _build(root, sizes.runs, "--no-prose").cpu - programs
    yield ratio(f"files for programs / all else of a build of {sizes.many}, CPU", programs, without, 0.2)


def from_merge_to_readers(sizes: Sizes) -> Iterator[Row]:
    """Measure the workflows' own steps, from empty and from kept caches, and a cState site beside them."""
    from publishing import publishing

    yield from publishing(sizes.published, NOW, ENVIRONMENT["SOURCE_DATE_EPOCH"])


COMPARISONS = {
    "programs": for_programs,
    "pipeline": from_merge_to_readers,
    "start": starting,
    "announce": announcing,
    "update": updating,
    "check": checking,
    "memory": memory,
    "git": with_git,
    "linear": linearity,
    "plain": against_plain,
}


def _started(command: Sequence[str], times: int) -> Cost:
    return median_cost([cost(command, ENVIRONMENT) for _ in range(times)])


def _build_command(root: Path, target: Path) -> list[str]:
    return [OUTSPOKEN, "build", "--root", str(root), "--site-dir", str(target), "--now", NOW]


@cache
def _build(root: Path, runs: int, *options: str) -> Cost:
    """Return the median of several cold builds; measured once for each corpus."""
    return median_cost(
        [cost([*_build_command(root, _site_dir()), *options], ENVIRONMENT) for _ in range(runs)]
    )


def _mkdocs(root: Path, runs: int) -> Cost:
    costs = []
    for _ in range(runs):
        command = ["build", "-q", "-f", str(root / "mkdocs.yml"), "-d", str(_site_dir())]
        costs.append(cost([sys.executable, "-m", "mkdocs", *command], ENVIRONMENT))
    return median_cost(costs)


def _site_dir() -> Path:
    """Return a new folder to build into; it is kept until all is measured.

    A file system that has just deleted thousands of files creates new ones several times slower, for
    minutes.
    """
    return Path(tempfile.mkdtemp(dir=_sites().name)) / "site"


@cache
def _sites() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="sites-", dir=FOLDER)


if __name__ == "__main__":
    main()
