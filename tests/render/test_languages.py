"""A site is in its language alone, with dates, durations and figures as that language writes them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import feedparser
import pytest
from babel import Locale, UnknownLocaleError
from babel.messages.pofile import read_po
from msgspec.structs import replace

from outspoken.derive.cadence import Overdue, OverdueKind
from outspoken.derive.facts import IncidentFacts
from outspoken.model.component import Component, ComponentGroup
from outspoken.model.history import History
from outspoken.model.incident import (
    Action,
    Aftermath,
    Difference,
    Edit,
    Incident,
    Postmortem,
    Publication,
    Quantity,
    Symptoms,
    Update,
    Window,
)
from outspoken.model.settings import Contact, Credit, NavItem, Settings
from outspoken.model.vocabulary import ActionKind, Detection, Impact, Kind, State, Status
from outspoken.render.all_outputs import incident_outputs, prepare, site_outputs
from outspoken.render.kit.kit_templates import KitTemplates
from outspoken.render.kit.kit_text import KitStage
from outspoken.render.language.language import Language
from outspoken.render.messages.message_facts import news_of, news_of_overdue
from outspoken.render.messages.message_templates import MessageTemplates
from outspoken.shipped import catalogues_dir
from outspoken.source.settings.languages import LANGUAGES
from outspoken.source.settings.navigation import OWN

ROOT = Path(__file__).parent.parent.parent
TRANSLATED = sorted(path.name for path in catalogues_dir().iterdir())
NOW = datetime(2026, 11, 5, 9, 5, tzinfo=UTC)
NEVER = Publication(at=NOW, bulk=True)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def says(before: timedelta, status: Status | None = None, **more: object) -> Update:
    """An update so long before now, in words of no language of ours."""
    at = NOW - before
    live = Publication(at=at + MINUTE, order=int(at.timestamp()), bulk=False)
    given = {"id": f"{at:%Y%m%dT%H%M%SZ}", "at": at, "body": "Ωμέγα.", "publication": live, "status": status}
    return Update(**(given | more))  # type: ignore[arg-type]


def incident(name: str, *updates: Update, impact: Impact = Impact.MAJOR, **more: object) -> Incident:
    given = {
        "id": f"{updates[0].at:%Y-%m-%d}-{name}",
        "title": f"Δέλτα {name}",
        "kind": Kind.INCIDENT,
        "impact": impact,
        "components": (("alpha", State.PARTIAL_OUTAGE),),
        "started": updates[0].at,
        "body": "",
        "publication": updates[0].publication,
        "updates": updates,
    }
    return Incident(**(given | more))  # type: ignore[arg-type]


def planned(name: str, start: timedelta, end: timedelta, *updates: Update, **more: object) -> Incident:
    window = Window(start=NOW + start, end=NOW + end)
    return incident(
        name,
        *(updates or (says(9 * DAY, Status.SCHEDULED),)),
        impact=Impact.NONE,
        **{
            "kind": Kind.MAINTENANCE,
            "window": window,
            "started": window.start,
            "components": (("beta", State.UNDER_MAINTENANCE),),
            **more,
        },
    )


def small_history(language: str) -> History:
    """Incidents in every state and phase that a page distinguishes."""
    worst = incident(
        "a1",
        says(50 * MINUTE, Status.INVESTIGATING, next_update=20 * MINUTE),
        says(30 * MINUTE, Status.IDENTIFIED, components=(("beta", State.DEGRADED_PERFORMANCE),)),
        says(20 * MINUTE, withdrawn="Ωμέγα"),
        says(10 * MINUTE, impact=Impact.CRITICAL, edits=(Edit(at=NOW - MINUTE, before="Ψι."),)),
        affected="Ωμέγα",
        symptoms=Symptoms(signing_in="Ωμέγα", signed_in="Ωμέγα"),
        workaround="Ωμέγα",
        worst_case=4 * HOUR,
        detected_by=Detection.MONITORING,
        noticed=NOW - 55 * MINUTE,
        numbers=(Quantity(what="Ωμέγα", value="4100"),),
    )
    again = incident(
        "a2",
        says(3 * DAY, Status.INVESTIGATING),
        says(3 * DAY - HOUR, Status.RESOLVED),
        says(2 * DAY, Status.INVESTIGATING, components=(("alpha", State.MAJOR_OUTAGE),)),
        says(
            2 * DAY - HOUR,
            Status.RESOLVED,
            aftermath=Aftermath(data="Ωμέγα", todo="Ωμέγα"),
            publication=Publication(at=NOW - DAY, order=1, bulk=False),
        ),
        impact=Impact.MINOR,
        symptoms=Symptoms(signing_in="Ωμέγα", signed_in="Ωμέγα"),
        detected_by=Detection.CUSTOMERS,
        noticed=NOW - 3 * DAY - 10 * MINUTE,
        credit="Ωμέγα",
        caused_by=worst.id,
        backfilled=True,
        postmortem=Postmortem(
            body="Ωμέγα.",
            publication=NEVER,
            published=NOW - HOUR,
            actions=(
                Action(what="Ω", done=date(2026, 11, 4)),
                *(Action(what="Ω", kind=kind) for kind in ActionKind),
                Action(what="Ω", due=date(2026, 11, 1)),
                Action(what="Ω", due=date(2026, 12, 1)),
                Action(what="Ω"),
            ),
        ),
    )
    # Long enough to be folded, over, edited, and opened a second time by mistake.
    turns = (Status.INVESTIGATING, Status.IDENTIFIED, Status.MONITORING) * 5
    long = incident(
        "a7",
        *(says(26 * HOUR - place * HOUR, status) for place, status in enumerate(turns)),
        says(10 * HOUR, Status.RESOLVED),
        edits=(Edit(at=NOW - HOUR, facts=(Difference(name="affected", before="", after="Ωμέγα"),)),),
        affected="Ωμέγα",
    )
    return History(
        settings=Settings(
            site_name="Σίγμα",
            url="https://status.example.com/",
            host="status.example.com",
            components=(
                Component(id="alpha", name="Άλφα", group="Ομάδα"),
                Component(id="beta", name="Βήτα"),
                Component(id="gamma", name="Γάμμα", retired=date(2026, 1, 1)),
            ),
            named_groups=(ComponentGroup(id="omada", name="Ομάδα"),),
            language=language,
            mail_list="https://lists.example.com/",
            support=(Contact(kind="phone", label="Φι", value="+30 1", hours="24/7"),),
            credits=(Credit(monthly_uptime_below=99.99, credit="Ωμέγα"),),
            claim_within=30 * DAY,
            feedback_url="https://feedback.example.com/?about={id}",
            source_links=True,
            record=True,
            repo_url="https://git.example.com/site",
            nav=OWN,
        ),
        incidents=tuple(
            sorted(
                (
                    worst,
                    again,
                    long,
                    incident("a8", says(25 * HOUR, Status.INVESTIGATING), duplicate_of=long.id),
                    incident(
                        "a3", says(5 * HOUR, Status.MONITORING, next_update=9 * HOUR), impact=Impact.MINOR
                    ),
                    incident("a4", says(6 * HOUR, Status.MONITORING), impact=Impact.NONE),
                    incident(
                        "a6",
                        says(4 * HOUR, Status.IDENTIFIED, eta=NOW - 3 * HOUR),
                        says(HOUR, Status.IDENTIFIED),
                        impact=Impact.MINOR,
                        worst_case=HOUR,
                    ),
                    incident("a5", says(5 * DAY, Status.INVESTIGATING), withdrawn="Ωμέγα"),
                    planned("b1", DAY, DAY + HOUR),
                    planned(
                        "b2",
                        -HOUR,
                        HOUR,
                        says(9 * DAY, Status.SCHEDULED),
                        says(HOUR, Status.IN_PROGRESS, eta=NOW + HOUR / 2),
                        worst_case=3 * HOUR,
                    ),
                    planned(
                        "b3",
                        -3 * HOUR,
                        -HOUR,
                        says(3 * HOUR, Status.IN_PROGRESS),
                        says(HOUR, Status.VERIFYING),
                    ),
                    planned("b4", -2 * DAY, -2 * DAY + HOUR, affected="Ωμέγα"),
                    planned(
                        "b6", -5 * DAY, -5 * DAY + HOUR, says(4 * DAY, Status.COMPLETED), affected="Ωμέγα"
                    ),
                    planned("b7", -4 * HOUR, -2 * HOUR, components=(("alpha", State.UNDER_MAINTENANCE),)),
                    planned("b5", 2 * DAY, 3 * DAY, says(DAY, Status.CANCELLED)),
                ),
                key=lambda one: (one.started, one.id),
            )
        ),
        commit=None,
    )


@cache
def site(language: str) -> dict[str, str]:
    """Every text file of the small site, by path; post-mortems as a preview shows them."""
    shared = prepare(small_history(language), NOW, preview=True)
    outputs = list(site_outputs(shared))
    outputs += [output for one in shared.history.incidents for output in incident_outputs(shared, one)]
    return {
        output.path: output.data.decode() for output in outputs if not output.path.endswith((".png", ".js"))
    }


@pytest.mark.parametrize(
    "tag",
    [
        *TRANSLATED,
        "en",
        "ar",
        "ar-EG",
        "bg",
        "bn",
        "ckb",
        "dz",
        "eu",
        "fa",
        "fi",
        "he",
        "hi",
        "ko",
        "my",
        "th",
    ],
)
def test_the_script_gets_the_formats_of_days_and_times_from_the_build(tag: str) -> None:
    language = Language(tag)
    patterns = language.day_patterns.split("|")
    assert len(patterns) == 24
    for day in (date(2026, month, number) for month in range(1, 13) for number in (1, 9, 10, 28)):
        for pattern, words in (
            (patterns[day.month - 1], language.day(day)),
            (patterns[day.month + 11], language.short_day(day)),
        ):
            filled = (
                pattern.replace("{y}", "2026").replace("{d}", f"{day.day}").replace("{D}", f"{day.day:02}")
            )
            assert filled == words
    moment = datetime(2026, 3, 4, 5, 6, tzinfo=UTC)
    clock = language.clock_pattern.replace("{h}", "05").replace("{m}", "06")
    assert language.clock(moment) == f"{clock} UTC"
    assert language.beginning(moment) == language.moment_pattern.format(clock, language.day(moment.date()))


@pytest.mark.parametrize("tag", ["ar-EG", "bn", "fa", "ja", "my", "th"])
def test_a_page_counts_years_from_one_calendar_and_in_one_set_of_digits(tag: str) -> None:
    for path, html in site(tag).items():
        heard = " ".join(Heard(html).texts) if path.endswith(".html") else html
        assert not [sign for sign in heard if sign.isdigit() and not sign.isascii()], path
        assert not re.search(r"\b(14\d\d|25[67]\d)\b", heard), path


class Addresses(HTMLParser):
    """Every address that a page names."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found |= {value or "" for name, value in attrs if name in {"href", "src"}}


