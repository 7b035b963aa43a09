"""Measures the weight of every kind of page (bytes, requests) as the past grows, and Lighthouse's scores.

`python benchmarks/weight.py` prints two tables beside a stock page of MkDocs with Material; `--quick` leaves
out the largest history and Lighthouse.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from outage import NOW, OPEN, bad_day
from serving import serving
from synthetic import make_corpus
from writing import write_plain, write_site

SIZES = (15, 1000, 10_000)
MOST_BYTES = 14 * 1024
MOST_PROSE_BYTES = 40 * 1024
MOST_GROWTH = 1.05
MOST_PAINT = 0.7
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
LIGHTHOUSE = Path(__file__).parent.parent / "node_modules" / ".bin" / "lighthouse"
ONE_REQUEST = ("home", "open incident")


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """The bytes and requests until the page was complete, and all requests within a second after."""

    bytes: int
    requests: int
    all_bytes: int
    all_requests: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """Lighthouse's scores out of 100, and the first contentful paint in milliseconds."""

    marks: Mapping[str, int]
    paint: float


def main() -> None:
    """Measure, print, and exit with 1 if a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="no history of 10,000, no Lighthouse")
    quick = parser.parse_args().quick
    sizes = SIZES[:2] if quick else SIZES
    with tempfile.TemporaryDirectory() as above:
        sites = {size: _ours(Path(above) / str(size), size) for size in sizes}
        stock = _stock(Path(above) / "stock")
        with _browser() as browser:
            table = {size: _loads(browser, site, _kinds(site)) for size, site in sites.items()}
            beside = _loads(browser, stock, _stock_kinds(stock))
        print_weights(table, beside)
        broken = list(_too_heavy(table))
        if not quick:
            marks = _marks(sites[1000], _watched(_kinds(sites[1000])))
            stock_marks = _marks(stock, {"stock Material page": "incidents/" + _first(stock / "incidents")})
            print_marks({**marks, **stock_marks})
            broken += _marked_down(marks, next(iter(stock_marks.values())))
    for promise in broken:
        print(f"NOT MET: {promise}")
    sys.exit(bool(broken))


def _ours(above: Path, size: int) -> Path:
    print(f"building a site of {size} …", file=sys.stderr, flush=True)
    write_site(bad_day(size), above / "repository")
    words = ["--site-dir", above / "site", "--now", NOW.isoformat()]
    command = [sys.executable, "-m", "outspoken", "build", "--root", above / "repository", *words]
    # Not part of any repository, wherever the temporary folder is.
    environment = {**os.environ, "GIT_CEILING_DIRECTORIES": str(above)}
    subprocess.run(
        list(map(str, command)),
        check=True,
        stdout=subprocess.DEVNULL,
        env=environment,
        stderr=subprocess.DEVNULL,
    )
    return above / "site"


def _stock(above: Path) -> Path:
    write_plain(make_corpus(15), above / "repository")
    command = ["build", "-q", "-f", str(above / "repository" / "mkdocs.yml"), "-d", str(above / "site")]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    subprocess.run([sys.executable, "-m", "mkdocs", *command], check=True, env=environment)
    return above / "site"


def _first(folder: Path) -> str:
    return min(path.name for path in folder.iterdir() if path.is_dir()) + "/"


def _kinds(site: Path) -> dict[str, str]:
    postmortems = sorted((site / "incidents").glob("*/postmortem/index.html"))
    closed = postmortems[-1].parent.parent.name
    return {
        "home": "",
        "open incident": OPEN,
        "closed incident": f"incidents/{closed}/",
        "post-mortem": f"incidents/{closed}/postmortem/",
        "planned maintenance": "incidents/2026-11-23-new-database/",
        "component": "components/" + _first(site / "components"),
        "history": "history/",
        "month": "history/2026-10/",
        "maintenance": "maintenance/",
        "post-mortems": "postmortems/",
        "missing page": "404.html",
        "when the product is down": "unavailable.html",
        "prose": "subscribe/",
    }


def _stock_kinds(site: Path) -> dict[str, str]:
    return {"stock Material home": "", "stock Material page": "incidents/" + _first(site / "incidents")}


def _watched(kinds: Mapping[str, str]) -> dict[str, str]:
    watched = ("home", "open incident", "component", "history", "month", "post-mortem")
    return {name: kinds[name] for name in watched}


@contextmanager
def _browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_chromium(), args=["--no-sandbox"])
        yield browser
        browser.close()


def _chromium() -> str | None:
    known = Path(__file__).parent.parent / ".ci" / "browsers"
    names = (os.environ.get("CHROMIUM", ""), *known.read_text(encoding="ascii").split())
    return next(filter(None, map(shutil.which, names)), None)


def _loads(browser: Browser, site: Path, kinds: Mapping[str, str]) -> dict[str, Load]:
    with serving(site) as (url, sent):
        return {name: _load(browser, url + path, sent) for name, path in kinds.items()}


def _load(browser: Browser, url: str, sent: list[tuple[str, int]]) -> Load:
    sent.clear()
    context = browser.new_context()
    page = context.new_page()
    page.goto(url, wait_until="load")
    until = "performance.getEntriesByType('navigation')[0].loadEventStart"
    early = "until => performance.getEntriesByType('resource').filter(each => each.startTime < until).length"
    requests = 1 + int(page.evaluate(early, page.evaluate(until)))
    page.wait_for_timeout(1000)
    context.close()
    sizes = [size for _, size in sent]
    return Load(bytes=sum(sizes[:requests]), requests=requests, all_bytes=sum(sizes), all_requests=len(sizes))


def print_weights(table: Mapping[int, Mapping[str, Load]], beside: Mapping[str, Load]) -> None:
    """Print bytes and requests until complete for each size of history, then including later ones."""
    heads = [f"{size:,} incidents" for size in table]
    print_row("", *heads, "with what comes later")
    print_row("---", *("---:" for _ in heads), "---:")
    newest = table[max(table)]
    for name in newest:
        cells = [_said(loads[name].bytes, loads[name].requests) for loads in table.values()]
        print_row(name, *cells, _said(newest[name].all_bytes, newest[name].all_requests))
    for name, load in beside.items():
        cells = [_said(load.bytes, load.requests), *("" for _ in heads[1:])]
        print_row(name, *cells, _said(load.all_bytes, load.all_requests))


def print_row(*cells: str) -> None:
    """One line of a Markdown table."""
    print("| " + " | ".join(cells) + " |")


def _said(size: int, requests: int) -> str:
    return f"{size:,} B in {requests}"


def _too_heavy(table: Mapping[int, Mapping[str, Load]]) -> Iterator[str]:
    least = table[min(table)]
    for size, loads in table.items():
        for name in ONE_REQUEST:
            if loads[name].requests > 1 or loads[name].bytes > MOST_BYTES:
                yield f"{name} of {size}: {_said(loads[name].bytes, loads[name].requests)}"
            if loads[name].bytes > least[name].bytes * MOST_GROWTH:
                yield f"{name} of {size} is larger than of {min(table)}"
        if loads["prose"].all_bytes > MOST_PROSE_BYTES:
            yield f"prose of {size}: {_said(loads['prose'].all_bytes, loads['prose'].all_requests)}"


def _marks(site: Path, kinds: Mapping[str, str]) -> dict[str, Marks]:
    with serving(site) as (url, _):
        return {name: _lighthouse(url + path) for name, path in kinds.items()}


def _lighthouse(url: str) -> Marks:
    print(f"Lighthouse looks at {url} …", file=sys.stderr, flush=True)
    flags = "--headless=new --no-sandbox --disable-dev-shm-usage"
    command = [str(LIGHTHOUSE), url, "--output=json", "--quiet", f"--chrome-flags={flags}"]
    command.append(f"--only-categories={','.join(CATEGORIES)}")
    environment = {**os.environ, "CHROME_PATH": _chromium() or ""}
    done = subprocess.run(command, check=True, capture_output=True, encoding="utf-8", env=environment)
    report = json.loads(done.stdout)
    _explain(report)
    return Marks(
        marks={name: round(100 * report["categories"][name]["score"]) for name in CATEGORIES},
        paint=report["audits"]["first-contentful-paint"]["numericValue"],
    )


def _explain(report: Mapping[str, Mapping[str, Mapping[str, object]]]) -> None:
    for audit in report["audits"].values():
        score = audit["score"]
        if isinstance(score, int | float) and score < 0.9:
            print(f"  {audit['id']}: {score} {audit.get('displayValue', '')}", file=sys.stderr)


def print_marks(marks: Mapping[str, Marks]) -> None:
    """Print Lighthouse's scores for each page, mobile."""
    print()
    print_row("", *CATEGORIES, "first contentful paint")
    print_row("---", *("---:" for _ in CATEGORIES), "---:")
    for name, found in marks.items():
        print_row(name, *(str(found.marks[each]) for each in CATEGORIES), f"{found.paint:,.0f} ms")


def _marked_down(marks: Mapping[str, Marks], stock: Marks) -> Sequence[str]:
    return [
        *(
            f"{name}: {category} {mark}"
            for name, found in marks.items()
            for category, mark in found.marks.items()
            if mark < 100
        ),
        *(
            f"{name}: first contentful paint {found.paint / stock.paint:.2f} of a stock page's"
            for name, found in marks.items()
            if found.paint > MOST_PAINT * stock.paint
        ),
    ]


if __name__ == "__main__":
    main()
