"""Writes histories for builds and measurements: generated in any size, or converted from a hosted page's."""

from __future__ import annotations

import argparse
from pathlib import Path

from entries import Corpus
from hosted import read_corpus
from synthetic import make_corpus
from writing import write_git, write_plain, write_site


def main() -> None:
    """Write one corpus into a folder that does not exist yet, and print a summary."""
    options = _parser().parse_args()
    if options.folder.exists() and any(options.folder.iterdir()):
        raise SystemExit(f"{options.folder} is not empty")
    corpus = _corpus(options)
    if options.plain:
        write_plain(corpus, options.folder)
    else:
        write_site(corpus, options.folder)
    if options.git:
        write_git(corpus, options.folder)
    print(
        f"{len(corpus.entries)} incidents, {corpus.updates} updates, {corpus.postmortems} post-mortems, "
        f"{len(corpus.components)} components in {options.folder}"
    )


def _corpus(options: argparse.Namespace) -> Corpus:
    if options.kind == "hosted":
        return read_corpus(options.source, limit=options.limit)
    return make_corpus(options.size, components=options.components, seed=options.seed)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    kinds = parser.add_subparsers(dest="kind", required=True)
    synthetic = kinds.add_parser("synthetic", help="a made-up history")
    synthetic.add_argument("size", type=int, help="how many incidents")
    synthetic.add_argument(
        "--components", type=int, help="how many components (default: one in 20, 12 to 500)"
    )
    synthetic.add_argument("--seed", type=int, default=1)
    hosted = kinds.add_parser("hosted", help="a hosted page's history, one JSON object a line")
    hosted.add_argument("source", type=Path)
    hosted.add_argument("--limit", type=int, help="only so many, oldest first")
    for kind in (synthetic, hosted):
        kind.add_argument("folder", type=Path)
        kind.add_argument("--git", action="store_true", help="with one commit for each update")
        kind.add_argument("--plain", action="store_true", help="as pages of MkDocs + Material alone")
    return parser


if __name__ == "__main__":
    main()
