"""The public record: a page and a sentence on the home page, only where the settings ask for it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from msgspec.structs import replace
from tests.render.test_languages import small_history

from outspoken.model.history import History
from outspoken.render.all_outputs import linkable_paths, prepare, site_outputs

NOW = datetime(2026, 11, 5, 9, 5, tzinfo=UTC)


def pages(history: History) -> dict[str, str]:
    outputs = site_outputs(prepare(history, NOW))
    return {one.path: one.data.decode() for one in outputs if one.path.endswith((".html", ".xml"))}


def public() -> History:
    return replace(small_history("en"), commit="a" * 40)


def private() -> History:
    return replace(public(), settings=replace(public().settings, record=False))


def test_without_the_setting_there_is_no_record() -> None:
    site = pages(private())
    assert "record/index.html" not in site
    assert "record/" not in site["index.html"] + site["sitemap.xml"]
    assert "record/index.html" not in linkable_paths(private())


def test_with_the_setting_the_page_is_linked_from_home_and_sitemap() -> None:
    site = pages(public())
    assert "How we kept customers informed" in site["record/index.html"]
    assert 'href="record/#' in site["index.html"]
    assert "https://status.example.com/record/" in site["sitemap.xml"]
    assert "record/index.html" in linkable_paths(public())


def test_each_figure_of_the_home_page_opens_to_its_incidents() -> None:
    home, record = pages(public())["index.html"], pages(public())["record/index.html"]
    for anchor in ("promises", "first"):
        if f'href="record/#{anchor}"' in home:
            assert f'id="{anchor}"' in record


def test_without_the_dates_of_git_the_home_page_says_nothing_of_promises_kept() -> None:
    site = pages(replace(public(), commit=None))
    assert "record/#" not in site["index.html"]
    assert "the times are those written in the files" in site["record/index.html"]


def test_home_and_record_say_the_same_of_the_first_update() -> None:
    half_a_minute = timedelta(seconds=30)
    incidents = [replace(one, started=one.started - half_a_minute) for one in public().incidents]
    site = pages(replace(public(), incidents=tuple(incidents)))
    (home,) = set(re.findall(r"had a first update within ([^.<]+)", site["index.html"]))
    (record,) = set(re.findall(r"had a first update within (.+?) of their start", site["record/index.html"]))
    assert home == record


def test_a_french_colon_has_a_space_before_it_beside_figures_too() -> None:
    site = pages(small_history("fr"))
    tables = "".join(text for path, text in site.items() if path.startswith(("record", "components")))
    labels = re.findall(r'data-label="([^"]*)"', tables)
    assert len(labels) > 10
    assert {label[-3:] for label in labels} == {"\u00a0: "}
    assert re.search(r"\w: ?<a", site["record/index.html"]) is None


def test_the_record_of_a_site_without_incidents_says_so() -> None:
    history = replace(public(), incidents=())
    site = pages(history)
    assert "There were no incidents in this period." in site["record/index.html"]
    assert "record/#" not in site["index.html"]
