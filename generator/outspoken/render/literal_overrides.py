"""The frame of prose pages as templates with literal texts: every engine with Material's theme reads them.

Only what each page has of its own is left to the engine: its depth, title, description and content. An engine
without a theme has `templates/theme/written.html` instead.
"""

from __future__ import annotations

import json
import re
from bisect import bisect
from collections.abc import Iterator, Mapping
from itertools import pairwise

from outspoken.render.prose_frame import ProseFrame
from outspoken.render.theme.page_head import PageHead
from outspoken.render.theme.template_faults import report_own_templates
from outspoken.render.theme.theme_script import SCRIPT_NEED
from outspoken.shipped import theme_dir

SHIPPED = "shipped/theme/main.html"
"""The name by which a `main.html` of the site's own extends ours."""
# Control characters stand for what the engine fills in: the texts of a site cannot have them.
_ROOT, _TITLE, _DESCRIPTION, _URL = "\x0e", "\x0f", "\x10", "\x11"
_TERM = re.compile("\x0e[\"']?|[\x0f-\x11]")
_PART = re.compile("{#([A-Z_]+)#}")
# A brace that begins an expression: by itself, or with what follows in the template.
_BRACE = re.compile(r"\{(?=[{%#\x0e-\x11]|\Z)")
# An empty address would lead to the page itself.
_EXPRESSIONS = {
    f'{_ROOT}"': '{{ base_url }}/"',
    f"{_ROOT}'": "{{ base_url }}/'",
    _ROOT: "{{ outspoken_root }}",
    _TITLE: "{{ outspoken_title }}",
    _DESCRIPTION: "{{ outspoken_description }}",
    _URL: "{{ page.url }}",
}


def literal_overrides(frame: ProseFrame, copyright: str | None) -> Mapping[str, str]:
    """Return the templates by name: `main.html` for all pages, `status.html` for the home page's text.

    `copyright` is the setting of this name. Raises ProblemsError for a template of the site's own that fails.
    """
    with report_own_templates(frame.overrides):
        parts = {name: _literal(str(part)) for name, part in _parts(frame, copyright)}
        parts |= {"TOP": _top(frame), "SCRIPT_NEED": SCRIPT_NEED}
    main = _PART.sub(lambda name: parts[name[1]], (theme_dir() / "prose.html").read_text(encoding="utf-8"))
    return {"main.html": main, SHIPPED: main, "status.html": "{{ page.content }}"}


def _parts(frame: ProseFrame, copyright: str | None) -> Iterator[tuple[str, object]]:
    theme, settings = frame.theme, frame.settings
    head = PageHead(title=f"{_TITLE} · {settings.site_name}", path=_URL)
    described = PageHead(title=head.title, path=_URL, description=_DESCRIPTION)
    picture = theme.environment.globals["site_picture"]
    yield "CARD", theme.part(_ROOT, "card", kind=head.kind, picture=picture)
    yield "SHARING", theme.part(_ROOT, "sharing", head=head)
    yield "DESCRIBED", theme.part(_ROOT, "sharing", head=described)
    yield "ROBOTS", "" if settings.is_indexed else '<meta name="robots" content="noindex">'
    yield "STYLES", frame.styles("frame", "strip", "facts", "text", "prose")
    yield "FEEDS", frame.feeds(_ROOT)
    yield "STRIP", frame.strip
    yield "COPYRIGHT", frame.copyright(copyright)
    yield "UPDATES", frame.gettext("Updates feed")
    yield "SCRIPT", frame.script


def _top(frame: ProseFrame) -> str:
    """Return the header, which marks the page that the navigation leads to."""
    own = [item.url for item in frame.settings.nav if item.url and "://" not in item.url]
    other = _header(frame, "-")
    marked = {url: _header(frame, url) for url in own}
    places = sorted((*_differing(other, page), url) for url, page in marked.items())
    if any(end > start for (_, end, *_), (start, *_) in pairwise(places)):
        # A header of the site's own may differ in more than a mark.
        return _choice(marked, other)
    parts, reached = [], 0
    for start, end, mark, url in places:
        parts += [_literal(other[reached:start]), _choice({url: mark}, other[start:end])]
        reached = end
    return "".join(parts) + _literal(other[reached:])


def _choice(texts: Mapping[str, str], other: str) -> str:
    """Return the template of a text by the page's URL."""
    branches = [
        f"{{% if page.url == {json.dumps(url, ensure_ascii=False)} %}}{_literal(text)}"
        for url, text in texts.items()
    ]
    last = [_literal(other)] if other else []
    return "{% else %}".join((*branches, *last)) + "{% endif %}" * len(branches)


def _differing(one: str, two: str) -> tuple[int, int, str]:
    """Return where one text differs from two, and what two has instead."""
    start = _same(one, two)
    end = _same(one[start:][::-1], two[start:][::-1])
    return start, len(one) - end, two[start : len(two) - end]


def _same(one: str, two: str) -> int:
    """Return with how many equal letters both texts begin."""
    lengths = range(1, min(len(one), len(two)) + 1)
    return bisect(lengths, False, key=lambda length: one[:length] != two[:length])


def _header(frame: ProseFrame, url: str) -> str:
    return str(frame.theme.part(_ROOT, "top", path=url))


def _literal(text: str) -> str:
    """Return the template that shows a text as it is, except for the terms."""
    return _TERM.sub(lambda term: _EXPRESSIONS[term[0]], _BRACE.sub('{{ "{" }}', text))
