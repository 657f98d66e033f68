"""The units that are asked: keys, names, and how a key in a file becomes a key of the register."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping  # noqa: TC003 - a dataclass names it
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from rapidfuzz import fuzz, process

from is248.base.paths import find_project
from is248.register.municipalities import load_units
from is248.register.reforms import OtherCode, load_reforms, other_codes
from is248.survey.findings import Fault
from is248.year.labels import city_code

if TYPE_CHECKING:
    from is248.base.paths import Project

REPORTING = ("municipality", "district", "agency")
_PADDED = {3: 4, 5: 6}
"""Digits left of a code whose first zero a spreadsheet has dropped → digits that it has."""

_CODE = re.compile(r"([0-9]{3,6})(-[a-z])?", re.IGNORECASE | re.ASCII)
_LETTERS = re.compile(r"[^a-z]")
_COMMON = re.compile(r"\b(kommune|herad|bydel|samlet)\b")

_NEAR, _MOST_NEAR = 60, 3
"""How like a code one must be to be suggested, of 100, and how many are."""

_IN_COUNTY = re.compile(r"(.+?)\s*(?:\((.+)\)|\bi (.+))")
_FORM = "Skriv fire sifre, bydeler seks."

NameVerdict = Literal["same", "spelling", "letters", "other_unit"]


@dataclass(frozen=True)
class Register:
    """The units of a year.

    Attributes:
        names: Key → name of each unit that reports, in the register's order. The city reports by
            its districts and agencies.
        silent: Key → name of what is in the register and does not report: the city as a whole, and
            its inhabitants without a district.
        counties: Key → county, which tells units of one name apart.
        other_years: Code of another year → what it is in this register.
        year: Its year.
    """

    names: Mapping[str, str]
    silent: Mapping[str, str]
    counties: Mapping[str, str] = field(default_factory=dict)
    other_years: Mapping[str, OtherCode] = field(default_factory=dict)
    year: int | None = None

    def key(self, text: str, *, near: bool = True) -> str | Fault:
        """The key of a unit, however the file writes it.

        Args:
            text: The cell: "0101", "101" (a spreadsheet has dropped the zero), "030101", "30101".
            near: Whether to look for codes like one that is unknown, which takes time.

        Returns:
            The register key, or what is wrong.
        """
        code = self._padded(text)
        if code in self.names:
            return code
        if code in self.silent:
            return self._silent(code)
        if code in self.other_years:
            return self._of_other_year(self.other_years[code])
        if units := self.named(text):
            listed = _either([self._with_county(unit, units) for unit in units])
            words = "er ikke en enhet i registeret, men navnet på en"
            return Fault(words, f"Skriv koden: «{text}» er {listed}.")
        words = "er ikke en enhet i registeret" if text else "enheten mangler"
        return Fault(words, _FORM + (self._near(code) if near and text else ""))

    def named(self, name: str) -> list[str]:
        """The keys of the units with a name; a county behind it ("i", "(...)") tells them apart."""
        if found := self._by_name.get(_simple(name)):
            return found
        match = _IN_COUNTY.fullmatch(name)
        county = (match[2] or match[3]).casefold() if match else ""
        units = self._by_name.get(_simple(match[1]), []) if match else []
        return [unit for unit in units if self.counties.get(unit, "").casefold() == county]

    def judge(self, key: str, name: str) -> NameVerdict:
        """Compare a name in a file with the register; the key alone decides who it is.

        Returns:
            same; spelling (another way to write it); letters (the same but for letters outside
            a-z, which were then misread); other_unit (another unit has this name).
        """
        own, given = self.names[key], _simple(name)
        if given in {_simple(own), _simple(own.split("/")[0])}:
            return "same"
        if given in {_simple(other) for other in self.names.values()}:
            return "other_unit"
        # "Røros" misread as "R¸ros" or "RÃ¸ros": nothing but the letters outside a-z differ
        return "letters" if _ascii(given) == _ascii(_simple(own)) else "spelling"

    @cached_property
    def _by_name(self) -> dict[str, list[str]]:
        found = defaultdict(list)
        for key, name in self.names.items():
            for word in {_simple(part) for part in (name, *name.split("/"))}:
                found[word].append(key)
        return dict(found)

    def _with_county(self, unit: str, units: list[str]) -> str:
        county = self.counties.get(unit) if len(units) > 1 else None
        return f"{unit} ({county})" if county else unit

    def _silent(self, code: str) -> Fault:
        if code == city_code(self.names):
            return _whole_city(self.silent[code], code, self.names)
        return Fault("er ikke en enhet som rapporterer", _FORM)

    def _of_other_year(self, other: OtherCode) -> Fault:
        units = _either([f"{unit} ({self.names.get(unit, '')})" for unit in other.units])
        if other.later:
            words = (
                f"er «{other.name}» fra {other.since}, ikke en enhet i registeret for {self.year}"
            )
            return Fault(words, f"Skriv koden enheten hadde i {self.year}: {units}.")
        words = f"er ikke en enhet i registeret for {self.year}: koden gikk ut i {other.since}"
        return Fault(words, f"Skriv koden som kom i stedet: {units}.")

    def _near(self, code: str) -> str:
        found = process.extract(
            code, list(self.names), scorer=fuzz.ratio, limit=_MOST_NEAR, score_cutoff=_NEAR
        )
        near = _either([f"«{word}»" for word, _, _ in found])
        return f" Mente du {near}?" if near else ""

    @staticmethod
    def _padded(text: str) -> str:
        match = _CODE.fullmatch(text)
        if not match:
            return text
        digits, letter = match[1], (match[2] or "").upper()
        return digits.zfill(_PADDED.get(len(digits), len(digits))) + letter


def load_register(year: int, project: Project | None = None) -> Register:
    """The register of a year.

    Args:
        year: Reporting year.
        project: The project; found when not given.

    Returns:
        Its units.

    Raises:
        UserError: The year has no register.
    """
    project = project or find_project()
    units = load_units(year, project)
    reports = units["kind"].isin(REPORTING) & (units.index != city_code(units.index))
    names = {str(key): str(name) for key, name in units["name"].items()}
    reporting = {key: names[key] for key in units.index[reports]}
    return Register(
        reporting,
        {key: names[key] for key in units.index[~reports]},
        {str(key): str(county) for key, county in units["county"].items()},
        other_codes(load_reforms(project), reporting, year),
        year,
    )


def _whole_city(city: str, code: str, names: Mapping[str, str]) -> Fault:
    parts = sorted(key for key in names if key.startswith(code) and key.isdigit())
    words = f"er hele {city}, som svarer ved bydeler og etater"
    span = f", {parts[0]} til {parts[-1]}" if parts else ""
    return Fault(words, f"Gi hver bydel sin egen nøkkel{span}.")


def _either(words: list[str]) -> str:
    return " eller ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def _simple(name: str) -> str:
    folded = _COMMON.sub(" ", name.casefold().replace("-", " "))
    return " ".join(folded.split())


def _ascii(name: str) -> str:
    return _LETTERS.sub("", name)
