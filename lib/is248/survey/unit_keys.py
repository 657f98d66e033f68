"""The units that are asked: keys, names, and how a key in a file becomes a key of the register."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from is248.base.errors import suggestion
from is248.register.municipalities import load_units
from is248.survey.findings import Fault
from is248.year.labels import city_code

if TYPE_CHECKING:
    from collections.abc import Mapping

    from is248.base.paths import Project

REPORTING = ("municipality", "district", "agency")
_PADDED = {3: 4, 5: 6}
"""Digits left of a code whose first zero a spreadsheet has dropped → digits that it has."""

_CODE = re.compile(r"([0-9]{3,6})(-[a-z])?", re.IGNORECASE | re.ASCII)
_LETTERS = re.compile(r"[^a-z]")
_COMMON = re.compile(r"\b(kommune|herad|bydel|samlet)\b")

NameVerdict = Literal["same", "spelling", "letters", "other_unit"]


@dataclass(frozen=True)
class Register:
    """The units of a year.

    Attributes:
        names: Key → name of each unit that reports, in the register's order. The city reports by
            its districts and agencies.
        silent: Key → name of what is in the register and does not report: the city as a whole, and
            its inhabitants without a district.
    """

    names: Mapping[str, str]
    silent: Mapping[str, str]

    def key(self, text: str) -> str | Fault:
        """The key of a unit, however the file writes it.

        Args:
            text: The cell: "0101", "101" (a spreadsheet has dropped the zero), "030101", "30101".

        Returns:
            The register key, or what is wrong.
        """
        code = self._padded(text)
        if code in self.names:
            return code
        if code in self.silent and code == city_code(self.names):
            return _whole_city(self.silent[code], code, self.names)
        near = suggestion(code, self.names)
        hint = near if "Mente" in near else ""
        words = "er ikke en enhet som rapporterer" if code in self.silent else _unknown(text)
        return Fault(words, f"Skriv fire sifre, bydeler seks.{hint}")

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
    units = load_units(year, project)
    reports = units["kind"].isin(REPORTING) & (units.index != city_code(units.index))
    names = {str(key): str(name) for key, name in units["name"].items()}
    return Register(
        {key: names[key] for key in units.index[reports]},
        {key: names[key] for key in units.index[~reports]},
    )


def _whole_city(city: str, code: str, names: Mapping[str, str]) -> Fault:
    parts = sorted(key for key in names if key.startswith(code) and key.isdigit())
    words = f"er hele {city}, som svarer ved bydeler og etater"
    span = f", {parts[0]} til {parts[-1]}" if parts else ""
    return Fault(words, f"Gi hver bydel sin egen nøkkel{span}.")


def _unknown(text: str) -> str:
    return "er ikke en enhet i registeret" if text else "enheten mangler"


def _simple(name: str) -> str:
    folded = _COMMON.sub(" ", name.casefold().replace("-", " "))
    return " ".join(folded.split())


def _ascii(name: str) -> str:
    return _LETTERS.sub("", name)
