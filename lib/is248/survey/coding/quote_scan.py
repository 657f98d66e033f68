"""Names that would tell who answered, and the pattern that finds each in running Norwegian text.

Three kinds of names are sought in three ways:

* long names (six letters or more): in any letter case, with whatever ending or last part of a
  compound («haldenser», «Haldens», «Haldenområdet»);
* short names: in any letter case, with a genitive or an ending that goes with places;
* names that are also common words or very short (Os, Lier, Time): only with a capital, see below;
* acronyms (OUS): in capitals only.

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
from itertools import groupby
from typing import TYPE_CHECKING, Literal

from is248.base.data_files import data_folder, read_rows
from is248.base.paths import Project, find_project
from is248.year.labels import city_code
from is248.year.params import load_year

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

INSTITUTIONS = "institutions.csv"
REGISTER_KINDS = {"municipality": "kommune", "district": "bydel", "agency": "etat"}
OTHER_KINDS = {
    "health_trust": "helseforetak",
    "hospital": "sykehus",
    "dps": "DPS",
    "place": "sted",
    "demonym": "innbyggernavn",
}
_WORDS = """
asker aure berg bø eid eide fet fjell flora flå førde gran grue haram hof hol hole
hvaler hå land leka lier linde lom loppa lund lunner luster lyngen marker nes nesset os
osen rana re rygge råde røst røyken sel selje ski skien sola stange stokke strand
stranda sund time tinn torsken vik volda ål ås øyer
"""
COMMON = frozenset(_WORDS.split())
"""Names that are also words, or parts of words, that an answer may well hold."""

SHORTEST = 4
"""Names with fewer letters are sought as common words are."""

LONG = 6
ACRONYM = re.compile(r"[A-ZÆØÅ]{2,5}|SiV")
_DIRECTIONS = re.compile(r"(?:Nordre|Søndre|Østre|Vestre|Øvre|Nedre|Midtre|Øystre|Gamle)\s+")
_PREFIXES = frozenset({"Nord", "Sør", "Stor", "Midt", "Vest", "Øst", "Aust"})

Way = Literal["long", "short", "common", "acronym"]


@dataclass(frozen=True)
class Name:
    """A name to look for.

    Attributes:
        text: The name.
        kind: What it names, in Norwegian.
    """

    text: str
    kind: str

    @property
    def way(self) -> Way:
        """How it is sought."""
        if ACRONYM.fullmatch(self.text):
            return "acronym"
        letters = sum(letter.isalpha() for letter in self.text)
        if self.text.casefold() in COMMON or letters < SHORTEST:
            return "common"
        return "long" if letters >= LONG else "short"


@lru_cache(maxsize=4)
def names(year: int, project: Project) -> tuple[Name, ...]:
    """All names of a year: the register, its counties and HF areas, hospitals, trusts and DPS.

    Raises:
        DataError: The register or the list of institutions is missing or changed.
    """
    found: dict[str, Name] = {}
    for name in (*_register(year, project), *_institutions(project)):
        found.setdefault(name.text.casefold(), name)
    return tuple(found.values())


def _register(year: int, project: Project) -> Iterator[Name]:
    units = load_year(year, project).register_files.units
    rows = read_rows(data_folder(project, "municipalities"), units)
    named = {row["code"]: row["name"] for row in rows}
    city = named.get(city_code(named), "")
    for row in rows:
        if kind := REGISTER_KINDS.get(row["kind"]):
            yield from (Name(text, kind) for text in with_parts(row["name"], city))
    for row in rows:
        yield Name(row["county"], "fylke")
        if row["hf_area"]:
            yield Name(row["hf_area"].removesuffix("-området"), "helseforetaksområde")


def with_parts(name: str, city: str) -> tuple[str, ...]:
    """A name and the parts that people use alone.

    «Evje og Hornnes» is called Evje, «Østre Toten» Toten, «Stor-Elvdal» Elvdal, «Bydel Sagene»
    Sagene, «Oslo Velferdsetaten» Velferdsetaten.
    """
    own = name.removeprefix("Bydel ")
    parts = [own, *own.split(" og ")] if " og " in own else [own]
    parts.append(_DIRECTIONS.sub("", own))
    parts += [p for p in re.split(r"[- ]", own) if len(p) >= SHORTEST and "-" in own]
    parts += [own.removeprefix(f"{city} ")] if city and own.startswith(f"{city} ") else []
    return tuple(dict.fromkeys(part for part in parts if part not in _PREFIXES))


def _institutions(project: Project) -> Iterator[Name]:
    for row in read_rows(data_folder(project, "survey"), INSTITUTIONS):
        yield Name(row["name"], OTHER_KINDS[row["kind"]])


def spelt(name: str) -> str:
    """A pattern of a name that forgives spelling: hyphen or space, «Aa» for «Å», «St» for «St.»."""
    words = [_spelt_word(word) for word in re.split(r"[\s-]+", name)]
    return r"[\s\-‐–/]*".join(words)


def _spelt_word(word: str) -> str:
    if word == "St.":
        return r"(?:St\.?|Sankt)"
    pattern = re.escape(word)
    for letter, other in (("å", "aa"), ("ø", "oe|ö"), ("æ", "ae|ä")):
        pattern = pattern.replace(letter, f"(?:{letter}|{other})")
        pattern = pattern.replace(letter.upper(), f"(?:{letter.upper()}|{_titled(other)})")
    return pattern


def _titled(others: str) -> str:
    return "|".join(f"{other.title()}|{other.upper()}" for other in others.split("|"))


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
    known.sort(key=lambda name: (_initial(name.text), -len(name.text)))
    flags = re.IGNORECASE if way in {"long", "short"} else re.NOFLAG
    return tuple(known), re.compile(_pattern(way, known), flags)


def _pattern(way: Way, known: Iterable[Name]) -> str:
    """One group a name, behind its first letter: most places in a text begin no name at all."""
    begun = [
        rf"(?i:(?={initial}))(?:{'|'.join(_group(way, name.text) for name in group)})"
        for initial, group in groupby(known, lambda name: _initial(name.text))
    ]
    return rf"{_NOT_WORD_BEFORE}(?:{'|'.join(begun) or '(?!)'})"


def _initial(name: str) -> str:
    """A pattern of the letter that a name begins with, however it is spelt."""
    first = spelt(name[0].lower())
    return first if first != name[0].lower() else rf"[{first}]"


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
