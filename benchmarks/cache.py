"""Generated corpora, kept under `.cache/bench` until the code that makes them changes."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

from synthetic import make_corpus
from writing import write_git, write_plain, write_site

HERE = Path(__file__).parent
FOLDER = HERE.parent / ".cache" / "bench"
_MAKERS = ("entries.py", "synthetic.py", "words.py", "writing.py")


def corpus(size: int, form: str) -> Path:
    """Return the folder of a generated history: `form` is `site`, `git` (with commits) or `plain`."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    name = f"corpus-{form}-{size}"
    folder = FOLDER / f"{name}-{_version()}"
    if folder.is_dir():
        return folder
    for stale in FOLDER.glob(f"{name}-*"):
        shutil.rmtree(stale)
    # A temporary name until it is complete: an interrupted run must not leave a partial corpus.
    unfinished = FOLDER / f"unfinished-{name}"
    shutil.rmtree(unfinished, ignore_errors=True)
    _write(size, form, unfinished)
    return unfinished.rename(folder)


def _write(size: int, form: str, folder: Path) -> None:
    made = make_corpus(size)
    if form == "plain":
        write_plain(made, folder)
        return
    write_site(made, folder)
    if form == "git":
        write_git(made, folder)


def _version() -> str:
    digest = hashlib.sha256()
    for name in _MAKERS:
        digest.update((HERE / name).read_bytes())
    return digest.hexdigest()[:8]
