"""The frame of prose pages as templates with literal texts: every engine with Material's theme reads them.

Only what each page has of its own is left to the engine: its depth, title, description and content. An engine
without a theme has `templates/theme/written.html` instead.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from string import Template

from outspoken.render.prose_frame import ProseFrame
from outspoken.render.theme.template_faults import report_own_templates
from outspoken.render.theme.theme import PageHead
from outspoken.render.theme.theme_script import AT_ONCE, WHEN_USED

SHIPPED = "shipped/theme/main.html"
"""The name by which a `main.html` of the site's own extends ours."""
# Private-use letters stand for what the engine fills in: no text of a site has a use for them.
_ROOT, _TITLE, _DESCRIPTION, _URL = "\ue000", "\ue001", "\ue002", "\ue003"
_TERM = re.compile("\ue000[\"']?|[\ue001-\ue003]")
# A brace that begins an expression: by itself, or with what follows in the template.
_BRACE = re.compile(r"\{(?=[{%#\ue000-\ue003]|\Z)")
_IS_DESCRIBED = "page.meta.description or config.site_description"
# No engine escapes by itself here. An address must not be empty: that is the page itself.
_EXPRESSIONS = {
    f'{_ROOT}"': '{{ base_url }}/"',
    f"{_ROOT}'": "{{ base_url }}/'",
    _ROOT: "{% if base_url != '.' %}{{ base_url }}/{% endif %}",
    _TITLE: "{{ (page.meta.title or page.title or config.site_name)|striptags|e }}",
    _DESCRIPTION: f"{{{{ ({_IS_DESCRIBED})|e }}}}",
    _URL: "{{ page.url }}",
}
_MAIN = Template("""\
{# Prose pages: Material's content inside the frame of the status pages, with the search of all pages. #}
{% extends "base.html" %}
{% block site_meta %}
{{ super() }}
$CARD
{% if $IS_DESCRIBED %}$DESCRIBED{% else %}$SHARING{% endif %}
$ROBOTS
{% endblock %}
{% block styles %}{{ super() }}<style>$STYLES</style>{% endblock %}
{% block extrahead %}$FEEDS{% endblock %}
{% block header %}
{# The theme's script looks for a header with this name. #}
<div class="md-header frame" data-md-component="header">
$TOP
</div>
$STRIP
{% endblock %}
{% block site_nav %}<span id="main"></span>{% endblock %}
{% block footer %}
<footer class="foot">
<p>$COPYRIGHT <a href="${ROOT}updates.atom">$UPDATES</a></p>
</footer>
{% endblock %}
{# The theme's script is heavier than all the rest: only for pages that need it. #}
{% block config %}{% if $AT_ONCE or $WHEN_USED %}{{ super() }}{% endif %}{% endblock %}
{% block scripts %}
{# Inside of a template it waits until the reader does something. #}
{% if $AT_ONCE %}
{{ super() }}
{% elif $WHEN_USED %}
<template data-theme>{{ super() }}</template>
{% endif %}
<script>$SCRIPT</script>
{% endblock %}
""")


def literal_overrides(frame: ProseFrame, copyright: str | None) -> Mapping[str, str]:
    """Return the templates by name: `main.html` for all pages, `status.html` for the home page's text.

    `copyright` is the setting of this name. Raises ProblemsError for a template of the site's own that fails.
    """
    with report_own_templates(frame.overrides):
        parts = {name: _literal(str(part)) for name, part in _parts(frame, copyright)}
        parts |= {"TOP": _top(frame), "IS_DESCRIBED": _IS_DESCRIBED, "ROOT": _literal(_ROOT)}
    parts |= {"AT_ONCE": AT_ONCE, "WHEN_USED": WHEN_USED}
    main = _MAIN.substitute(parts)
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
    nav = (item.url for item in frame.settings.nav)
    branches = [
        f"{{% if page.url == {json.dumps(url, ensure_ascii=False)} %}}{_header(frame, url)}"
        for url in dict.fromkeys(nav)
        if url and "://" not in url
    ]
    other = _header(frame, "-")
    return "{% else %}".join((*branches, other)) + "{% endif %}" * len(branches)


def _header(frame: ProseFrame, url: str) -> str:
    return _literal(str(frame.theme.part(_ROOT, "top", path=url)))


def _literal(text: str) -> str:
    """Return a text for a template that shows it as it is, but for the terms."""
    return _TERM.sub(lambda term: _EXPRESSIONS[term[0]], _BRACE.sub('{{ "{" }}', text))
