"""Channels are read from the settings as they are written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from outspoken.channels.all_kinds import all_kinds
from outspoken.errors import Problem
from outspoken.model.channel import Audience, Channel, Filter
from outspoken.model.field import Need
from outspoken.model.settings import Settings
from outspoken.model.vocabulary import Impact, Status
from outspoken.source.settings.channel_fields import fields_of
from outspoken.source.settings.read_settings import read_settings

MakeSite = Callable[[Mapping[str, str | bytes]], Path]
HEAD = """\
site_name: Example
site_url: https://status.example.com/
plugins:
  - outspoken:
      language: fr-CA
      components: [{id: checkout, aliases: [cart]}, {id: search}]
      channels:
"""


@pytest.fixture
def read(make_site: MakeSite) -> Callable[[str], Settings | list[Problem]]:
    def read_them(lines: str) -> Settings | list[Problem]:
        text = HEAD + "".join(f"        {line}\n" for line in lines.splitlines())
        problems: list[Problem] = []
        settings = read_settings(make_site({"mkdocs.yml": text}), problems)
        return problems if settings is None else settings

    return read_them


def written(kind: str) -> str:
    """A channel of the examples of all its keys that must stand, or may stand together."""
    skipped = {"audience", "kind", "filter", "template", "url"}
    fields = [field for field in fields_of(all_kinds()[kind]) if field.name not in skipped]
    return "\n".join(
        [f"all-{kind}:", f"  kind: {kind}", "  audience: customers"]
        + [f"  {field.name}: {field.example}" for field in fields]
    )


@pytest.mark.parametrize("kind", all_kinds())
def test_the_examples_of_every_kind_can_be_pasted(
    read: Callable[[str], Settings | list[Problem]], kind: str
) -> None:
    settings = read(written(kind))

    assert isinstance(settings, Settings), settings
    (channel,) = settings.channels
    secrets = {field.name for field in all_kinds()[kind].secrets}
    assert (channel.id, channel.kind, set(channel.secrets)) == (f"all-{kind}", kind, secrets)
    assert all(name.isupper() for name in channel.secrets.values())
    needed = {field.name for field in all_kinds()[kind].fields if field.need is Need.ALWAYS}
    assert needed <= {*channel.secrets, *channel.options}


def test_a_channel_arrives_whole(read: Callable[[str], Settings | list[Problem]]) -> None:
    settings = read(
        "list:\n"
        "  kind: smtp\n"
        "  audience: major-customers\n"
        "  server: smtp.example.com\n"
        "  port: 2525\n"
        "  from: Example <status@example.com>\n"
        "  to: [one@example.com, two@example.com]\n"
        "  recipients: HIDDEN\n"
        "  template: vip.txt\n"
        "  filter: {impacts: [major, critical], components: [cart], statuses: [resolved]}\n"
    )

    assert isinstance(settings, Settings)
    assert settings.channels == (
        Channel(
            id="list",
            kind="smtp",
            audience=Audience.MAJOR_CUSTOMERS,
            secrets={"recipients": "HIDDEN"},
            options={
                "server": "smtp.example.com",
                "port": "2525",
                "from": "Example <status@example.com>",
                "to": ("one@example.com", "two@example.com"),
            },
            filter=Filter(
                impacts=(Impact.MAJOR, Impact.CRITICAL),
                components=("checkout",),
                statuses=(Status.RESOLVED,),
            ),
            template="vip.txt",
            line=8,
        ),
    )


def test_posts_are_in_the_sites_language_unless_they_say_another(
    read: Callable[[str], Settings | list[Problem]],
) -> None:
    toots = "kind: mastodon, audience: customers, server: https://social.example, token: TOKEN"
    settings = read(f"a: {{{toots}}}\nb: {{{toots}, language: en}}")

    assert isinstance(settings, Settings)
    assert [channel.options["language"] for channel in settings.channels] == ["fr", "en"]


def test_a_value_in_a_secrets_place_is_never_repeated(
    read: Callable[[str], Settings | list[Problem]],
) -> None:
    for word in ("xoxb-hush", "https://hooks.example.com/hush", "hush", "HUSH hush"):
        problems = read(f'team: {{kind: slack_webhook, audience: internal, secret: "{word}"}}')

        assert isinstance(problems, list)
        assert [problem.rule for problem in problems] == ["secret-in-settings"]
        assert "hush" not in f"{problems[0].message} {problems[0].hint}".casefold()


@pytest.mark.parametrize("lines", ["[]", "team", "{team: }", "{team: [1]}", "{1: {}, {}: 2}"])
def test_a_shape_that_is_no_mapping_of_channels_is_a_problem(make_site: MakeSite, lines: str) -> None:
    text = HEAD.rstrip("\n") + f" {lines}\n"
    problems: list[Problem] = []

    assert read_settings(make_site({"mkdocs.yml": text}), problems) is None
    assert problems


def test_no_channels_are_none(make_site: MakeSite) -> None:
    settings = read_settings(make_site({"mkdocs.yml": HEAD}), [])

    assert settings is not None
    assert settings.channels == ()
