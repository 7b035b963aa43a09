"""mkdocs.yml: what our section says, and what MkDocs' own settings add."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from outspoken.errors import Problem
from outspoken.model.channel import Audience, Channel
from outspoken.model.component import Component, ComponentGroup
from outspoken.model.settings import (
    Brand,
    Contact,
    Credit,
    NavItem,
    Planned,
    PostmortemPolicy,
    Settings,
    Uptime,
)
from outspoken.model.update_rhythm import Cadence, UpdateRhythm
from outspoken.model.vocabulary import Impact, State
from outspoken.source.settings.read_settings import read_settings

MakeSite = Callable[[Mapping[str, str | bytes]], Path]
BARE = """site_name: Example
site_url: https://status.example.com/
plugins: [outspoken: {components: [{id: api}]}]
"""
FULL = """
INHERIT: base.yml
site_name: Example status
site_url: https://example.com:8443/status
site_description: How Example is doing
repo_url: https://git.example.com/example/status/
edit_uri: edit/trunk/site_src/
docs_dir: ./pages
theme:
  name: material
  logo: assets/logo.svg
  favicon: assets/favicon.png
  palette:
    - {media: "(prefers-color-scheme: light)", primary: teal}
    - {primary: black}
extra_css: [assets/brand.css, https://cdn.example.com/x.css]
markdown_extensions:
  - pymdownx.emoji: {emoji_index: !!python/name:material.extensions.emoji.twemoji ""}
extra: &extra {a: 1}
copy: *extra
nav:
  - index.md
  - Past: history/index.md
  - Help: [support/README.md, about.md]
  - Feed: updates.atom
  - Code: https://git.example.com/example
plugins:
  - search
  - outspoken:
      time_zone: Europe/Berlin
      language: de
      host: status.example.com
      components:
        - group: Storefront
          components:
            - {id: checkout, name: Checkout, description: Cart and payment, aliases: [Check-out]}
            - {id: search, since: 2024-05-01, retired: 2026-01-31}
        - {id: api, name: API}
      uptime: {partial_outage: 0.5, degraded_performance: 0.1, days: 30}
      cadence: {critical: 15m, major: 30m}
      planned: {days: [saturday, sunday], between: "22:00-24:00 America/New_York", longest: 20m, notice: 2d}
      support: [{kind: phone, label: Call us, value: "+49 30 1234567", hours: 24/7}]
      postmortem: {required_for: [critical], within: 5d, sections: [What happened]}
      credits: [{monthly_uptime_below: 99.9, credit: 10 %}]
      source_links: true
      mail_list: https://lists.example.com/status
      channels: {team: {kind: slack_webhook, audience: internal, secret: TEAM_WEBHOOK}}
"""


def read(root: Path, **options: str) -> tuple[Settings | None, list[Problem]]:
    problems: list[Problem] = []
    return read_settings(root, problems, **options), problems  # type: ignore[arg-type]


def good(root: Path, **options: str) -> Settings:
    settings, problems = read(root, **options)
    assert problems == []
    assert settings
    return settings


def test_only_components_and_an_address_are_needed(make_site: MakeSite) -> None:
    settings = good(make_site({"mkdocs.yml": BARE}))

    assert settings == Settings(
        site_name="Example",
        url="https://status.example.com/",
        host="status.example.com",
        components=(Component(id="api", name="api"),),
        nav=settings.nav,
        preview_nav=settings.nav,
    )


def test_every_setting_arrives(make_site: MakeSite) -> None:
    settings = good(
        make_site({"mkdocs.yml": FULL, "pages/index.md": "# Home\n", "pages/about.md": "About us\n"})
    )

    assert settings == Settings(
        site_name="Example status",
        url="https://example.com:8443/status/",
        host="status.example.com",
        components=(
            Component(
                id="checkout",
                name="Checkout",
                description="Cart and payment",
                group="Storefront",
                aliases=("Check-out",),
            ),
            Component(
                id="search",
                name="search",
                group="Storefront",
                since=date(2024, 5, 1),
                retired=date(2026, 1, 31),
            ),
            Component(id="api", name="API"),
        ),
        named_groups=(ComponentGroup(id="storefront", name="Storefront"),),
        description="How Example is doing",
        language="de",
        zone=ZoneInfo("Europe/Berlin"),
        uptime=Uptime(
            weights={State.PARTIAL_OUTAGE: 0.5, State.DEGRADED_PERFORMANCE: 0.1, State.MAJOR_OUTAGE: 1.0},
            days=30,
        ),
        cadence=Cadence(
            impacts={
                Impact.CRITICAL: UpdateRhythm(every=timedelta(minutes=15)),
                Impact.MAJOR: UpdateRhythm(every=timedelta(minutes=30)),
            }
        ),
        planned=Planned(
            days=(5, 6),
            start=time(22),
            end=time(0),
            zone=ZoneInfo("America/New_York"),
            longest=timedelta(minutes=20),
            notice=timedelta(days=2),
        ),
        support=(Contact(kind="phone", label="Call us", value="+49 30 1234567", hours="24/7"),),
        postmortem=PostmortemPolicy(
            required_for=(Impact.CRITICAL,), within=timedelta(days=5), sections=("What happened",)
        ),
        credits=(Credit(monthly_uptime_below=99.9, credit="10 %"),),
        source_links=True,
        channels=(
            Channel(
                id="team",
                kind="slack_webhook",
                audience=Audience.INTERNAL,
                secrets={"secret": "TEAM_WEBHOOK"},
                line=47,
            ),
        ),
        mail_list="https://lists.example.com/status",
        repo_url="https://git.example.com/example/status",
        branch="trunk",
        nav=(
            NavItem(title="Home", url=""),
            NavItem(title="Past", url="history/"),
            NavItem(title="Help", url="support/"),
            NavItem(title="Feed", url="updates.atom"),
            NavItem(title="Code", url="https://git.example.com/example"),
        ),
        # No page is a draft.
        preview_nav=settings.nav,
        brand=Brand(
            accent="#009485", logo="assets/logo.svg", favicon="assets/favicon.png", css=("assets/brand.css",)
        ),
        docs_dir="pages",
    )
    assert settings.path == "/status/"


def test_plugins_may_be_a_mapping(make_site: MakeSite) -> None:
    text = BARE.replace(
        "[outspoken: {components: [{id: api}]}]", "{search: {}, outspoken: {components: [{id: api}]}}"
    )

    assert good(make_site({"mkdocs.yml": text})).components[0].id == "api"


def test_without_nav_the_header_links_our_pages_and_what_people_wrote(make_site: MakeSite) -> None:
    site = make_site({
        "mkdocs.yml": BARE,
        "site_src/index.md": "# Home\n",
        "site_src/404.md": "# Lost\n",
        "site_src/subscribe.md": "---\ntitle: Get updates\n---\n# Subscribe\n",
        "site_src/support.md": "# How to reach us\n",
        "site_src/our-outage_policy.md": "No heading.\n",
        "site_src/deeper/page.md": "# Deeper\n",
    })  # fmt: skip

    assert [(item.title, item.url) for item in good(site).nav] == [
        ("", "history/"),  # the language names our own
        ("", "maintenance/"),
        ("", "postmortems/"),
        ("Our outage policy", "our-outage_policy/"),
        ("Get updates", "subscribe/"),
        ("How to reach us", "support/"),
    ]


@pytest.mark.parametrize(
    ("written", "environment", "url"),
    [
        ("!ENV SITE_URL", "https://a.example", "https://a.example/"),
        ('!ENV [PAGES_URL, SITE_URL, "https://b.example"]', "https://a.example", "https://a.example/"),
        ('!ENV [SITE_URL, "https://b.example"]', None, "https://b.example/"),
    ],
)
def test_the_address_may_come_from_the_environment(
    make_site: MakeSite, monkeypatch: pytest.MonkeyPatch, written: str, environment: str | None, url: str
) -> None:
    monkeypatch.delenv("SITE_URL", raising=False)
    if environment:
        monkeypatch.setenv("SITE_URL", environment)

    assert good(make_site({"mkdocs.yml": BARE.replace("https://status.example.com/", written)})).url == url


def test_an_address_from_an_unset_variable_is_missing(
    make_site: MakeSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SITE_URL", raising=False)
    _, problems = read(
        make_site({"mkdocs.yml": BARE.replace("https://status.example.com/", "!ENV SITE_URL")})
    )

    assert [(problem.line, problem.rule, problem.message) for problem in problems] == [
        (2, "missing-key", "site_url: !ENV names a variable that is not set")
    ]


def test_an_address_given_by_the_caller_wins_and_keeps_the_host_of_feed_ids(make_site: MakeSite) -> None:
    text = BARE.replace("{components", "{host: status.example.com, components")
    settings = good(make_site({"mkdocs.yml": text}), site_url="http://127.0.0.1:8000/x")

    assert (settings.url, settings.host) == ("http://127.0.0.1:8000/x/", "status.example.com")


@pytest.mark.parametrize(
    "url",
    [
        "ftp://a.example", "//a.example", "https://", "https://a.example/?q=1", "https://a.example/#x",
        "https://user:word@a.example/", "https://a.example:99999/", "https://a.example/../x",
        "https://a b.example/", "https://[::1", "javascript:alert(1)",
    ],
)  # fmt: skip
def test_what_is_no_address_is_a_problem(make_site: MakeSite, url: str) -> None:
    _, problems = read(make_site({"mkdocs.yml": BARE.replace("https://status.example.com/", f'"{url}"')}))

    assert [(problem.line, problem.rule) for problem in problems] == [(2, "bad-url")]


def test_settings_of_others_may_hold_tags_and_anchors_and_ours_may_not(make_site: MakeSite) -> None:
    text = BARE.replace("{id: api}", "&api {id: api}, *api")
    _, problems = read(make_site({"mkdocs.yml": f"x: &x !!python/name:os.system ''\ny: *x\n{text}"}))

    assert [(problem.line, problem.rule) for problem in problems] == [(5, "alias")]


@pytest.mark.parametrize(
    ("written", "language"),
    [("de", "de"), ("fr-CA", "fr-CA"), ("fr_CA", "fr-CA"), ("ja-Jpan-JP", "ja-Jpan-JP")],
)
def test_a_language_is_a_tag_as_browsers_take_it(make_site: MakeSite, written: str, language: str) -> None:
    text = BARE.replace("components:", f"language: {written}, components:")

    assert good(make_site({"mkdocs.yml": text})).language == language


@pytest.mark.parametrize(
    ("written", "language"), [("pt_BR", "pt-BR"), ("zh-Hant-TW", "zh-Hant-TW"), ("no", "no")]
)
def test_a_language_without_our_translation_is_taken_with_a_warning(
    make_site: MakeSite, written: str, language: str
) -> None:
    text = BARE.replace("components:", f"language: {written}, components:")

    settings, problems = read(make_site({"mkdocs.yml": text}))
    assert settings and settings.language == language
    assert [(problem.rule, problem.line) for problem in problems] == [("untranslated", 3)]


@pytest.mark.parametrize("written", ["english", "xx", "de-", "de-u-hc", "e", "../../etc"])
def test_what_is_no_language_is_a_problem(make_site: MakeSite, written: str) -> None:
    text = BARE.replace("components:", f"language: {written}, components:")

    settings, problems = read(make_site({"mkdocs.yml": text}))
    assert settings is None
    assert [(problem.rule, problem.line) for problem in problems] == [("unknown-word", 3)]