def test_every_address_on_every_page_is_one_that_a_validator_takes() -> None:
    """Letters, digits and signs of RFC 3986: no spaces, quotation marks or angle brackets."""
    pages = {path: html for path, html in site("en").items() if path.endswith(".html")}
    wrong = {
        (path, address)
        for path, html in pages.items()
        for address in Addresses(html).found
        if not re.fullmatch(r"(?:[\w\-.~:/?#@!$&'()*+,;=\[\]]|%[0-9A-Fa-f]{2})*", address)
    }
    assert "index.html" in pages
    assert wrong == set()


@cache
def sent(language: str) -> str:
    """Every message of every kind about the small history, mail's HTML included."""
    history = small_history(language)
    spoken_in, settings = Language(language), history.settings
    templates = MessageTemplates(settings=settings, language=spoken_in)
    texts, reminders = [], []
    for one in history.incidents:
        for entry in IncidentFacts(one).timeline(NOW):
            texts.append(news_of(one, entry, entry.at, settings, spoken_in))
            texts.append(news_of(one, entry, entry.at, settings, spoken_in, threaded=True))
        for kind in OverdueKind:
            late = Overdue(incident=one, kind=kind, since=NOW, case=kind)
            reminders.append(news_of_overdue(late, NOW, settings, spoken_in))
    names = [path.name for path in (ROOT / "templates" / "messages").iterdir()]
    said = [
        f"{written.subject}\n{' '.join(Heard(written.text).texts)}"
        for name in names
        for news in (reminders if "-overdue." in name else texts)
        for written in [templates.write(name, news)]
    ]
    return "\n".join(said)


