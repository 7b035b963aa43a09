"""Which inline scripts and styles a prose page may have, and how previews get their own in."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from tests.build_requests import build_request

from outspoken.render.theme.csp import Allowed, Inline, admitting, digest, policy, policy_alone, seal
from outspoken.site.build_site import build
from outspoken.site.page_policies import PagePolicies, reloading

THEME = "<html><head><meta charset=utf-8><script>theme({depth})</script></head><body></body></html>"


def blank(template: str, depth: int) -> str:
    return THEME.format(depth=depth)


def rules_of(html: str) -> str:
    (found,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', html)
    return str(found)


def test_only_what_the_theme_writes_into_a_page_without_content_is_allowed() -> None:
    page = THEME.format(depth=1).replace("<body>", "<body><script>evil()</script>")
    rules = rules_of(PagePolicies(blank).seal(page, "main.html", "guide/"))
    assert digest("theme(1)") in rules
    assert digest("evil()") not in rules
    assert "unsafe" not in rules


def test_each_template_is_asked_once_for_each_depth() -> None:
    asked: list[tuple[str, int]] = []
    seals = PagePolicies(lambda template, depth: asked.append((template, depth)) or blank(template, depth))  # type: ignore[func-returns-value]
    for url in ("a/", "b/", "c/d/", "e.html"):
        seals.seal("<head></head>", "main.html", url)
    assert asked == [("main.html", 1), ("main.html", 2), ("main.html", 0)]


def test_the_policy_is_before_everything_but_the_character_set() -> None:
    page = '<!doctype html>\n<html>\n<head>\n  <meta charset="utf-8">\n<script>x()</script></head>'
    assert seal(page, "default-src 'none'").index("Content-Security-Policy") < page.index("<script>") + 40
    assert seal(page, "x").startswith(page[: page.index("<script>") - 1] + "<meta http-equiv=")
    assert seal("<html><head><title>", "x").startswith("<html><head><meta http-equiv=")


def test_a_browsers_line_ends_are_hashed() -> None:
    found = Inline("<style>a{}\r\nb{}</style><script>1</script><script src=x></script>")
    assert (found.styles, found.scripts) == (["a{}\nb{}"], ["1"])


def test_data_is_no_script() -> None:
    assert Inline('<script type="application/json">{}</script>').scripts == []


def test_a_preview_may_run_its_own_script_too() -> None:
    html = seal("<head></head>", policy(Allowed.of(scripts=["ours()"]))).encode()
    assert f"script-src 'self' {digest('ours()')};" in rules_of(admitting(html, script_src="'self'").decode())


def test_a_preview_may_load_its_files_on_pages_that_load_none() -> None:
    html = seal("<head></head>", policy_alone(Allowed.of(styles=["ours{}"]))).encode()
    rules = rules_of(admitting(html, script_src="'self'", style_src="'self'").decode())
    assert f"style-src 'self' {digest('ours{}')};" in rules
    assert rules.endswith("; script-src 'self'")


def test_mkdocs_preview_admits_the_script_that_it_adds_and_no_other() -> None:
    sealed = seal("<head></head><body><script>evil()</script>", policy(Allowed.of(scripts=["ours()"])))
    page = (sealed + "<script>livereload(1, 2);</script></body></html>\n").encode()
    reported: dict[str, str] = {}

    def app(environ: object, start_response: Any) -> list[bytes]:
        start_response("200 OK", [("Content-Type", "text/html"), ("Content-Length", str(len(page)))])
        return [page]

    served = b"".join(reloading(app)({}, lambda status, headers: reported.update(headers)))
    assert digest("livereload(1, 2);") in rules_of(served.decode())
    assert digest("evil()") not in rules_of(served.decode())
    assert reported == {"Content-Type": "text/html", "Content-Length": str(len(served))}


def test_a_built_prose_page_has_a_policy_that_does_not_allow_its_own_scripts(
    site: Any, now: datetime
) -> None:
    site.write(
        "site_src/deep/injected.md", "# Injected <script>title()</script>\n\n<script>evil()</script>\n"
    )
    site.write("mkdocs.yml", (site.root / "mkdocs.yml").read_text().replace(", font: false", ""))
    build(*build_request(root=site.root, site_dir=site.root / "site", now=now))
    html = site.built["deep/injected/index.html"].decode()
    rules = rules_of(html)
    assert "<script>evil()</script>" in html
    assert digest("evil()") not in rules and digest("title()") not in rules
    (scope,) = (script for script in Inline(html).scripts if "__md_scope" in script)
    assert digest(scope) in rules
    assert "fonts.g" not in html, "fonts of another host would be asked for on every page"


def test_a_script_in_a_setting_is_text(site: Any, now: datetime) -> None:
    script = "<script>evil()</script>"
    given = (
        f"copyright: '&copy; 2026 <a href=\"https://example.com/\">Us</a>{script}'\n"
        f"site_description: 'Status{script}'\n"
        f"extra: {{social: [{{name: '{script}', link: 'https://example.com/', icon: simple/git}}]}}\n"
    )
    site.write("mkdocs.yml", given + (site.root / "mkdocs.yml").read_text())
    build(*build_request(root=site.root, site_dir=site.root / "site", now=now))
    html = site.built["subscribe/index.html"].decode()
    assert digest("evil()") not in rules_of(html)
    footer = html[html.rindex('<footer class="foot">') :]
    assert '© 2026 <a href="https://example.com/">Us</a>evil()' in footer
    assert script not in footer
