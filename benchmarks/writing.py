"""Writes a corpus as a folder to build, with or without a git history, or as plain MkDocs pages."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from entries import Corpus, Entry, stamp

# A message is merged a little after its own time.
MERGE_DELAY = timedelta(seconds=90)
AUTHOR = "Ada Operator <ada@example.com>"


def write_site(corpus: Corpus, root: Path) -> None:
    """Write a site of ours: settings, a home page, and one folder for each incident."""
    (root / "site_src").mkdir(parents=True)
    for path, text in site_files(corpus):
        (root / path).write_text(text, encoding="utf-8", newline="\n")
    for entry in corpus.entries:
        folder = root / entry.folder
        (folder / "updates").mkdir(parents=True)
        (folder / "incident.md").write_text(entry.text, encoding="utf-8", newline="\n")
        for note in entry.published:
            (folder / note.name).write_text(note.text, encoding="utf-8", newline="\n")


def site_files(corpus: Corpus) -> Iterator[tuple[str, str]]:
    """Everything but the incidents, as (path, text)."""
    yield "mkdocs.yml", "\n".join(_settings(corpus)) + "\n"
    yield (
        "site_src/index.md",
        f"---\ntemplate: status.html\n---\n\n# {corpus.name}\n\nHow our services are doing.\n",
    )
    yield "site_src/subscribe.md", "# Subscribe\n\nFollow the [feed](updates.atom).\n"
    yield ".gitignore", "site/\n.cache/\n"


def _settings(corpus: Corpus) -> Iterator[str]:
    yield from _head(corpus)
    yield "plugins:"
    yield "  - search"
    yield "  - outspoken:"
    yield "      host: status.example.com"
    yield "      components:"
    groups: dict[str, list[tuple[str, str]]] = {}
    for component, name, group in corpus.components:
        groups.setdefault(group, []).append((component, name))
    for group, members in groups.items():
        yield f"        - group: {json.dumps(group, ensure_ascii=False)}"
        yield "          components:"
        for component, name in members:
            yield f"            - {{id: {component}, name: {json.dumps(name, ensure_ascii=False)}}}"


def _head(corpus: Corpus) -> Iterator[str]:
    yield f"site_name: {json.dumps(corpus.name, ensure_ascii=False)}"
    yield "site_url: https://status.example.com/"
    yield "docs_dir: site_src"
    yield "theme: {name: material}"


def write_plain(corpus: Corpus, root: Path) -> None:
    """Write the same text as plain MkDocs + Material pages: one page each, outside the nav."""
    docs = root / "site_src"
    for folder in ("incidents", "postmortems"):
        (docs / folder).mkdir(parents=True)
    nav = "nav: [index.md]\nvalidation: {nav: {omitted_files: ignore}}\nplugins: [search]\n"
    settings = "\n".join(_head(corpus)) + "\n" + nav
    (root / "mkdocs.yml").write_text(settings, encoding="utf-8", newline="\n")
    (docs / "index.md").write_text(f"# {corpus.name}\n", encoding="utf-8", newline="\n")
    for entry in corpus.entries:
        page = docs / "incidents" / f"{entry.id}.md"
        page.write_text(plain_page(entry), encoding="utf-8", newline="\n")
        if entry.postmortem is not None:
            text = f"# Post-mortem: {entry.title}\n\n{entry.postmortem.body}\n"
            (docs / "postmortems" / f"{entry.id}.md").write_text(text, encoding="utf-8", newline="\n")


def plain_page(entry: Entry) -> str:
    """One incident as a page of prose, newest update first."""
    parts = [f"# {entry.title}", entry.body]
    parts += [f"- {field}" for field in entry.fields]
    for note in reversed(entry.notes):
        parts.append(f"## {note.heading}: {stamp(note.at)}\n\n{note.body}")
    return "\n\n".join(parts) + "\n"


def write_git(corpus: Corpus, root: Path) -> None:
    """Turn a written site into a repository with one commit for each update, in order of time."""
    _git(root, "init", "--quiet", "--initial-branch=main")
    importing = subprocess.Popen(
        ["git", "-C", str(root), "fast-import", "--quiet", "--date-format=raw", "--done"],
        stdin=subprocess.PIPE,
    )
    with importing, importing.stdin as pipe:  # type: ignore[union-attr]
        for chunk in _stream(corpus):
            pipe.write(chunk)
    if importing.returncode:
        raise SystemExit("git fast-import failed")
    # The files exist already: only the index needs them.
    _git(root, "read-tree", "HEAD")
    _git(root, "update-index", "--refresh", "-q")


def _stream(corpus: Corpus) -> Iterator[bytes]:
    said = sorted(
        (
            (note.at, entry.id, place, entry, note)
            for entry in corpus.entries
            for place, note in enumerate(entry.published)
        ),
        key=lambda item: item[:3],
    )
    first = said[0][0] - timedelta(days=1)
    yield _commit(int(first.timestamp()), "A status page")
    for path, text in site_files(corpus):
        yield _file(path, text)
    for at, _, place, entry, note in said:
        yield _commit(int((at + MERGE_DELAY).timestamp()), f"{entry.title}: {note.heading}")
        if place == 0:
            yield _file(f"{entry.folder}/incident.md", entry.text)
        yield _file(f"{entry.folder}/{note.name}", note.text)
    yield b"done\n"


def _commit(when: int, message: str) -> bytes:
    words = message.encode()
    return b"commit refs/heads/main\ncommitter %s %d +0000\ndata %d\n%s\n" % (
        AUTHOR.encode(),
        when,
        len(words),
        words,
    )


def _file(path: str, text: str) -> bytes:
    data = text.encode()
    return b"M 100644 inline %s\ndata %d\n%s\n" % (path.encode(), len(data), data)


def _git(root: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", str(root), *arguments], check=True)
