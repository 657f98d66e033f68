"""The unit of each row, where a house writes its number, its name or both."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rapidfuzz import process

from is248.survey.findings import Fault

if TYPE_CHECKING:
    from collections.abc import Mapping

    from is248.survey.unit_keys import Register

_WHOLE = re.compile(r"([0-9]+)[.,]0+")
_CODE_FIRST = re.compile(r"([0-9]{3,6}(?:-[A-Za-z])?)[\s:.,–-]+(\D.*)")
_CODE_LAST = re.compile(r"(\D+?)[\s:,–-]*\(?([0-9]{3,6}(?:-[A-Za-z])?)\)?")
_PARTS = re.compile(r"\s*/\s*|\s+[-–]\s+")
_NEAR = 80
"""Likeness of a name, of 100, from which it is suggested."""

_SUGGESTED = 20
"""Unknown units for which one like it is looked for, which takes time."""

_NO_UNIT = "Er raden en sum eller en merknad, før den under «skip_rows» i columns.yml."


class Keys:
    """Reads the key of a unit.

    Args:
        register: The units.
        key_by: What the cells hold: "code", "number" or "name".
        codes: Their value → key, from ``values``.
    """

    def __init__(self, register: Register, key_by: str, codes: Mapping[str, str]) -> None:
        self.register, self.by_name, self.codes = register, key_by == "name", codes
        self.unknown = 0

    def key(self, text: str) -> str | Fault:
        """The key that a cell means, or why it means none."""
        if text in self.codes or text in self.register.names:
            return self.codes.get(text, text)
        return self._named(text) if self.by_name and text else self._numbered(text)

    def _numbered(self, text: str) -> str | Fault:
        whole = _WHOLE.fullmatch(text)
        number, name = (whole[1], "") if whole else _split(text)
        key = self.register.key(number, near=self.unknown < _SUGGESTED)
        if isinstance(key, Fault):
            self.unknown += 1
            return Fault(key.words, f"{key.mend} {_NO_UNIT}")
        if name and self.register.judge(key, name) == "other_unit":
            words = f"har koden til {self.register.names[key]} og navnet på en annen enhet"
            return Fault(words, "Rett koden eller navnet.")
        return key

    def _named(self, text: str) -> str | Fault:
        """A unit by name; of a name in two languages either part will do."""
        parts = {key for part in _PARTS.split(text) for key in self.register.named(part)}
        keys = self.register.named(text) or sorted(parts)
        if len(keys) == 1:
            return keys[0]
        if keys:
            told = " og ".join(self._told(key) for key in keys)
            mend = 'Skriv koden, eller før navnet med koden under «values»: "navn": "kode".'
            return Fault(f"er navnet på flere enheter, {told}", mend)
        return self._unknown(text)

    def _unknown(self, text: str) -> str | Fault:
        for key, name in self.register.silent.items():
            if name.casefold() == text.casefold().removesuffix(" kommune"):
                return self.register.key(key)
        self.unknown += 1
        looked = self.register.names if self.unknown <= _SUGGESTED else {}
        found = process.extractOne(text, looked, score_cutoff=_NEAR)
        near = f" Mente du {found[2]} {found[0]}? Da føres navnet under «values»." if found else ""
        return Fault("er ikke navnet på en enhet i registeret", _NO_UNIT + near)

    def _told(self, key: str) -> str:
        county = self.register.counties.get(key)
        return f"{key} ({county})" if county else key


def _split(text: str) -> tuple[str, str]:
    """Code and name of a cell that holds both; all of it as the code where it does not."""
    if first := _CODE_FIRST.fullmatch(text):
        return first[1], first[2]
    if last := _CODE_LAST.fullmatch(text):
        return last[2], last[1]
    return text, ""
