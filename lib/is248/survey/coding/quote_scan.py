"""Look through a text for what could tell who wrote it.

A hit is a reason to stop and read, not a proof. A name that is also a common word (Os, Lier, Time)
counts only with a capital, and

* inside a sentence («vi i Lier»), or alone on its line or in its sentence;
* at the start of a sentence only where what follows makes it a place: «Lier kommune», «Lier har»,
  «Lier og Drammen»;
* with a small letter only before «kommune» («i lier kommune»).

Names of persons are not looked for: the one who chooses the quote reads it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from is248.base.paths import Project, find_project
from is248.survey.coding.person_names import Name, names, spelt

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from is248.survey.coding.person_names import Way

_NOT_WORD_BEFORE = r"(?<!\w)"
_GENITIVE = r"(?:['’´`]?s|['’´`])?"
_HEADS = (
    r"kommun|områd|region|distrikt|bydel|by(?:en|ens|folk|gd\w*)?\b|sykehus|sjukehus|dps|fjord|"
    r"folk|mann|menn|kvinn|ungdom|borger|posten|legevakt|modell|prosjekt|samarbeid|bu\b|buar|bygg"
)
_TAIL = (
    rf"(?:{_GENITIVE}|[se]?(?:{_HEADS})\w*|n?[e]?ns(?:er|ar)\w*|(?:væ|bø|f?jæ)ring\w*|"
    r"(?:[sl])?ing(?:e|a)?(?:r|ar|ane|ene|s)?)"
)
_HYPHENED = r"(?:[-‐‑–]\w+)*"
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")

_ABBREVIATION = re.compile(
    r"(?:\b(?:bl\.\s?a|f\.\s?eks|m\.\s?a|m\.\s?fl|o\.\s?l|t\.\s?d|jf|ca|dvs|inkl|mht|pga|ifm|ift|"
    r"eks|nr|evt|ev|hhv|iht|jfr|kl|kom|mv|mfl|samt|sml|vedr|tlf|kap|St|st|dr|Dr))\.\s*$"
)
_SENTENCE_START = re.compile(r"(?:^|[.!?…]|[\n•*▪►])[\s\"'«»“”„(\[\-–—•*]*$|^[\s\d.):]*$")
_PLACE_AFTER = re.compile(
    rf"{_HYPHENED}\s*(?:$|[.!?;)\n»\"]|(?:,|og|eller|samt|/|&|-)\s*(?-i:[A-ZÆØÅ])|"
    r"(?:kommun|fylk|by\b|bydel|sykehus|sjukehus|dps\b|legevakt|"
    r"(?:har|mangler|ønsker|samarbeider|jobber|arbeider|deltar|driver|tilbyr|bruker|får|"
    r"fikk|kjøper|satser|opplever|manglar|ønskjer|samarbeidar|arbeidar)\b))",
    re.IGNORECASE,
)
_ACRONYM_TAIL = rf"{_GENITIVE}(?!\w)"

_SPACE = r"[ \u2009\u202f]"
_CODED_PHONE = rf"(?:\(?(?:\+|00){_SPACE}?47\)?[ .\-]{{0,2}})\d(?:[ .\-]{{0,2}}\d){{7}}"
_PLAIN_PHONE = (
    r"[2-9]\d{7}|[2-9]\d([ .\-])\d\d\1\d\d\1\d\d|[2-9]\d\d([ .\-])\d\d\2\d{3}|"
    r"(?!(?:19|20)\d\d[ .\-](?:19|20)\d\d(?!\d)|\d\d[05]0-\d\d[05]0(?!\d))[2-9]\d{3}[ .\-]\d{4}"
)
_SHORT_PHONE = (
    r"(?i:\b(?:tlf|telefon|mobil|mob|tel|telefonnummer|tlfnr)\b[ .:\-]{0,3}(?:nr[ .:]*)?)"
    r"\d(?:[ .\-]?\d){2,}"
)
_PATTERNS = {
    "fødselsnummer": re.compile(r"(?<!\d)(?:\d{6}[ .\-]?\d{5}|\d{4}[ .]\d\d[ .]\d{5})(?!\d)"),
    "telefonnummer": re.compile(
        rf"(?<![\d+])(?:{_CODED_PHONE}|{_PLAIN_PHONE})(?![\d])|{_SHORT_PHONE}"
    ),
    "e-postadresse": re.compile(
        r"(?<![^\s@,;:(<])[^\s@,;:(<]+ ?(?:@|\((?:at|a|alfa)\)|\[at\]|krøllalfa) ?[^\s@,;:]+",
        re.IGNORECASE,
    ),
    "nettadresse": re.compile(
        r"(?:https?://|\bwww\.)\S+|(?<![\w\-.])[\w\-.]+\.(?:no|com|org)\b", re.IGNORECASE
    ),
}
_ANY_INSTITUTION = re.compile(
    r"(?<!\w)([A-ZÆØÅ][a-zæøå]{2,})[\s\-](?:DPS|HF|BUP|ARA|(?:[Ss]ykehus|[Ss]jukehus)(?:et)?)(?!\w)"
    r"|(?<!\w)(?:DPS|BUP|[Ss]ykehuset|[Ss]jukehuset)\s(?:(?:i|på|ved)\s)?([A-ZÆØÅ][a-zæøå]{2,})(?!\w)"
)


@dataclass(frozen=True)
class Hit:
    """Something in a text that could tell who wrote it.

    Attributes:
        start: Where it begins, in the text as :func:`readable` gives it.
        found: The words.
        kind: What it is, in Norwegian.
        name: The name that it was taken for; empty for numbers and addresses.
    """

    start: int
    found: str
    kind: str
    name: str = ""

    @property
    def words(self) -> str:
        """The hit as a reader sees it."""
        also = f", jf. {self.name}" if self.name and self.name != self.found else ""
        return f"«{self.found}» ({self.kind}{also})"


def scan(text: str, year: int, project: Project | None = None) -> list[Hit]:
    """Everything in a text that could tell who wrote it.

    Args:
        text: The text.
        year: Year of the register.
        project: The project; found when not given.

    Returns:
        Hits in their order; of those that overlap the longest.
    """
    plain = readable(text)
    hits = [*_numbers(plain), *_names(plain, year, project or find_project())]
    return _longest(hits)


def readable(text: str) -> str:
    """A text as the eye reads it: no invisible characters, one way to write each letter."""
    return unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).replace("\r", "\n")


def _numbers(text: str) -> Iterator[Hit]:
    for kind, pattern in _PATTERNS.items():
        for match in pattern.finditer(text):
            yield Hit(match.start(), match.group().strip(), kind)


def _names(text: str, year: int, project: Project) -> Iterator[Hit]:
    for way in ("long", "short", "acronym", "common"):
        known, pattern = _search(way, year, project)
        for match in pattern.finditer(text):
            name = known[(match.lastindex or 1) - 1]
            if way != "common" or _is_place(text, match):
                yield Hit(match.start(), match.group(), name.kind, name.text)
    yield from _unlisted(text)


def _unlisted(text: str) -> Iterator[Hit]:
    """«Fjordvik DPS», «sykehuset i Fjordvik»: institutions that no list holds."""
    for match in _ANY_INSTITUTION.finditer(text):
        if match.group(2) or not _starts_sentence(text[: match.start()]):
            yield Hit(match.start(), match.group(), "institusjon")


@lru_cache(maxsize=16)
def _search(way: Way, year: int, project: Project) -> tuple[tuple[Name, ...], re.Pattern[str]]:
    """The names that are sought in one way, and a pattern with a group for each."""
    known = [name for name in names(year, project) if name.way == way]
    known.sort(key=lambda name: len(name.text), reverse=True)
    flags = re.IGNORECASE if way in {"long", "short"} else re.NOFLAG
    return tuple(known), re.compile(_pattern(way, known), flags)


def _pattern(way: Way, known: Iterable[Name]) -> str:
    groups = "|".join(_group(way, name.text) for name in known) or r"(?!)"
    return rf"{_NOT_WORD_BEFORE}(?:{groups})"


def _group(way: Way, name: str) -> str:
    if way == "long":
        return rf"({spelt(name)})\w*{_GENITIVE}{_HYPHENED}"
    if way == "acronym":
        return rf"({spelt(name)}){_ACRONYM_TAIL}{_HYPHENED}"
    if way == "short":
        dropped = _vowel_dropped(name)
        return rf"({spelt(name)}){_TAIL}(?!\w){_HYPHENED}" + dropped
    small = rf"|{spelt(name.lower())}(?=\s+kommunes?\b)"
    return rf"((?:{spelt(name)}|{spelt(name.upper())}){_TAIL}(?!\w){_HYPHENED}{small})"


def _vowel_dropped(name: str) -> str:
    """«moldenser», «oddinger»: the last vowel gives way to the ending."""
    return rf"|{spelt(name[:-1])}(?:enser|ing(?:er|ar))\w*" if name[-1] in "aeoy" else ""


def _is_place(text: str, match: re.Match[str]) -> bool:
    if match.group()[0].islower() or not _starts_sentence(text[: match.start()]):
        return True
    return bool(_PLACE_AFTER.match(text, match.end()))


def _starts_sentence(before: str) -> bool:
    tail = before[-60:]
    return bool(_SENTENCE_START.search(tail)) and not _ABBREVIATION.search(tail)


def _longest(hits: list[Hit]) -> list[Hit]:
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda h: (-len(h.found), h.start)):
        if not any(_overlap(hit, other) for other in kept):
            kept.append(hit)
    return sorted(kept, key=lambda hit: hit.start)


def _overlap(a: Hit, b: Hit) -> bool:
    return a.start < b.start + len(b.found) and b.start < a.start + len(a.found)
