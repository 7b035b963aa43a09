"""Runs Zensical on the pages in `site_src/`: in a process of its own, on a copy, with literal templates.

Zensical runs no plugins. So what the plugin does for MkDocs is done before, in the copy, and after, in what
it has built.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from outspoken import rules
from outspoken.errors import Problem, ProblemsError
from outspoken.model.file_names import SETTINGS_FILE
from outspoken.render.literal_overrides import literal_overrides
from outspoken.render.prose_frame import ProseFrame
from outspoken.render.prose_result import Prose
from outspoken.render.theme.csp import Allowed
from outspoken.site.engines.plain_markdown import PlainMarkdown
from outspoken.site.engines.written_site import HOME, WrittenSite, write_file, written_site
from outspoken.site.page_policies import PagePolicies
from outspoken.site.prose_engine import ProsePages, ProseRequest
from outspoken.site.search_index import INDEX
from outspoken.source.prose.prose_files import WrittenPage, is_page

# Pages without content, which show what code the theme has inline; see `PagePolicies`.
_BLANK = "outspoken-blank"
_HOME_HEAD = "---\ntemplate: status.html\n---\n"
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_WARNING = re.compile(
    r"(?:Warning|Error): (?P<message>[^\n]+)\n\s*╭─\[ (?P<page>[^\n]+?):(?P<line>\d+):\d+ \]"
)
_UNUSED = ("hooks", "custom_dir")
# Our own pages are missing while it runs, so links are checked here, as without an engine.
_OF_LINKS = {"page does not exist"}
_REASON = re.compile(r"^\w*(?:Error|Exception|Exit|panicked)\b: *(?:Python error: )?(.+)$", re.MULTILINE)
# These lead to our own pages by the names of their files.
_NEIGHBOUR = re.compile(r'\s*<link rel="(?:prev|next)" href="[^"]*">')
# Far longer than a site of prose takes: a build must end.
_SECONDS = 300


def make_zensical_prose(request: ProseRequest, folder: Path) -> ProsePages:
    """Build the prose pages into `folder`. Raises ProblemsError if the engine fails."""
    site = written_site(
        request,
        lambda one: f"Zensical does not use {one.what}" if one.what.startswith(_UNUSED) else "",
    )
    with TemporaryDirectory(prefix="outspoken-") as place:
        return _ZensicalSite(site, Path(place)).build(folder)


class _ZensicalSite:
    """The prose of one build, with the copy that it is built from in the folder `work`."""

    def __init__(self, site: WrittenSite, work: Path) -> None:
        self.site, self.request, self.settings, self.work = site, site.request, site.settings, work
        self.links, self.drafts = site.links, site.drafts
        self.pages: tuple[WrittenPage, ...] = ()

    def build(self, folder: Path) -> ProsePages:
        """Build into the folder, without the home page, whose text is in the result."""
        self._read()
        self._copy()
        self._run()
        built = self.work / "site"
        policies = PagePolicies(self._blank)
        shown = [page.path for page in self.pages if not self.drafts.hides(page.path)]
        for path in shown:
            self._finish(built / self.site.built(path), path, policies)
        home = built / HOME
        text = home.read_text(encoding="utf-8") if home.is_file() and self._has_home(shown) else ""
        _search(built)
        for unused in (built / _BLANK, built / "404.html", built / "sitemap.xml", home):
            shutil.rmtree(unused) if unused.is_dir() else unused.unlink(missing_ok=True)
        shutil.copytree(built, folder, dirs_exist_ok=True)
        others = [path for path in shown if self.links.url(path)]
        return ProsePages(
            prose=Prose(
                home=text,
                pages=tuple(self.links.url(path) for path in others),
                allowed=policies.allowed if others else Allowed(),
            ),
            sources=self.site.sources,
            problems=(*self.site.problems, *self.site.placeholders.problems),
        )

    def _read(self) -> None:
        self.pages = self.site.read_pages()
        if len(self.pages) < sum(map(is_page, self.site.files)):
            raise ProblemsError(self.site.problems)
        markdown = PlainMarkdown(self.settings.extensions, [])
        for page in self.pages:
            if not self.drafts.hides(page.path):
                markdown.convert(page.body, partial(self._placed, page))

    def _placed(self, page: WrittenPage, address: str) -> str:
        return self.site.place(address, page)

    def _copy(self) -> None:
        """Write the pages with their places filled, the templates, and the settings."""
        docs = self.work / "docs"
        for path in self.site.other_files:
            write_file(docs / path, (self.site.docs / path).read_bytes())
        for page in self.pages:
            if not self.drafts.hides(page.path):
                write_file(docs / page.path, self._text(page).encode())
        for depth in {self.links.url(page.path).count("/") for page in self.pages}:
            write_file(docs / f"{_BLANK}/" / ("blank/" * (depth - 1)) / "index.md", b"") if depth else None
        if self.request.frame:
            overrides = literal_overrides(self.request.frame, self.settings.copyright)
            # The 404 page is ours.
            for name, text in (*overrides.items(), ("404.html", "")):
                write_file(self.work / "overrides" / name, text.encode())
            self._copy_own_theme(self.request.frame)
        own = self.work / "own.yml"
        if self.request.settings is not None:
            own.write_bytes(self.request.settings)
        else:
            own = self.request.root / SETTINGS_FILE
        # JSON is YAML too.
        write_file(self.work / SETTINGS_FILE, json.dumps(self._overridden(own)).encode())

    def _copy_own_theme(self, frame: ProseFrame) -> None:
        """Copy the site's own templates for the theme, which replace ours."""
        if frame.overrides is not None:
            own = frame.overrides / "theme"
            for file in own.rglob("*.html"):
                write_file(self.work / "overrides" / file.relative_to(own), file.read_bytes())

    def _overridden(self, own: Path) -> Mapping[str, Any]:
        icon = self.request.frame.icon if self.request.frame else ""
        theme = {
            "name": "material",
            "custom_dir": "overrides",
            "variant": "classic",
            "font": False,
            "favicon": icon,
        }
        return {
            "INHERIT": str(own),
            "site_url": self.request.url,
            "docs_dir": "docs",
            "site_dir": "site",
            "theme": theme,
            "markdown_extensions": self._extensions(),
        }

    def _extensions(self) -> Any:
        """Return what is added to the site's own: its defaults are not those of MkDocs.

        The policy blocks style attributes, which tables would otherwise have.
        """
        own = {one.name.removeprefix("markdown.extensions."): one for one in self.settings.extensions}
        added = {name: dict(own[name].options) for name in ("toc", "fenced_code") if own[name].line is None}
        added["tables"] = {**own["tables"].options, "use_align_attribute": True}
        # Lists are joined, mappings too, but not one with the other.
        return added if self.settings.maps_extensions else [{name: given} for name, given in added.items()]

    def _text(self, page: WrittenPage) -> str:
        """Return a page with its places filled, drafts marked; the home page with our template."""
        body = self.site.text(page)
        if not self.links.url(page.path):
            return f"{_HOME_HEAD}{body}"
        return f"{page.text[: len(page.text) - len(page.body)]}{body}"

    def _run(self) -> None:
        command = [sys.executable, "-m", "zensical", "build", "--clean", "--config-file", SETTINGS_FILE]
        environment = os.environ | {"NO_COLOR": "1", "PYTHONHASHSEED": "0"}
        try:
            done = subprocess.run(
                command, cwd=self.work, capture_output=True, encoding="utf-8", errors="replace",
                env=environment, timeout=_SECONDS, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            raise ProblemsError([_failed(f"zensical did not end within {_SECONDS} seconds")]) from None
        output = _COLOUR.sub("", f"{done.stdout}\n{done.stderr}")
        self.site.problems += self._reported(output)
        if done.returncode:
            # The name of the exception, and not the frames of the traceback.
            reasons = _REASON.findall(output) or [f"exit code {done.returncode}"]
            raise ProblemsError([*self.site.problems, _failed(f"zensical: {reasons[-1]}")])

    def _reported(self, output: str) -> Iterator[Problem]:
        for found in _WARNING.finditer(output):
            if found["message"] not in _OF_LINKS:
                path = f"{self.request.docs}/{found['page']}"
                yield rules.PROSE_WARNING.problem(path, int(found["line"]), found["message"])

    def _finish(self, file: Path, path: str, policies: PagePolicies) -> None:
        """Leave out links to drafts, and seal the page with its policy."""
        url = self.links.url(path)
        html = _NEIGHBOUR.sub("", self.drafts.unlinked(file.read_text(encoding="utf-8"), url))
        file.write_text(
            policies.seal(html, "main.html", url) if url else html, encoding="utf-8", newline="\n"
        )

    def _blank(self, _template: str, depth: int) -> str:
        folder = self.work / "site" / f"{_BLANK}/" / ("blank/" * (depth - 1))
        return (folder / "index.html").read_text(encoding="utf-8")

    def _has_home(self, shown: list[str]) -> bool:
        return any(not self.links.url(path) for path in shown)


def _search(built: Path) -> None:
    """Write what Zensical's search knows in the form of the site's own."""
    file = built / "search.json"
    found = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {"items": []}
    docs = [
        {"location": item["location"], "title": item["title"], "text": item["text"]}
        for item in found["items"]
        if not item["location"].startswith(_BLANK)
    ]
    write_file(built / INDEX, json.dumps({"docs": docs}).encode())
    file.unlink(missing_ok=True)


def _failed(reason: str) -> Problem:
    hint = "to build the pages without it, run build --engine none"
    return rules.PROSE_FAILED.problem(SETTINGS_FILE, None, reason, hint)
