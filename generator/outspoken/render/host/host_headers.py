"""`_headers`: the response headers of each file, in the format of Cloudflare Pages and Netlify."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from jinja2 import nodes

from outspoken.model.settings import Settings
from outspoken.render.host.media_types import MEDIA_TYPES
from outspoken.render.output import Output
from outspoken.render.prose_result import Prose
from outspoken.render.shared import Shared
from outspoken.render.standards.standard_paths import API_CATALOG, AT_THE_ROOT, STATE
from outspoken.render.theme.csp import Allowed, policy
from outspoken.render.theme.template_faults import report_own_templates
from outspoken.render.theme.theme import Theme
from outspoken.render.topic import OPML_FILE

# Limits of https://developers.cloudflare.com/pages/configuration/headers/: with more rules, or a longer
# line, Cloudflare ignores the whole file.
MOST_RULES = 100
LONGEST_LINE = 2000

_EVERYWHERE = (
    "X-Content-Type-Options: nosniff",
    "Referrer-Policy: strict-origin-when-cross-origin",
    "Permissions-Policy: camera=(), geolocation=(), microphone=()",
)
# A header, since feeds and other files cannot have a robots element as pages do.
_NOT_INDEXED = "X-Robots-Tag: noindex"
_FRESH = "Cache-Control: public, max-age=30, stale-while-revalidate=60, stale-if-error=86400"
_ALWAYS = "Cache-Control: public, max-age=31536000, immutable"
_FROM_ANYWHERE = "Access-Control-Allow-Origin: *"
_FOLDERS = ("incidents", "history", "components", "groups", "maintenance", "postmortems")
_PAGES = ("index.html", "404.html")
_FILES = (
    "unavailable.html",
    "badge.svg",
    "badge.json",
    OPML_FILE,
    "api/*",
    "build.json",
    "days.json",
    "history.json",
    "calendar.ics",
    "sitemap.xml",
    ".well-known/*",
    *AT_THE_ROOT,
)
_FEEDS = ("updates.atom", "updates.rss", "updates.json", "history.atom", "history.rss")
# Made to be framed by other websites; each page has its own policy in addition.
_FRAMED = "embed/*"
_FRAMED_POLICY = "Content-Security-Policy: frame-ancestors *"
# The banner's script is on another origin and needs these to compute the server's time and when to retry.
_FRAMED_TIMES = "Access-Control-Expose-Headers: Date, Age, Retry-After"
_SCRIPT = "embed/banner.js"
# Data of any kind for programs on other sites; JSON and pictures need no type.
_DATA = ("*.json", "*.txt", "*.svg")
# Files whose names carry a digest of their content; the theme has others beside them that do not.
_DIGESTED = (
    "assets/javascripts/bundle.*",
    "assets/javascripts/workers/*",
    "assets/stylesheets/main.*",
    "assets/stylesheets/palette.*",
)

# `styled("frame", "home", later=("bars",))`, its arguments in one pair of brackets at most.
_STYLED = re.compile(r"\bstyled\((?:[^()]|\([^()]*\))*\)")

Rule = tuple[str, tuple[str, ...]]
"""A path from the site's root, perhaps with one `*`, and the lines of its headers."""


def header_file(shared: Shared) -> Output:
    """`_headers`. Hosts join a header's values from all matching rules, so no two rules set the same one."""
    root = shared.settings.path
    # Prose pages are last: if there are more than a host takes, the rest of them is left to the host.
    kept = islice(_rules(shared), MOST_RULES)
    rules = (f"{root}{path}\n" + "".join(f"  {line}\n" for line in lines) for path, lines in kept)
    return Output("_headers", "".join(rules).encode(), maker="the headers")


