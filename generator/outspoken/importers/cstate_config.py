"""A cState site's settings: its name, address, zone, and the systems it reports on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

from outspoken.importers.report import Remarks
from outspoken.source.foreign import (
    ForeignError,
    mapping_of,
    mappings_of,
    read_toml,
    read_yaml,
    text_of,
)

CONFIG_NAMES = tuple(f"{name}.{kind}" for name in ("config", "hugo") for kind in ("yml", "yaml", "toml"))
_LOCAL = re.compile(r"^https?://(localhost|127\.0\.0\.1)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """One thing the site reports on; `group` is None where its category shows no name."""

    name: str
    description: str = ""
    group: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What a cState site's settings say; `url` is empty where they name no public address."""

    title: str = "Status"
    url: str = ""
    description: str = ""
    language: str = "en"
    zone: tzinfo = UTC
    zone_name: str = "UTC"
    permalink: str = ""
    systems: tuple[System, ...] = ()
    names: tuple[str, ...] = ()


def read_site(source: Path, remarks: Remarks) -> Site:
    """Read the settings of the site in this folder; without any, a site that says nothing of itself."""
    for name in CONFIG_NAMES:
        path = source / name
        if path.is_file():
            remarks.path = name
            return _read(path, remarks)
    remarks.chosen("no config.yml lies here: every component comes from the incidents")
    return Site()


def _read(path: Path, remarks: Remarks) -> Site:
    try:
        text = path.read_bytes().decode("utf-8-sig")
        config = read_toml(text) if path.suffix == ".toml" else read_yaml(text)
    except (ForeignError, UnicodeDecodeError, OSError) as fault:
        remarks.left("the settings can't be read, so every component comes from the incidents", str(fault))
        return Site()
    return _site(config, remarks)


def _site(config: Mapping[str, object], remarks: Remarks) -> Site:
    params = mapping_of(config.get("params"))
    zone_name, zone = _zone(text_of(config.get("timezone")), remarks)
    tabs = [text_of(tab.get("link")) for tab in mappings_of(params.get("customtabs"))]
    if tabs:
        remarks.read("links in the header stay behind; `nav` in mkdocs.yml takes them", ", ".join(tabs))
    return Site(
        title=" ".join(text_of(config.get("title")).split()) or "Status",
        url=_url(text_of(config.get("baseurl")), remarks),
        description=text_of(params.get("description")),
        language=text_of(config.get("languagecode"))[:2].lower() or "en",
        zone=zone,
        zone_name=zone_name,
        permalink=_permalink(mapping_of(config.get("permalinks"))),
        systems=_systems(params),
        names=tuple(text_of(system.get("name")) for system in mappings_of(params.get("systems"))),
    )


def _url(written: str, remarks: Remarks) -> str:
    if not re.match(r"^https?://[^/]", written) or _LOCAL.match(written):
        remarks.chosen("baseURL names no public address", written)
        return ""
    return written.rstrip("/") + "/"


def _zone(name: str, remarks: Remarks) -> tuple[str, tzinfo]:
    if not name:
        return "UTC", UTC
    try:
        return name, ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        remarks.chosen("timeZone is no zone's name: UTC is used", name)
        return "UTC", UTC


def _permalink(permalinks: Mapping[str, object]) -> str:
    pages = mapping_of(permalinks.get("page")) or permalinks
    return text_of(pages.get("issues"))


def _systems(params: Mapping[str, object]) -> tuple[System, ...]:
    """Systems in the order the page shows them: by category, those without one last."""
    categories = {text_of(each.get("name")): each for each in mappings_of(params.get("categories"))}
    systems: dict[str, tuple[str, System]] = {}
    for each in mappings_of(params.get("systems")):
        name, category = text_of(each.get("name")), text_of(each.get("category"))
        if not name or name in systems:
            continue
        shown = category in categories and text_of(categories[category].get("untitled")).lower() != "true"
        system = System(
            name=" ".join(name.split()),
            description=" ".join(text_of(each.get("description")).split()),
            group=category if shown else None,
        )
        systems[name] = (category, system)
    places = {name: place for place, name in enumerate(categories)}
    ordered = sorted(systems.values(), key=lambda item: places.get(item[0], len(places)))
    return tuple(system for _, system in ordered)


def old_path(site: Site, name: str, fields: Mapping[str, object], title: str, date: str) -> str:
    """Where Hugo served an issue: `url`, else the site's permalink, else `/issues/<slug or file name>/`."""
    url = text_of(fields.get("url"))
    if url:
        return url
    slug = text_of(fields.get("slug"))
    words = (slug or name).lower().replace(" ", "-")
    tokens = {
        "year": date[:4],
        "month": date[5:7],
        "day": date[8:10],
        "section": "issues",
        "slug": slug.lower() or title.lower().replace(" ", "-"),
        "slugorfilename": words,
        "slugorcontentbasename": words,
        "filename": name.lower(),
        "contentbasename": name.lower(),
        "title": title.lower().replace(" ", "-"),
    }
    pattern = site.permalink or "/issues/:slugorfilename/"
    found = re.findall(r":(\w+)", pattern)
    if any(token not in tokens for token in found):
        pattern = "/issues/:slugorfilename/"
    return re.sub(r":(\w+)", lambda match: tokens[match[1]], pattern)
