"""The `language` setting: which languages are known, and which of them the interface is translated into."""

from __future__ import annotations

import re
from typing import Final

from outspoken import rules
from outspoken.shipped import translated_languages
from outspoken.source.format.read_context import ReadContext, shown

_TAG: Final = re.compile(
    r"[A-Za-z]{2,3}(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|[0-9]{3}))?(?:-[A-Za-z0-9]{5,8})*"
)

LANGUAGES: Final = frozenset(
    """
aa ab af agq ak am an ann apc ar arn as asa ast az ba bal bas be bem bew bez bg bgc bgn bho blo blt
bm bn bo br brx bs bss byn ca cad cch ccp ce ceb cgg cho chr cic ckb co cop cs csw cu cv cy da dav
de dje doi dsb dua dv dyo dz ebu ee el en eo es et eu ewo fa ff fi fil fo fr frr fur fy ga gaa gd
gez gl gn gsw gu guz gv ha haw he hi hnj hr hsb ht hu hy ia id ie ig ii io is it iu iw ja jbo jgo
jmc jv ka kaa kab kaj kam kcg kde kea ken kgp khq ki kk kkj kl kln km kn ko kok kpe ks ksb ksf ksh
ku kw kxv ky la lag lb lg lij lkt lld lmo ln lo lrc lt ltg lu luo luy lv mai mas mdf mer mfe mg mgh
mgo mhn mi mic mk ml mn mni mo moh mr ms mt mua mus my myv mzn naq nb nd nds ne nl nmg nn nnh no nqo
nr nso nus nv ny nyn oc om or os osa pa pap pcm pis pl prg ps pt qu quc raj rhg rif rm rn ro rof ru
rw rwk sa sah saq sat sbp sc scn sd sdh se seh ses sg shi shn si sid sk skr sl sma smj smn sms sn so
sq sr ss ssy st su sv sw syr szl ta te teo tg th ti tig tk tl tn to tok tpi tr trv trw ts tt twq tyv
tzm ug uk ur uz vai ve vec vi vmw vo vun wa wae wal wbp wo xh xnr xog yav yi yo yrl yue za zgh zh zu
""".split()  # noqa: SIM905 - a list would have three hundred lines
)
"""Primary subtags (ISO 639) with dates and plurals in CLDR, listed here since Babel is slow to load."""


def check_language(tag: str, line: int, reading: ReadContext) -> None:
    """Report a tag (`de`, `pt-BR`) that is not a language, or whose texts would appear in English."""
    if not _TAG.fullmatch(tag) or tag.partition("-")[0].lower() not in LANGUAGES:
        message = f"language is {shown(tag)}, not a known language code"
        hint = "write a language code, as in language: en"
        # The -u- part of a language tag (RFC 6067) chooses calendar and digits.
        plain, extended, _ = tag.lower().partition("-u-")
        if extended and plain.partition("-")[0] in LANGUAGES:
            message = f"language is {shown(tag)}, which also chooses a calendar or digits"
            hint = f"write language: {plain}; pages always use the Gregorian calendar and the digits 0 to 9"
        reading.report(rules.UNKNOWN_WORD, line, message, hint)
    elif not _is_translated(tag, known := translated_languages()):
        message = f"the interface is not translated into {shown(tag)}: its texts appear in English"
        hint = f"write {', '.join(known[:-1])} or {known[-1]}; docs/languages.md says how to add a language"
        reading.report(rules.UNTRANSLATED, line, message, hint)


def _is_translated(tag: str, known: tuple[str, ...]) -> bool:
    """Whether the language has a catalogue: `pt-BR` its own, or that of `pt`."""
    subtags = tag.lower().split("-")
    names = {"_".join(subtags[:length]) for length in range(1, len(subtags) + 1)}
    return not names.isdisjoint(name.lower() for name in known)
