"""A cState site's settings: its name, address, zone, and the systems it reports on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

from msgspec import field

from outspoken.importers.cstate.hugo_config import read_config
from outspoken.importers.cstate.hugo_content import Content, read_content
from outspoken.importers.foreign_records import ForeignComponent, ForeignSite
from outspoken.importers.import_names import matching
from outspoken.importers.import_report import Remarks
from outspoken.source.foreign_data import mapping_of, mappings_of, text_of, texts_of
from outspoken.source.settings.languages import LANGUAGES

# The address of `hugo server` on the author's own machine.
_LOCAL = re.compile(r"^https?://(localhost|127\.0\.0\.1)\b")
# Where Hugo looks for a page's date, unless `frontmatter.date` says otherwise.
DATE_FIELDS = ("date", "publishdate", "pubdate", "published", "lastmod", "modified")


class CstateSite(ForeignSite, frozen=True, kw_only=True):
    """The settings of a cState site; `url` is empty if they have no public address."""

    content: Content = field(default_factory=Content)
    date_fields: tuple[str, ...] = DATE_FIELDS


def read_site(source: Path, remarks: Remarks) -> CstateSite:
    """Read the settings of the site in this folder; without any, return a site with the defaults."""
    config = read_config(source, remarks)
    if config is None:
        remarks.assumed("there is no config.yml here: every component comes from the incidents")
        return CstateSite()
    return _site(config, remarks) if config else CstateSite()


def _site(config: Mapping[str, object], remarks: Remarks) -> CstateSite:
    content = read_content(config)
    config = _in_its_language(config, content.editions[0].code)
    params = mapping_of(config.get("params"))
    zone_name, zone = _zone(text_of(config.get("timezone")), remarks)
    tabs = [text_of(tab.get("link")) for tab in mappings_of(params.get("customtabs"))]
    if tabs:
        remarks.understood("links in the header were not imported; use `nav` in mkdocs.yml", ", ".join(tabs))
    return CstateSite(
        title=" ".join(text_of(config.get("title")).split()) or "Status",
        url=_url(text_of(config.get("baseurl")), remarks),
        description=text_of(params.get("description")),
        language=_language(config, content.editions[0].code, remarks),
        zone=zone,
        zone_name=zone_name,
        components=_systems(params, remarks),
        content=content,
        date_fields=_date_fields(config),
    )


def _in_its_language(config: Mapping[str, object], code: str) -> Mapping[str, object]:
    """Return the settings with those of the default language on top."""
    own = mapping_of(mapping_of(config.get("languages")).get(code))
    params = {**mapping_of(config.get("params")), **mapping_of(own.get("params"))}
    return {**config, **own, "params": params}


def _language(config: Mapping[str, object], code: str, remarks: Remarks) -> str:
    written = text_of(config.get("languagecode")) or text_of(config.get("locale")) or code
    # Hugo's codes may have a region, as in de-AT; our languages have none.
    language = written[:2].lower()
    if language in LANGUAGES:
        return language
    remarks.assumed("its language is not supported: English was used", written)
    return "en"


def _date_fields(config: Mapping[str, object]) -> tuple[str, ...]:
    written = [each.lower() for each in texts_of(mapping_of(config.get("frontmatter")).get("date"))]
    named = [each for each in written if not each.startswith(":")]
    # `:default` means Hugo's own list; `:filename` and similar are not keys.
    return tuple(named) + (DATE_FIELDS if ":default" in written or not named else ())


def _url(written: str, remarks: Remarks) -> str:
    if not re.match(r"^https?://[^/]", written) or _LOCAL.match(written):
        remarks.assumed("baseURL is not a public address", written)
        return ""
    return written.rstrip("/") + "/"


def _zone(name: str, remarks: Remarks) -> tuple[str, tzinfo]:
    if not name:
        return "UTC", UTC
    try:
        return name, ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        remarks.assumed("timeZone is not a time zone: UTC is used", name)
        return "UTC", UTC


def _systems(params: Mapping[str, object], remarks: Remarks) -> tuple[ForeignComponent, ...]:
    """Return the systems in the order of the old page: by category, then those without one.

    Issues refer to a system only by its name, so the first of several with the same name replaces all.
    """
    categories = {text_of(each.get("name")): each for each in mappings_of(params.get("categories"))}
    systems: dict[str, tuple[str, ForeignComponent]] = {}
    for each in mappings_of(params.get("systems")):
        name, category = text_of(each.get("name")), text_of(each.get("category"))
        if not name:
            continue
        if matching(name) in systems:
            listed_as = f"{name} ({category})" if category else name
            remarks.assumed("a system has the name of another: one component stands for both", listed_as)
            continue
        shown = category in categories and text_of(categories[category].get("untitled")).lower() != "true"
        system = ForeignComponent(
            name=" ".join(name.split()),
            description=" ".join(text_of(each.get("description")).split()),
            group=category if shown else None,
        )
        systems[matching(name)] = (category, system)
    places = {name: place for place, name in enumerate(categories)}
    ordered = sorted(systems.values(), key=lambda item: places.get(item[0], len(places)))
    return tuple(system for _, system in ordered)
