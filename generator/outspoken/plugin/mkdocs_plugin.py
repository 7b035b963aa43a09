"""The plugin itself: what it does at each event of a build by MkDocs."""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from mkdocs.config.base import ConfigErrors, ConfigWarnings, LegacyConfig
from mkdocs.exceptions import Abort
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority, get_plugin_logger
from mkdocs.structure.files import Files, InclusionLevel
from mkdocs.structure.pages import Page
from msgspec.structs import replace

from outspoken import clock
from outspoken.errors import Problem, ProblemsError
from outspoken.model.file_names import INCIDENTS, TEMPLATES
from outspoken.plugin.registered_files import HOME, is_stub, is_unserved, stub, words_of
from outspoken.plugin.theme_folders import add_theme, blank_page, frame_folders, site_root
from outspoken.render.literal_overrides import literal_overrides
from outspoken.render.prose_result import Prose
from outspoken.render.theme.prose_loader import with_frame
from outspoken.render.theme.template_faults import page_problem
from outspoken.shipped import templates_dir
from outspoken.site.build_site import BuildRequest, assembled, refuse
from outspoken.site.draft_prose import DraftProse
from outspoken.site.filled_placeholders import FilledPlaceholders
from outspoken.site.page_policies import PagePolicies, reloading, without_blocked_parts
from outspoken.site.prose_engine import ProsePages, ProseRequest
from outspoken.site.prose_request import mentioned, prose_request
from outspoken.source.plan.plan_folder import plan_folder
from outspoken.source.prose.prose_files import irregular_files
from outspoken.source.repository_reader import RepositoryReader

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer
    from mkdocs.utils.templates import TemplateContext

    from outspoken.site.assemble import AssembledSite

_log = get_plugin_logger("outspoken")
_TEMPLATE = "status.html"
_OTHER_THEME = "the theme %s has no place for our header and for active incidents: set its name to material"


