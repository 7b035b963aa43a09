"""The frame of prose pages as templates with literal texts, for an engine that runs no plugin of ours.

Only what each page has of its own is left to the engine: its depth, title and description. `main.html` in
`templates/theme/` is the same for an engine that runs the plugin.
"""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from outspoken.model.settings import Settings
from outspoken.render.prose_frame import ProseFrame
from outspoken.render.theme.theme import PageHead

# Private-use letters stand for what the engine fills in: no text of a site may contain them.
_TERMS: Mapping[str, str] = {
    "\ue000": "{{ base_url }}/",
    "\ue001": "{{ outspoken_title | striptags }}",
    "\ue002": "{{ page.meta.description or config.site_description or '' }}",
    "\ue003": "{{ page.url }}",
}
_ROOT, _TITLE, _DESCRIPTION, _URL = _TERMS
# When a page needs the theme's script; less exact than `script_need`, which reads the finished page.
_AT_ONCE = (
    "(config.extra_javascript or config.extra.analytics or config.extra.consent or config.extra.version"
    " or 'mermaid' in page.content)"
)
_WHEN_USED = "(config.theme.features or 'annotate' in page.content)"
_MAIN = """\
{% extends "base.html" %}
{% block site_meta %}
{% set outspoken_title = page.meta.title or page.title or config.site_name %}
{{ super() }}
@CARD
@SHARING
{% endblock %}
{% block styles %}{{ super() }}<style>@STYLES</style>{% endblock %}
{% block extrahead %}@FEEDS{% endblock %}
{% block header %}
<div class="md-header frame" data-md-component="header">
@TOP
</div>
@STRIP
{% endblock %}
{% block site_nav %}<span id="main"></span>{% endblock %}
{% block footer %}
<footer class="foot">
<p>@COPYRIGHT <a href="{{ base_url }}/updates.atom">@UPDATES</a></p>
</footer>
{% endblock %}
{% block config %}{% if @AT_ONCE or @WHEN_USED %}{{ super() }}{% endif %}{% endblock %}
{% block scripts %}
{% if @AT_ONCE %}
{{ super() }}
{% elif @WHEN_USED %}
<template data-theme>{{ super() }}</template>
{% endif %}
<script>@SCRIPT</script>
{% endblock %}
"""


def literal_overrides(frame: ProseFrame, copyright: str) -> Mapping[str, str]:
    """Return the templates by name: `main.html` for all pages, `status.html` for the home page's text."""
    theme, settings = frame.theme, frame.settings
    head = PageHead(title=f"{_TITLE} · {settings.site_name}", path=_URL, description=_DESCRIPTION)
    parts = {
        "@CARD": theme.part(_ROOT, "card", kind=head.kind, picture=theme.environment.globals["site_picture"]),
        "@SHARING": theme.part(_ROOT, "sharing", head=head),
        "@STYLES": frame.styles("frame", "strip", "facts", "text", "prose"),
        "@FEEDS": frame.feeds_from(_ROOT),
        "@STRIP": frame.strip,
        "@COPYRIGHT": frame.copyright(copyright),
        "@UPDATES": frame.gettext("Updates feed"),
        "@SCRIPT": frame.script,
    }
    text = _MAIN.replace("@TOP", _top(frame, settings))
    text = text.replace("@AT_ONCE", _AT_ONCE).replace("@WHEN_USED", _WHEN_USED)
    for name, part in parts.items():
        text = text.replace(name, _literal(str(part)))
    # The page for what is missing is ours.
    return {"main.html": text, "status.html": "{{ page.content }}", "404.html": ""}


def _top(frame: ProseFrame, settings: Settings) -> str:
    """Return the header, which marks the page that the navigation leads to."""
    own = [item.url for item in settings.nav if "://" not in item.url and item.url]
    parts = [(url, _header(frame, url)) for url in dict.fromkeys(own)]
    marked = "".join(f'{{% elif page.url == "{url}" %}}{_literal(part)}' for url, part in parts)
    return f"{{% if false %}}{marked}{{% else %}}{_literal(_header(frame, '-'))}{{% endif %}}"


def _header(frame: ProseFrame, url: str) -> Markup:
    return frame.theme.part(_ROOT, "top", path=url)


def _literal(text: str) -> str:
    """Return a text for a template that shows it as it is, but for the terms."""
    for term, expression in _TERMS.items():
        text = text.replace(term, f"{{% endraw %}}{expression}{{% raw %}}")
    return f"{{% raw %}}{text}{{% endraw %}}"