# Beside what a script may say later, which is in an attribute `data-…`.
READ = ("title", "alt", "placeholder", "aria-label")


@cache
def kit(language: str) -> str:
    """Every ready text of every stage, about each incident of the small history."""
    history = small_history(language)
    templates = KitTemplates(settings=history.settings, language=Language(language))
    return "\n".join(
        f"{text.title}\n{text.text}"
        for one in history.incidents
        if not one.is_maintenance
        for stage in KitStage
        for text in templates.texts(IncidentFacts(one), stage, NOW)
    )


class Heard(HTMLParser):
    """What of a page can be read or heard."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._silent = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent = tag if tag in {"style", "script"} else ""
        given = {name: value or "" for name, value in attrs}
        self.texts += [said for name, said in given.items() if name in READ or name.startswith("data-")]
        if given.get("name") == "description":
            self.texts.append(given["content"])

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.texts.append(data)


@cache
def calm(language: str) -> dict[str, str]:
    """Every page of the same site before its first incident, by path."""
    history = replace(small_history(language), incidents=())
    outputs = site_outputs(prepare(history, NOW))
    return {f"calm/{made.path}": made.data.decode() for made in outputs if made.path.endswith(".html")}


def heard(language: str) -> str:
    """All that the small site says in a language."""
    said = []
    for path, text in (site(language) | calm(language)).items():
        if path.endswith(".html"):
            said += Heard(text).texts
        elif path.endswith((".atom", ".rss")):
            said += Heard(unescape(unescape(text))).texts
        elif path.endswith(".opml"):
            said += re.findall(r'(?:<title>| text=")([^"<]*)', text)
        elif path.endswith(".ics"):
            said += re.findall(r"^(?:SUMMARY|NAME|X-WR-CALNAME).*$", text, re.MULTILINE)
        elif path.endswith((".md", "llms.txt")):
            # Words that programs look for, and names of files, are the same in every language.
            said.append(re.sub(r"`[^`]*`|\[[a-z-]+\.[a-z]+\]", "", text))
    # Addresses and ids are the same in every language.
    text = re.sub(r"(?:https?://|tag:)\S+", "", "\n".join([*said, sent(language), kit(language)]))
    # Each line once: pages share most of what they say, and hundreds of phrases are looked for.
    return "\n".join(dict.fromkeys(text.split("\n")))


def phrases(text: str) -> set[str]:
    """The text between the placeholders of a message, if it is long enough to be recognised."""
    parts = (part.strip(" .:;,·()-") for part in re.split(r"%\(\w+\)[sd]|→", text))
    return {part for part in parts if len(part) > 3}


def spoken(language: str) -> Iterator[tuple[str, str]]:
    """Each English message, plural forms apart, with a translation."""
    with (catalogues_dir() / language / "LC_MESSAGES" / "outspoken.po").open("rb") as file:
        for message in read_po(file):
            for english in (message.id,) if isinstance(message.id, str) else message.id:
                if english:
                    own = message.string if isinstance(message.string, str) else " ".join(message.string)
                    yield english, own


def has_words(text: str, phrase: str) -> bool:
    # Most phrases are nowhere, which a pattern finds out slowly.
    return phrase in text and bool(re.search(rf"\b{re.escape(phrase)}\b", text))


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_site_in_a_language_has_no_english_word_of_the_interface(language: str) -> None:
    pairs = list(spoken(language))
    own = "\n".join(translation for _, translation in pairs)
    text = heard(language)
    english = {phrase for message, _ in pairs for phrase in phrases(message)}
    foreign = {phrase for phrase in english if not has_words(own, phrase)}
    assert len(foreign) > 100
    assert {phrase for phrase in foreign if has_words(text, phrase)} == set()


def test_the_small_history_says_nearly_everything() -> None:
    english = {phrase for message, _ in spoken("de") for phrase in phrases(message)}
    text = heard("en")
    unsaid = {phrase for phrase in english if phrase not in text}
    assert len(unsaid) < len(english) / 4, sorted(unsaid)


@pytest.mark.parametrize("language", ["en", *TRANSLATED])
def test_every_page_names_its_language(language: str) -> None:
    for path, text in site(language).items():
        if path.endswith(".html"):
            assert f'<html lang="{language}"' in text, path


@pytest.mark.parametrize("language", TRANSLATED)
@pytest.mark.parametrize("path", ["updates.atom", "history.atom", "components/alpha/updates.rss"])
def test_an_entry_keeps_its_id_and_link_in_another_language(language: str, path: str) -> None:
    here, there = (feedparser.parse(site(one)[path]).entries for one in ("en", language))
    assert [(entry.id, entry.link) for entry in here] == [(entry.id, entry.link) for entry in there]
    assert here and [entry.summary for entry in here] != [entry.summary for entry in there]


READS = {
    "en": ("Nov 5, 2026, 09:05 UTC", "Nov 5", "November 2026", "1 hour 24 minutes", "99.90%", "12.5%"),
    "de": ("5. Nov. 2026, 09:05 UTC", "5. Nov.", "November 2026", "1 Stunde 24 Minuten", "99,90 %", "12,5 %"),
    "fr": ("5 nov. 2026, 09:05 UTC", "5 nov.", "novembre 2026", "1 heure 24 minutes", "99,90 %", "12,5 %"),
    "es": ("5 nov 2026, 09:05 UTC", "5 nov", "noviembre de 2026", "1 hora 24 minutos", "99,90 %", "12,5 %"),
    "ja": ("2026年11月5日 09:05 UTC", "11月5日", "2026年11月", "1 時間 24 分", "99.90%", "12.5%"),
    "tr": ("5 Kas 2026 09:05 UTC", "5 Kas", "Kasım 2026", "1 saat 24 dakika", "%99,90", "%12,5"),  # noqa: RUF001
}


@pytest.mark.parametrize(("tag", "reads"), READS.items(), ids=READS)
def test_times_and_figures_read_as_the_language_writes_them(tag: str, reads: tuple[str, ...]) -> None:
    language, day = Language(tag), NOW.date()
    said = (
        language.instant(NOW),
        language.short_day(day),
        language.month(day),
        language.duration(84 * MINUTE),
        language.percent(Decimal("99.90")),
        language.share(0.125),
    )
    assert tuple(text.replace("\u00a0", " ") for text in said) == reads


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(), "1 minute"),
        (timedelta(seconds=59), "1 minute"),
        (119 * timedelta(seconds=1), "1 minute"),
        (HOUR, "1 hour"),
        (DAY + 3 * HOUR + 59 * MINUTE, "1 day 3 hours"),
        (40 * DAY, "40 days"),
    ],
)
def test_a_duration_is_its_two_largest_units_rounded_down(length: timedelta, words: str) -> None:
    assert Language("en").duration(length) == words


def test_no_percentage_is_rounded_up() -> None:
    assert Language("en").percent(Decimal("99.99")) == "99.99%"
    assert Language("de").percent(Decimal("0.05")) == "0,05\u00a0%"


@pytest.mark.parametrize(
    ("words", "listed"),
    [
        (["Parcial", "Interrupción"], "Parcial e Interrupción"),
        (["A", "B", "hipotecas"], "A, B e hipotecas"),
        (["agua", "hielo"], "agua y hielo"),
        (["lunes", "viernes"], "lunes y viernes"),
        (["Interrupción"], "Interrupción"),
    ],
)
def test_spanish_says_e_before_the_sound_of_i(words: list[str], listed: str) -> None:
    assert Language("es").listing(words) == listed


def all_ways_to_say(language: Language) -> list[str]:
    return [
        language.instant(NOW),
        language.beginning(NOW),
        language.month(NOW.date()),
        language.short_day(NOW.date()),
        language.percent(Decimal("99.90")),
        language.listing(["A", "B", "C"]),
        language.comma,
        language.dash,
        *(language.duration(timedelta(minutes=minutes)) for minutes in (1, 2, 61, 1500, 5000)),
    ]


def test_every_language_that_the_settings_take_can_say_a_time() -> None:
    for tag in LANGUAGES:
        said = all_ways_to_say(Language(tag))
        assert all(said), tag
        assert not re.search(r"[{}]|duration-", "".join(said)), tag


@pytest.mark.parametrize(("tag", "locale"), [("de-XX", "de"), ("pt-BR", "pt_BR"), ("zh-TW", "zh_Hant_TW")])
def test_a_region_that_no_one_knows_is_passed_over(tag: str, locale: str) -> None:
    assert str(Language(tag).locale) == locale


def test_a_language_that_no_one_knows_is_refused() -> None:
    with pytest.raises(UnknownLocaleError):
        Language("xx")


def test_without_a_catalogue_words_stay_english_and_dates_do_not() -> None:
    language = Language("pl")
    assert (language.gettext("Resolved"), language.day(NOW.date())) == ("Resolved", "5 lis 2026")


def test_a_regional_tag_takes_its_languages_catalogue() -> None:
    assert Language("de-AT").gettext("Resolved") == Language("de").gettext("Resolved") != "Resolved"


@pytest.mark.parametrize(("count", "words"), [(1, "1 Tag mit Störungen"), (2, "2 Tage mit Störungen")])
def test_plurals_follow_the_number(count: int, words: str) -> None:
    said = Language("de").ngettext("%(num)d day with incidents", "%(num)d days with incidents", count)
    assert said % {"num": count} == words


def test_our_own_pages_are_named_by_the_language() -> None:
    assert ">Verlauf</a>" in site("de")["index.html"]
    assert ">History</a>" in site("en")["index.html"]


def test_a_title_of_the_sites_own_stays() -> None:
    history = small_history("de")
    settings = replace(history.settings, nav=(NavItem(title="History", url="history/"),))
    shared = prepare(replace(history, settings=settings), NOW)
    assert ">History</a>" in shared.theme.fragment("", "top", path="")


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ('{{ _("%(n)d things", n=3) }}', "3 things"),
        ('{{ _("by %(who)s", who="<b>") }}', "by &lt;b&gt;"),
        ('{{ _("<b>all</b>") }}', "<b>all</b>"),
    ],
)
def test_what_is_put_into_a_message_is_escaped_and_a_number_stays_one(message: str, words: str) -> None:
    environment = prepare(small_history("en"), NOW).theme.environment
    assert environment.from_string(message).render() == words


@pytest.mark.parametrize("tag", ["ar", "fa", "he", "ur"])
def test_a_page_runs_as_its_language_does(tag: str) -> None:
    assert f'<html lang="{tag}" dir="rtl"' in site(tag)["index.html"]
    assert Language(tag).arrows == ("→", "←")
    assert Locale.parse(tag).text_direction == "rtl"


PHYSICAL = re.compile(
    r"(?<![\w-])(?:left|right)\s*:|(?:margin|padding|border)-(?:left|right)|(?:align|float)\s*:\s*(?:left|right)"
)
SHORTHAND = re.compile(r"(?:margin|padding|inset|border-width|border-color)\s*:([^;}]+)")


@pytest.mark.parametrize("path", sorted((ROOT / "templates").glob("*/*.css")), ids=lambda path: path.name)
def test_a_style_sheet_knows_no_left_and_right(path: Path) -> None:
    sheet = path.read_text(encoding="utf-8")
    assert PHYSICAL.findall(sheet) == []
    lopsided = [
        sides
        for sides in map(str.split, SHORTHAND.findall(sheet))
        if len(sides) == 4 and sides[1] != sides[3]
    ]
    assert lopsided == []