def _rules(shared: Shared) -> Iterator[Rule]:
    page = (*_policy_line(shared), _FRESH)
    yield "*", (*_EVERYWHERE, *(() if shared.settings.is_indexed else (_NOT_INDEXED,)))
    yield "", (*page, _links(shared.settings))
    for path in (*_PAGES, *(f"{folder}/*" for folder in _FOLDERS)):
        yield path, page
    for path in (*_FILES, *_FEEDS):
        # `api/*` matches the others there, and hosts join the values of all rules that match.
        if not path.startswith("api/") or path.endswith("*"):
            yield path, (_FRESH,)
    yield _FRAMED, (_FRESH, _FRAMED_POLICY, _FRAMED_TIMES)
    yield _SCRIPT, (_FROM_ANYWHERE,)
    for path, kind in MEDIA_TYPES.items():
        yield path, (f"Content-Type: {kind}", *(() if _is_data(path) else (_FROM_ANYWHERE,)))
    for path in _DATA:
        yield path, (_FROM_ANYWHERE,)
    if shared.prose.pages:
        for path in _DIGESTED:
            yield path, (_ALWAYS,)
        for path in _prose_paths(shared.prose):
            yield path, page


def _links(settings: Settings) -> str:
    """The Link header of the home page: RFC 9727, section 3, and Open Operational State."""
    catalog, state = f"{settings.path}{API_CATALOG}", f"{settings.path}{STATE}"
    return f'Link: <{catalog}>; rel="api-catalog", <{state}>; rel="operational-state"'


def _is_data(path: str) -> bool:
    return path.endswith(tuple(pattern.removeprefix("*") for pattern in _DATA))


def _prose_paths(prose: Prose) -> list[str]:
    """The patterns of folders with prose pages, without those that have a rule already."""
    tops = dict.fromkeys(url.partition("/")[0] + "/*" * ("/" in url) for url in prose.pages)
    ours = {*(f"{folder}/*" for folder in _FOLDERS), "assets/*", "api/*", "embed/*", "search/*", "", *_PAGES}
    return [top for top in tops if top not in ours]


def _policy_line(shared: Shared) -> tuple[str, ...]:
    """The policy of all pages in addition to each page's own; only a header can forbid framing."""
    allowed = allowed_on_pages(shared.theme) | shared.prose.allowed
    line = f"Content-Security-Policy: {policy(allowed, own_scripts=True)}; frame-ancestors 'none'"
    if len(line) > LONGEST_LINE - 10:
        # The hashes of inline scripts and styles are then only in the pages' own, narrower policies.
        line = "Content-Security-Policy: base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    return (line,)


def allowed_on_pages(theme: Theme) -> Allowed:
    """The inline styles and scripts of our pages: every set of sheets that `styled` gets, and the script."""
    with report_own_templates(theme.overrides):
        sheets = [sheet for named in dict.fromkeys(_named_sheets(theme)) for sheet in theme.sheets(*named)]
    return Allowed.of(styles=sheets, scripts=[theme.script])


def _named_sheets(theme: Theme) -> Iterable[tuple[tuple[str, ...], tuple[str, ...]]]:
    # Only the calls are parsed: parsing whole templates would take a sixth of the time of a small build.
    calls = (call for source in _page_sources(theme) for call in _STYLED.findall(source))
    for call in dict.fromkeys(calls):
        found = theme.environment.parse("{{ " + call + " }}").find(nodes.Call)
        if found is not None:
            # `later` is the only other argument.
            later = [one for term in found.kwargs for one in term.find_all(nodes.Const)]
            yield _constants(found.args), _constants(later)


def _constants(terms: Iterable[nodes.Expr]) -> tuple[str, ...]:
    return tuple(one.value for one in terms if isinstance(one, nodes.Const))


def _page_sources(theme: Theme) -> Iterator[str]:
    """The text of every template with a head; most have two names. Raises TemplateError for a broken one."""
    environment, own = theme.environment, theme.overrides
    for name in environment.list_templates(filter_func=lambda name: name.endswith(".html")):
        if name.removeprefix("shipped/").startswith(("pages/", "theme/frame.")):
            source, file, _ = environment.loader.get_source(environment, name)  # type: ignore[union-attr]
            if own is not None and (own / name).is_file():
                # Parsed for its errors: a broken template must be reported, even if no page uses it.
                environment.parse(source, name, file)
            yield source
