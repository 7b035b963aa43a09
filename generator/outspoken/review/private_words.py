"""Finds words that do not belong on a public page: secrets, addresses, internal names."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from ipaddress import IPv6Address, ip_address

from outspoken import rules
from outspoken.errors import Problem
from outspoken.source.format.read_context import shown
from outspoken.source.incidents.key_lines import Outline

# Names of standards that look like ticket numbers.
_STANDARDS = (
    "AES|ANSI|BASE|CET|CEST|COVID|CVE|CWE|DIN|DSGVO|EN|EST|FIPS|GMT|GPT|HTTP|IEC|IEEE|IPV|ISO|MD|MPEG|"
    "PDT|PST|PCI|RFC|RSA|SHA|SOC|TLS|SSL|UTC|UTF|WCAG|WPA"
)
# Cloud regions and zones are public knowledge.
_REGION = r"(?:af|ap|ca|cn|eu|il|me|mx|sa|us)(?:-(?:gov|iso[a-z]?))?-[a-z]+-\d[a-z]?"

# Each begins at the start of a word and has a limited length, so that no text takes long.
KINDS: Mapping[str, tuple[str, str]] = {
    "secrets": (
        "a secret",
        r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"
        r"|\bgh[oprsu]_[A-Za-z0-9]{30,}|\bgithub_pat_\w{30,}|\bglpat-[\w-]{20,}"
        r"|\bxox[abeoprs]-[A-Za-z0-9-]{10,}|\bxapp-\d-[\w-]{10,}|https://hooks\.slack\.com/\S+"
        r"|(?<![\w-])eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]*|-----BEGIN [A-Z ]*PRIVATE KEY-----"
        r"|\bAIza[\w-]{35}|\b[rs]k_live_\w{10,}|\bnpm_[A-Za-z0-9]{30,}|\bpypi-[\w-]{30,}"
        r"|(?i:\b(?:password|passwd|secret|api[ _-]?key|access[ _-]?token)\b[\"']?\s*[:=]\s*[\"']?"
        r"[^\s\"'<>]{6,})"
        r"|://[^\s/:@]+:[^\s/@]+@",
    ),
    "ip-addresses": (
        "an IP address",
        r"(?<![\w.:-])(?:\d{1,3}(?:\.\d{1,3}){3}|(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{0,4})(?![\w:]|\.\d)",
    ),
    "mail-addresses": ("an e-mail address", r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,9}\b"),
    "ticket-keys": (
        "a ticket number",
        rf"(?<![\w/-])(?!(?:{_STANDARDS})-)[A-Z][A-Z0-9]{{1,9}}-[1-9]\d{{0,5}}(?![\w-]|\.\d)",
    ),
    "internal-hosts": (
        "an internal host name",
        r"(?<![\w.-])(?:[\w-]{1,63}\.){1,9}(?:internal|intranet|corp|lan|local|localdomain|private|svc|home\.arpa)\b(?!\.\w)"
        r"|\bip-\d+-\d+-\d+-\d+\b|\bi-[0-9a-f]{8,17}\b"
        rf"|(?<![\w/.@#-])(?!{_REGION}(?![\w-]))[a-z][a-z0-9]*(?:-[a-z0-9]+)+-\d{{1,4}}(?![\w.-])",
    ),
}
"""Each kind's name in the settings: what it is, and its pattern."""


def check_words(
    path: str, outline: Outline, before: Outline, patterns: Collection[str], allowed: Iterable[str]
) -> Iterator[Problem]:
    """Yield private words on the lines of `outline` that `before` does not have; `allowed` texts are public.

    `patterns` are names of `KINDS` and regular expressions. A secret is never printed in full.
    """
    known = {text for _, text in before.public}
    public = {text.casefold().removeprefix("mailto:") for text in allowed}
    for number, text in outline.public:
        # Compare by text and not by line number: moving a paragraph is not adding it.
        if text in known:
            continue
        for kind, word in _found(text, tuple(patterns)):
            if word.casefold() not in public:
                # Logs of pull requests are public, too.
                found_text = f"{word[:4]}…" if kind == "secrets" else shown(word)
                yield _problem(path, number, kind, found_text)


def _problem(path: str, line: int, kind: str, found_text: str) -> Problem:
    what = KINDS[kind][0] if kind in KINDS else "a pattern of private_words in the settings"
    hint = f"describe it for customers; if it may be public, {rules.PRIVATE_WORDS.acceptance}"
    return rules.PRIVATE_WORDS.problem(path, line, f"{found_text} looks like {what}", hint)


def _found(text: str, patterns: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for kind, pattern in _compiled(patterns):
        for match in pattern.finditer(text):
            word = match.group()
            if word and (kind != "ip-addresses" or _is_address(word)):
                yield kind, word


@lru_cache(maxsize=8)
def _compiled(patterns: tuple[str, ...]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((entry, re.compile(KINDS[entry][1] if entry in KINDS else entry)) for entry in patterns)


def _is_address(word: str) -> bool:
    """Whether it is an IP address of a host, and not a time (`14:05:00`) or a loopback address."""
    try:
        address = ip_address(word)
    except ValueError:
        return False
    # `::` and `a::b` are code far more often than an address.
    if isinstance(address, IPv6Address) and len(word) < 5:
        return False
    return not (address.is_loopback or address.is_unspecified)