class OutspokenPlugin(BasePlugin[LegacyConfig]):  # type: ignore[no-untyped-call]
    """Adds our pages to those of MkDocs.

    With a `request` (set by `outspoken build`) only the prose is made, and `made` is the result; without one,
    the whole site is made.
    """

    def __init__(self) -> None:
        self.request: ProseRequest | None = None
        self.made = ProsePages()
        self._whole: AssembledSite | None = None
        self._task: ProseRequest
        self._frame: dict[str, str] = {}
        self._seals: PagePolicies | None = None
        self._placeholders = FilledPlaceholders(None)
        self._drafts = DraftProse()

    def load_config(
        self,
        options: dict[str, Any],  # noqa: ARG002 - MkDocs' own signature
        config_file_path: str | None = None,
    ) -> tuple[ConfigErrors, ConfigWarnings]:
        """Accept any options; our own reader checks them (MkDocs turns `12:30` into 750)."""
        self.config = LegacyConfig((), config_file_path=config_file_path)
        return [], []

    @event_priority(100)  # before the search plugin, which makes three environments for three words
    def _on_config_first(self, config: MkDocsConfig) -> MkDocsConfig:
        # Not in on_env: MkDocs lists the theme's files before that. The frame itself is made later.
        config.theme.get_env = partial(with_frame, config.theme.get_env, self._frame)  # type: ignore[method-assign]
        return config

    def _on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Read the incidents, add our frame to the theme, and refuse files that must not be published."""
        self.made = ProsePages()
        # Before anything is read: MkDocs follows links while it collects files.
        problems = tuple(irregular_files(Path(config.docs_dir), site_root(config)))
        if problems:
            raise _refusal(problems, self.request)
        if self.request is None:
            self._whole = _read(config)
            ids = [incident.id for incident in self._whole.history.incidents]
            own = prose_request(self._whole.root, self._whole.history.settings, ids, self._whole.now)
        self._task = self.request or own
        self._placeholders = FilledPlaceholders(self._task.placeholders, Path(config.docs_dir).name)
        self._drafts = DraftProse(self._task.language, preview=self._task.preview)
        add_theme(config, own=self._task.frame is None or self._task.frame.overrides is not None)
        without_blocked_parts(config)
        if config.theme.name != "material":
            _log.warning(_OTHER_THEME, config.theme.name)
        if frame := self._task.frame:
            config.theme["favicon"] = frame.icon
            self._frame |= literal_overrides(frame, config.copyright)
        return config

    on_config = CombinedEvent(_on_config_first, _on_config)

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Register every output that a page may link to, so that `--strict` knows it."""
        docs, themes = os.path.normpath(config.docs_dir), frame_folders(config)
        for file in [file for file in files if is_unserved(file, docs, themes)]:
            files.remove(file)
        pages = [file for file in files.documentation_pages() if file.src_dir is not None]
        self._drafts.find((file.src_uri, file.url, file.content_string) for file in pages)
        config.nav = self._drafts.pruned(config.nav)
        for file in files:
            if file.dest_uri == HOME:
                file.inclusion = InclusionLevel.NOT_IN_NAV  # the site's name leads there
            elif self._drafts.hides(file.src_uri):
                file.inclusion = InclusionLevel.DRAFT
        written = {file.dest_uri for file in files}
        linkable = self._task.linkable
        # Always the home page: it is ours even if no text links to it.
        words = words_of(files, config)
        for path in dict.fromkeys((HOME, *mentioned(linkable, words | self._placeholders.words(words)))):
            if path not in written:
                files.append(stub(path, config))
        return files

    def on_page_markdown(self, markdown: str, *, page: Page, **_: object) -> str:
        """Set our template for the home page, fill in the places of every page, and mark drafts."""
        if page.file.dest_uri == HOME:
            page.meta["template"] = _TEMPLATE
        filled = self._placeholders.fill(markdown, page.file.content_string, page.file.src_uri)
        return self._drafts.marked(filled, page.file.src_uri)

    @event_priority(-100)
    def on_page_content(self, html: str, *, page: Page, **_: object) -> str:
        """Leave out links to drafts, which have no page."""
        return self._drafts.unlinked(html, page.url)

    def on_env(self, env: Any, *, config: MkDocsConfig, files: Files) -> Any:
        """Remove stubs of feeds and images, which must not be copied: the links are resolved now."""
        docs = os.path.normpath(config.docs_dir)
        pages = [file for file in files.documentation_pages() if not is_stub(file)]
        self.made = ProsePages(
            prose=Prose(pages=tuple(file.page.url for file in pages if file.page and file.dest_uri != HOME)),
            sources={
                file.dest_uri: PurePosixPath(Path(docs).name, file.src_uri).as_posix()
                for file in files
                if file.src_dir is not None and os.path.normpath(file.src_dir) == docs
            },
            stubs=(HOME, *(file.dest_uri for file in files if is_stub(file))),
        )
        for file in [file for file in files if is_stub(file) and not file.is_documentation_page()]:
            files.remove(file)
        self._seals = PagePolicies(partial(blank_page, env, config))
        return env

    @event_priority(-100)
    def on_page_context(self, context: TemplateContext, *, page: Page, **_: object) -> TemplateContext:
        """Store the home page's content for our own page; use the time of the build on every page."""
        if page.file.dest_uri == HOME and not is_stub(page.file):
            home = "" if self._drafts.hides(page.file.src_uri) else page.content or ""
            self.made = replace(self.made, prose=replace(self.made.prose, home=home))
        context["build_date_utc"] = self._task.now
        return context

    @event_priority(-100)  # after all other plugins have changed the page
    def on_post_page(self, output: str, *, page: Page, **_: object) -> str:
        """Seal the page with the policy of its template."""
        template = str(page.meta.get("template", "main.html"))
        return self._seals.seal(output, template, page.url) if self._seals else output

    def on_template_context(self, context: TemplateContext, **_: object) -> TemplateContext:
        """Use the time of the build in the theme's other files."""
        context["build_date_utc"] = self._task.now
        return context

    @event_priority(-100)  # after the search plugin has written its index
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Write our own pages."""
        self.made = replace(self.made, problems=tuple(self._placeholders.problems))
        if self._seals:
            self.made = replace(self.made, prose=replace(self.made.prose, allowed=self._seals.allowed))
        if self._whole is not None:
            try:
                added = self._whole.add_to(Path(config.site_dir), self.made)
                for problem in self.made.problems:
                    _log.warning(_line(problem))
                refuse((*self.made.problems, *added.problems), strict=config.strict)
            except ProblemsError as fault:
                raise _refusal(fault.problems, None) from fault

    def on_build_error(self, *, error: Exception, **_: object) -> None:
        """Report an error in the site's own template as one clear message."""
        if self.request is None and self._whole is not None:
            own = page_problem(error, self._task.frame.overrides if self._task.frame else None)
            problems = error.problems if isinstance(error, ProblemsError) else [own] if own else ()
            if problems:
                raise _refusal(problems, None) from error

    def on_serve(self, server: LiveReloadServer, *, config: MkDocsConfig, **_: object) -> LiveReloadServer:
        """Watch the incidents and the templates too."""
        root = site_root(config)
        plan = plan_folder(root, self._whole.history.settings if self._whole else None)
        for folder in (root / INCIDENTS, root / TEMPLATES, templates_dir(), plan):
            if folder.is_dir():
                server.watch(str(folder))
        # MkDocs adds its reload script after the policy was set, so the policy would block it.
        if app := server.get_app():
            server.set_app(reloading(app))
        return server


def _read(config: MkDocsConfig) -> AssembledSite:
    request = BuildRequest(site_dir=Path(config.site_dir), strict=config.strict)
    reader = RepositoryReader(
        site_root(config), now=clock.now(), present=True, site_url=config.site_url or None
    )
    try:
        reading = reader.read()
        whole = assembled(request, reader, reading)
    except ProblemsError as fault:
        raise _refusal(fault.problems, None) from fault
    for problem in reading.problems:
        _log.warning(_line(problem))
    return whole


def _refusal(problems: Iterable[Problem], request: ProseRequest | None) -> Exception:
    """Return the exception with every Problem; with `mkdocs build` it is MkDocs' own."""
    if request is not None:
        return ProblemsError(problems)
    return Abort("\n".join(["The status page has problems:", *(f"  {_line(one)}" for one in problems)]))


def _line(problem: Problem) -> str:
    return f"{problem.place}: {problem.advice} [{problem.rule}]"
