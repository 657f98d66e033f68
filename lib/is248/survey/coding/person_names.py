"""Names that would tell who answered, and the pattern that finds each in running Norwegian text.

Three kinds of names are sought in three ways:

* long names (six letters or more): in any letter case, with whatever ending or last part of a
  compound («haldenser», «Haldens», «Haldenområdet»);
* short names: in any letter case, with a genitive or an ending that goes with places;
* names that are also common words or very short (Os, Lier, Time): only with a capital, see
  :mod:`is248.survey.coding.quote_scan`;
* acronyms (OUS): in capitals only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from is248.base.data_files import data_folder, read_rows
from is248.year.labels import city_code
from is248.year.params import load_year

if TYPE_CHECKING:
    from collections.abc import Iterator

    from is248.base.paths import Project

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
